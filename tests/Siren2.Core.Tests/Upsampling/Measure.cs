using Siren2.Baseline;
using Siren2.Decimation;
using Siren2.Resampling;

namespace Siren2.Core.Tests.Upsampling;

/// <summary>Figures of clips, and what must hold of every result.</summary>
internal static class Measure
{
    /// <summary>Asserts the promises that every result keeps: length, rate, channels, finite samples, the sinc baseline.</summary>
    public static void AssertSound(AudioClip clip, int rate, UpsampleResult result)
    {
        int length = new SincResampler(clip.SampleRate, rate).OutputLength(clip.Length);
        AudioClip baseline = SincBaseline.Compute(clip, rate);
        foreach (AudioClip audio in (AudioClip[])[result.Audio, result.Baseline])
        {
            Assert.Equal(rate, audio.SampleRate);
            Assert.Equal(clip.ChannelCount, audio.ChannelCount);
            Assert.Equal(length, audio.Length);
        }

        for (int c = 0; c < clip.ChannelCount; c++)
        {
            Assert.Equal(-1, result.Audio.Channel(c).IndexOfAnyExceptInRange(float.MinValue, float.MaxValue));
            Assert.Equal(baseline.Channel(c), result.Baseline.Channel(c));
        }

        Assert.Equal(clip.SampleRate, result.Report.InputSampleRate);
        Assert.Equal(rate, result.Report.OutputSampleRate);
    }

    /// <summary>Asserts that decimating the result gives the clip back to −100 dB of its level, away from where it is cut.</summary>
    public static void AssertConsistent(AudioClip clip, AudioClip result)
    {
        int edge = 2 * BandLayout.ReachOf(new RateRatio(clip.SampleRate, result.SampleRate));
        if (clip.Length <= 2 * edge)
        {
            return;
        }

        AudioClip decimated = Inside(Clips.Decimated(result, clip.SampleRate, clip.Length), edge);

        // Below the range of normal numbers rounding is to steps of 1.4e-45, whatever the level.
        Assert.InRange(Distance(Inside(clip, edge), decimated), 0, (1e-10 * Energy(clip)) + (1e-88 * clip.Length));
    }

    /// <summary>A clip without its ends.</summary>
    public static AudioClip Inside(AudioClip clip, int edge) =>
        new(clip.SampleRate, [.. Enumerable.Range(0, clip.ChannelCount).Select(c => clip.Channel(c)[edge..(clip.Length - edge)].ToArray())]);

    /// <summary>Asserts that the squared distance is at most a part of the energy.</summary>
    public static void AssertClose(AudioClip expected, AudioClip actual, double part) =>
        Assert.InRange(Distance(expected, actual), 0, part * Energy(expected));

    /// <summary>Sum of squares over all channels.</summary>
    public static double Energy(AudioClip clip) => Distance(clip, null);

    /// <summary>Sum of squared differences over all channels and the samples that both have.</summary>
    public static double Distance(AudioClip first, AudioClip? second)
    {
        double sum = 0;
        for (int c = 0; c < first.ChannelCount; c++)
        {
            int length = Math.Min(first.Length, second?.Length ?? first.Length);
            for (int i = 0; i < length; i++)
            {
                double difference = first.Channel(c)[i] - (second is null ? 0.0 : second.Channel(c)[i]);
                sum += difference * difference;
            }
        }

        return sum;
    }

    /// <summary>Energy of what was added to the baseline.</summary>
    public static double Injected(UpsampleResult result) => Distance(result.Audio, result.Baseline);

    /// <summary>Peak signal-to-noise ratio with a peak of 1, in dB.</summary>
    public static double Psnr(AudioClip reference, AudioClip estimate) =>
        10 * Math.Log10((double)reference.Length * reference.ChannelCount / Distance(reference, estimate));

    /// <summary>Mean squared second difference over some samples from a place.</summary>
    public static double Curvature(float[] signal, int start, int count) => Enumerable.Range(start, count)
        .Average(i => Math.Pow(signal[i + 1] - (2 * signal[i]) + signal[i - 1], 2));

    public static void AssertSameBits(AudioClip expected, AudioClip actual)
    {
        for (int c = 0; c < expected.ChannelCount; c++)
        {
            Assert.Equal(Bits(expected, c), Bits(actual, c));
        }
    }

    private static int[] Bits(AudioClip clip, int channel) =>
        Array.ConvertAll(clip.Channel(channel).ToArray(), BitConverter.SingleToInt32Bits);
}
