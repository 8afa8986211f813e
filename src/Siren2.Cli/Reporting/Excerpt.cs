using System.Numerics.Tensors;

namespace Siren2.Cli.Reporting;

/// <summary>What of the clips a page holds: their beginning where they are long, and two channels at most.</summary>
internal static class Excerpt
{
    private const double MaximumSeconds = 30;
    private const double MaximumBytes = 8 << 20;

    /// <summary>Seconds from the start that fit a page: up to 30, fewer where the samples would take more than 8 MiB.</summary>
    public static double Seconds(IReadOnlyList<AudioClip> clips)
    {
        double bytesPerSecond = clips.Sum(clip => (double)sizeof(short) * Math.Min(2, clip.ChannelCount) * clip.SampleRate);
        return Math.Min(clips.Max(clip => clip.Duration.TotalSeconds), Math.Min(MaximumSeconds, MaximumBytes / bytesPerSecond));
    }

    /// <summary>The first seconds of a clip; more than two channels are mixed to one.</summary>
    public static AudioClip Cut(AudioClip clip, double seconds)
    {
        int length = Math.Clamp((int)Math.Ceiling(seconds * clip.SampleRate), 1, clip.Length);
        float[][] channels = [.. Enumerable.Range(0, clip.ChannelCount).Select(c => clip.Channel(c)[..length].ToArray())];
        if (channels.Length <= 2)
        {
            return new AudioClip(clip.SampleRate, channels);
        }

        float[] mix = new float[length];
        foreach (float[] channel in channels)
        {
            TensorPrimitives.Add(mix, channel, mix);
        }

        TensorPrimitives.Divide(mix, channels.Length, mix);
        return new AudioClip(clip.SampleRate, mix);
    }

    /// <summary>Gains that give all clips the same root mean square, and none a sample beyond full scale. Silence stays silent.</summary>
    public static double[] MatchedGains(IReadOnlyList<AudioClip> clips)
    {
        double[] levels = [.. clips.Select(Level)];
        double target = levels.Where(level => level > 0).DefaultIfEmpty(1).Min();
        double[] gains = [.. levels.Select(level => level > 0 ? target / level : 1)];
        double peak = clips.Select((clip, i) => gains[i] * Peak(clip)).Max();
        return peak > 1 ? [.. gains.Select(gain => gain / peak)] : gains;
    }

    /// <summary>A clip at another level.</summary>
    public static AudioClip Amplify(AudioClip clip, double gain)
    {
        float[][] channels = new float[clip.ChannelCount][];
        for (int c = 0; c < channels.Length; c++)
        {
            channels[c] = clip.Channel(c).ToArray();
            TensorPrimitives.Multiply(channels[c], (float)gain, channels[c]);
        }

        return new AudioClip(clip.SampleRate, channels);
    }

    private static double Level(AudioClip clip)
    {
        double sum = 0;
        for (int c = 0; c < clip.ChannelCount; c++)
        {
            sum += TensorPrimitives.SumOfSquares(clip.Channel(c));
        }

        return Math.Sqrt(sum / ((double)clip.ChannelCount * clip.Length));
    }

    private static double Peak(AudioClip clip) =>
        Enumerable.Range(0, clip.ChannelCount).Max(c => Math.Abs(TensorPrimitives.MaxMagnitude(clip.Channel(c))));
}
