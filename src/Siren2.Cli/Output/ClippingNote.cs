namespace Siren2.Cli.Output;

/// <summary>What is said of samples beyond full scale, which a file of integers cannot hold.</summary>
internal static class ClippingNote
{
    // The last step of 24 bits below 1.
    private const float Highest = 1 - (1f / (1 << 23));
    private const int BlockLength = 1 << 16;

    /// <summary>Of a clip that is written as integers; null where nothing is clipped.</summary>
    public static string? Of(AudioClip clip)
    {
        long clipped = Count(clip, sample => Math.Abs(sample) > 1);
        return clipped == 0 ? null : $"note: {Figure.Of(clipped)} samples beyond full scale were clipped in the file";
    }

    /// <summary>Of a file that was written as 24-bit integers part by part; null where no sample is at full scale.</summary>
    public static string? OfFile(string path)
    {
        using var file = new WaveFileSource(path);
        long full = 0;
        for (long start = 0; start < file.Length; start += BlockLength)
        {
            full += Count(file.Read(start, (int)Math.Min(BlockLength, file.Length - start)), sample => sample is >= Highest or <= -1);
        }

        return full == 0 ? null : $"note: {Figure.Of(full)} samples are at full scale in the file; what lay beyond was clipped";
    }

    private static long Count(AudioClip clip, Func<float, bool> isCounted)
    {
        long count = 0;
        for (int c = 0; c < clip.ChannelCount; c++)
        {
            foreach (float sample in clip.Channel(c))
            {
                count += isCounted(sample) ? 1 : 0;
            }
        }

        return count;
    }
}
