namespace Siren2.MissingBand;

/// <summary>
/// The mean of a course over about a second about every frame, under a Hann window. What lies farther than 1.07 s away has no say: a
/// quiet passage is judged by itself even when a loud one follows.
/// </summary>
internal static class LocalMean
{
    /// <summary>Frames on either side that may have a say: 1.07 s.</summary>
    public const int Reach = (Blocks + 1) * Block;

    /// <summary>Means are taken over blocks of so many frames, and interpolated between: the window is much longer.</summary>
    private const int Block = 8;

    private const int Blocks = 24;

    /// <summary>Computes the means of all channels.</summary>
    /// <param name="course">Values, <c>[frames, channels]</c>.</param>
    /// <param name="channels">Channels.</param>
    /// <param name="mean">Receives the means, <c>[frames, channels]</c>; may be <paramref name="course"/> itself.</param>
    public static void Compute(ReadOnlySpan<float> course, int channels, Span<float> mean)
    {
        int frames = course.Length / channels;
        int count = (frames + Block - 1) / Block;
        var blocks = new double[count * channels];
        var means = new double[count * channels];
        for (int block = 0; block < count; block++)
        {
            Span<double> sum = blocks.AsSpan(block * channels, channels);
            for (int frame = block * Block; frame < Math.Min(frames, (block + 1) * Block); frame++)
            {
                Add(course.Slice(frame * channels, channels), 1, sum);
            }
        }

        for (int block = 0; block < count; block++)
        {
            Smooth(blocks, channels, frames, block, means.AsSpan(block * channels, channels));
        }

        for (int frame = 0; frame < frames; frame++)
        {
            Interpolate(means, channels, frame, count, mean.Slice(frame * channels, channels));
        }
    }

    private static void Smooth(ReadOnlySpan<double> blocks, int channels, int frames, int block, Span<double> mean)
    {
        int count = blocks.Length / channels;
        double total = 0;
        for (int other = Math.Max(0, block - Blocks + 1); other < Math.Min(count, block + Blocks); other++)
        {
            double weight = 0.5 + (0.5 * Math.Cos(Math.PI * (other - block) / Blocks));
            ReadOnlySpan<double> sum = blocks.Slice(other * channels, channels);
            for (int c = 0; c < channels; c++)
            {
                mean[c] += weight * sum[c];
            }

            total += weight * (Math.Min(frames, (other + 1) * Block) - (other * Block));
        }

        for (int c = 0; c < channels; c++)
        {
            mean[c] /= total;
        }
    }

    /// <summary>The mean of a block stands at its middle.</summary>
    private static void Interpolate(ReadOnlySpan<double> means, int channels, int frame, int count, Span<float> mean)
    {
        double position = Math.Clamp(((frame + 0.5) / Block) - 0.5, 0, count - 1);
        int block = Math.Min((int)position, Math.Max(0, count - 2));
        int next = Math.Min(block + 1, count - 1);
        double weight = position - block;
        for (int c = 0; c < channels; c++)
        {
            mean[c] = (float)(((1 - weight) * means[(block * channels) + c]) + (weight * means[(next * channels) + c]));
        }
    }

    private static void Add(ReadOnlySpan<float> values, double weight, Span<double> sum)
    {
        for (int c = 0; c < values.Length; c++)
        {
            sum[c] += weight * values[c];
        }
    }
}
