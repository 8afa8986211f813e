using System.Numerics.Tensors;
using Siren2.Metrics.AddedBands;
using Siren2.Metrics.Spectra;

namespace Siren2.Metrics;

/// <summary>
/// How the band that an input lacks was filled: as loud as in the reference, as sudden, and as wide in stereo. None asks for the same fine
/// structure, which no one can know.
/// </summary>
/// <example>
/// <code>
/// MissingBandLevelErrors errors = MissingBandMetrics.LevelErrors(original.Channel(0), estimate.Channel(0), sampleRate: 16_000, inputRate: 8_000);
/// Console.WriteLine($"bright frames: {errors.Bright.Bias:F1} / {errors.Bright.MeanAbsoluteError:F1} dB");
/// </code>
/// </example>
public static class MissingBandMetrics
{
    /// <summary>
    /// Error of the missing band's level, frame by frame, by class of frame. Frames are 16 ms long (to the nearest power of two of samples, periodic
    /// Hann window), a quarter of that apart, centered on multiples of it, mirrored beyond the ends; a last one covers the end. The missing band is
    /// the bins from 0.93 of the input's Nyquist frequency up, the known band those below. A band's level is <c>10·log10(p + 1e-13)</c>, p the mean
    /// power of its bins (a sine of amplitude A counts A²/4 in its bin), smoothed over eight frames with weights <c>½ − ½·cos(2πn/9)</c>, n = 1 … 8.
    /// </summary>
    /// <param name="reference">The truth, <c>[samples]</c>.</param>
    /// <param name="estimate">What is judged, <c>[samples]</c>.</param>
    /// <param name="sampleRate">Rate of both in hertz, from 250 to <see cref="AudioClip.MaximumSampleRate"/>.</param>
    /// <param name="inputRate">Rate of the clip that the estimate was made from, in hertz, from 1 to below <paramref name="sampleRate"/>.</param>
    /// <returns>
    /// Shares, and errors in dB, of each class; errors are <see cref="double.NaN"/> where a class has no frame. Where the known band is narrower
    /// than a bin there is no class, and all figures are <see cref="double.NaN"/>.
    /// </returns>
    /// <exception cref="ArgumentException">The signals differ in length, are empty or hold a sample that is not finite.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A rate is out of range.</exception>
    public static MissingBandLevelErrors LevelErrors(
        ReadOnlySpan<float> reference, ReadOnlySpan<float> estimate, int sampleRate, int inputRate)
    {
        Check(sampleRate, inputRate);
        SignalPair.Check(reference, estimate);
        int size = BandLevelMeter.FrameSize(sampleRate);
        var meter = new BandLevelMeter(size, BandLevelMeter.FirstMissingBin(size, sampleRate, inputRate));
        PowerFrames.MeasureToEnd(reference, estimate, isWindowed: true, size, size / 4, meter);
        return meter.Errors();
    }

    /// <summary>
    /// How many decibels the missing band rises at the reference's onsets, in the reference and in the estimate. The band is what a zero-phase
    /// high-pass above the input's Nyquist frequency leaves, ends of half a filter (a few milliseconds) excepted. Its rise at an instant t,
    /// looked at every millisecond, is the level of the 6 ms from t on over that of the 6 ms that end 2 ms before t; levels more than 60 dB
    /// below the same signal's loudest 6 ms, or below −100 dB of full scale, count as that, so that a gain changes no rise. An onset is where
    /// the reference rises by at least 12 dB, to within 40 dB of its loudest 6 ms, and by no less than anywhere within 50 ms.
    /// </summary>
    /// <param name="reference">The truth, <c>[samples]</c>.</param>
    /// <param name="estimate">What is judged, <c>[samples]</c>.</param>
    /// <param name="sampleRate">Rate of both in hertz, from 250 to <see cref="AudioClip.MaximumSampleRate"/>.</param>
    /// <param name="inputRate">Rate of the clip that the estimate was made from, in hertz, from 1 to below <paramref name="sampleRate"/>.</param>
    /// <returns>
    /// Means over the onsets. There are none where the reference's missing band stays below −100 dB of full scale, where it is narrower than a
    /// hundredth of the whole band, and below 1,000 Hz of sample rate.
    /// </returns>
    /// <exception cref="ArgumentException">The signals differ in length, are empty or hold a sample that is not finite.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A rate is out of range.</exception>
    public static OnsetRise MeanOnsetRise(ReadOnlySpan<float> reference, ReadOnlySpan<float> estimate, int sampleRate, int inputRate)
    {
        Check(sampleRate, inputRate);
        SignalPair.Check(reference, estimate);
        return AddedBandFilter.Create(sampleRate, inputRate) is AddedBandFilter filter
            ? Onsets.Compare(filter.Apply(reference), filter.Apply(estimate), sampleRate)
            : Onsets.None;
    }

    /// <summary>
    /// Correlation of the missing band between channels: <c>Σab / √(Σa²·Σb²)</c> over all samples of what a zero-phase high-pass above the input's
    /// Nyquist frequency leaves of two channels a and b; the mean over all pairs of channels. Equal channels have 1, inverted ones −1, independent
    /// noises about 0. Compare with the reference's: an added band that is less alike sounds wider than the original and is lost in mono.
    /// </summary>
    /// <param name="clip">What is judged, or its reference.</param>
    /// <param name="inputRate">Rate of the clip that the estimate was made from, in hertz, from 1 to below the clip's.</param>
    /// <returns>
    /// −1 to 1; <see cref="double.NaN"/>, undefined, for fewer than two channels whose missing band reaches −100 dB of full scale (root mean
    /// square; what rounding to 16 bits leaves), and where that band is narrower than a hundredth of the whole.
    /// </returns>
    /// <exception cref="ArgumentNullException"><paramref name="clip"/> is null.</exception>
    /// <exception cref="ArgumentException">The clip is empty, or a sample is not finite.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A rate is out of range (the clip's: from 250 Hz).</exception>
    public static double InterChannelCorrelation(AudioClip clip, int inputRate)
    {
        ArgumentNullException.ThrowIfNull(clip);
        Check(clip.SampleRate, inputRate);
        for (int c = 0; c < clip.ChannelCount; c++)
        {
            SignalPair.Check(clip.Channel(c), clip.Channel(c));
        }

        if (clip.ChannelCount < 2 || AddedBandFilter.Create(clip.SampleRate, inputRate) is not AddedBandFilter filter)
        {
            return double.NaN;
        }

        float[][] bands = [.. Enumerable.Range(0, clip.ChannelCount).Select(c => filter.Apply(clip.Channel(c)))];
        float[][] filled = [.. bands.Where(band => TensorPrimitives.SumOfSquares<float>(band) > AddedBandFilter.EmptyPower * band.Length)];
        return filled
            .SelectMany((a, i) => filled.Skip(i + 1).Select(b => (double)TensorPrimitives.CosineSimilarity<float>(a, b)))
            .Select(correlation => Math.Clamp(correlation, -1, 1))
            .DefaultIfEmpty(double.NaN)
            .Average();
    }

    private static void Check(int sampleRate, int inputRate)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(sampleRate, BandLevelMeter.LeastSampleRate);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(sampleRate, AudioClip.MaximumSampleRate);
        ArgumentOutOfRangeException.ThrowIfLessThan(inputRate, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(inputRate, sampleRate);
    }
}
