using NAudio.Wave;

namespace Siren2.NAudio.Sources;

/// <summary>Formats of 32-bit floats.</summary>
internal static class FloatFormat
{
    /// <summary>NAudio counts the bytes of a frame in 16 bits.</summary>
    private const int MostChannels = short.MaxValue / sizeof(float);

    /// <exception cref="ArgumentException">There are more channels than a format can name.</exception>
    public static WaveFormat Of(int sampleRate, int channels, string name) => channels <= MostChannels
        ? WaveFormat.CreateIeeeFloatWaveFormat(sampleRate, channels)
        : throw new ArgumentException($"There are {channels} channels; a format of NAudio names {MostChannels} at most.", name);

    /// <summary>Refuses room for a part of a frame alone, which would read as the end.</summary>
    /// <exception cref="ArgumentException">It is.</exception>
    public static void CheckRoom(ReadOnlySpan<float> buffer, int channels)
    {
        if (buffer.Length > 0 && buffer.Length < channels)
        {
            throw new ArgumentException($"There is room for {buffer.Length} sample(s), and a frame has {channels}.", nameof(buffer));
        }
    }
}
