using System.Numerics.Tensors;

namespace Siren2.Metrics.SpeechBands;

/// <summary>Band magnitudes of a clean and a degraded signal without their silence, and the two scores taken from them.</summary>
internal sealed class SpeechComparison
{
    /// <summary>Below this rate in hertz, which holds no speech, resampling to 10 kHz would only cost memory.</summary>
    public const int LowestSampleRate = 1000;

    private const int SegmentLength = 30;
    private const int BandCount = ThirdOctaveBands.BandCount;

    // 1 + 10^(15/20): clipping bounds the signal-to-distortion ratio of a band from below at −15 dB.
    private static readonly double ClippingFactor = 1 + Math.Pow(10, 15.0 / 20);

    private readonly ThirdOctaveBands _reference;
    private readonly ThirdOctaveBands _estimate;

    private SpeechComparison(ThirdOctaveBands reference, ThirdOctaveBands estimate)
    {
        _reference = reference;
        _estimate = estimate;
    }

    private int SegmentCount => _reference.FrameCount - SegmentLength + 1;

    /// <summary>
    /// Analyzes two checked signals; null where fewer than 31 frames of the reference hold sound, or the rate is below
    /// <see cref="LowestSampleRate"/>.
    /// </summary>
    public static SpeechComparison? Create(ReadOnlySpan<float> reference, ReadOnlySpan<float> estimate, int sampleRate)
    {
        if (sampleRate < LowestSampleRate)
        {
            return null;
        }

        var resampler = new SpeechResampler(sampleRate, ThirdOctaveBands.SampleRate);
        if (SpeechFrames.RemoveSilence(resampler.Resample(reference), resampler.Resample(estimate)) is not var (sounding, judged))
        {
            return null;
        }

        var comparison = new SpeechComparison(new ThirdOctaveBands(sounding), new ThirdOctaveBands(judged));
        return comparison.SegmentCount < 1 ? null : comparison;
    }

    /// <summary>
    /// STOI: the estimate's band is scaled to the reference's energy and clipped, then correlated with it; the mean
    /// over bands and segments (Taal et al. 2011).
    /// </summary>
    public double Stoi()
    {
        Span<double> x = stackalloc double[SegmentLength];
        Span<double> y = stackalloc double[SegmentLength];
        double sum = 0;
        for (int segment = 0; segment < SegmentCount; segment++)
        {
            for (int band = 0; band < BandCount; band++)
            {
                _reference.Segment(band, segment, SegmentLength).CopyTo(x);
                _estimate.Segment(band, segment, SegmentLength).CopyTo(y);
                double norm = TensorPrimitives.Norm<double>(y);
                double scale = norm == 0 ? 0 : TensorPrimitives.Norm<double>(x) / norm;
                for (int n = 0; n < SegmentLength; n++)
                {
                    y[n] = Math.Min(y[n] * scale, x[n] * ClippingFactor);
                }

                Normalize(x);
                Normalize(y);
                sum += TensorPrimitives.Dot<double>(x, y);
            }
        }

        return sum / SegmentCount / BandCount;
    }

    /// <summary>
    /// ESTOI: in each segment, rows (bands over time) and then columns (spectra) are brought to zero mean and unit norm; the mean
    /// inner product of the columns (Jensen and Taal 2016).
    /// </summary>
    public double ExtendedStoi()
    {
        // [frames, bands]: columns of the paper are contiguous.
        var x = new double[SegmentLength * BandCount];
        var y = new double[SegmentLength * BandCount];
        double sum = 0;
        for (int segment = 0; segment < SegmentCount; segment++)
        {
            NormalizeRowsAndColumns(_reference, segment, x);
            NormalizeRowsAndColumns(_estimate, segment, y);
            sum += TensorPrimitives.Dot<double>(x, y);
        }

        return sum / SegmentCount / SegmentLength;
    }

    private static void NormalizeRowsAndColumns(ThirdOctaveBands bands, int segment, double[] matrix)
    {
        Span<double> row = stackalloc double[SegmentLength];
        for (int band = 0; band < BandCount; band++)
        {
            bands.Segment(band, segment, SegmentLength).CopyTo(row);
            Normalize(row);
            for (int n = 0; n < SegmentLength; n++)
            {
                matrix[(n * BandCount) + band] = row[n];
            }
        }

        for (int n = 0; n < SegmentLength; n++)
        {
            Normalize(matrix.AsSpan(n * BandCount, BandCount));
        }
    }

    // Zero mean and unit norm. What does not vary beyond rounding correlates with nothing and becomes zero.
    private static void Normalize(Span<double> values)
    {
        double magnitude = TensorPrimitives.MaxMagnitude<double>(values);
        TensorPrimitives.Subtract(values, TensorPrimitives.Sum<double>(values) / values.Length, values);
        double norm = TensorPrimitives.Norm<double>(values);
        if (norm <= 1e-12 * Math.Abs(magnitude))
        {
            values.Clear();
            return;
        }

        TensorPrimitives.Divide(values, norm, values);
    }
}
