using System.Globalization;

namespace Siren2.Formats;

/// <summary>What is to be said of a WAV file that was not as it should be.</summary>
internal static class WaveRemarks
{
    /// <param name="wave">The file.</param>
    /// <param name="metadata">What it carries.</param>
    /// <param name="isPiped">Whether it came through a pipe, where an open length is nothing special.</param>
    public static IReadOnlyList<string> Of(WaveFileSource wave, WaveMetadata metadata, bool isPiped)
    {
        var remarks = new List<string>();
        if (wave.MissingLength > 0)
        {
            remarks.Add($"it was cut off: its header promises {Seconds(wave, wave.Length + wave.MissingLength)}, "
                + $"{Seconds(wave, wave.Length)} are there");
        }
        else if (wave.HasOpenLength && !isPiped)
        {
            remarks.Add($"its writer never finished it: the header leaves the length open, {Seconds(wave, wave.Length)} are there");
        }

        if (metadata.DataChunkCount > 1)
        {
            remarks.Add($"it has {metadata.DataChunkCount} data chunks, of which the first is read");
        }

        return remarks;
    }

    private static string Seconds(WaveFileSource wave, long length) =>
        string.Create(CultureInfo.InvariantCulture, $"{(double)length / wave.SampleRate:F2} s");
}
