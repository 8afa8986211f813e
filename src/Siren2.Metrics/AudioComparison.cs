using Siren2.Metrics.Spectra;
using Siren2.Metrics.SpeechBands;

namespace Siren2.Metrics;

/// <summary>All metrics at once, at the price of three passes of Fourier transforms and a filter.</summary>
/// <example>
/// <code>
/// AudioComparisonResult figures = AudioComparison.Compare(original, estimate, inputRate: 8_000);
/// Console.WriteLine($"LSD {figures.LsdHann:F2}, bright frames {figures.MissingBandLevelErrors?.Bright.Bias:F1} dB");
/// </code>
/// </example>
public static class AudioComparison
{
    // Seconds by which the lengths of two clips may differ.
    private const double LengthTolerance = 0.01;

    /// <summary>Compares an estimate with its reference by every metric of this library.</summary>
    /// <param name="reference">The truth.</param>
    /// <param name="estimate">
    /// What is judged: same rate and number of channels, and as long to within 10 ms, as resampling leaves it; what either has more than the
    /// other counts for nothing. Nothing is resampled or aligned.
    /// </param>
    /// <param name="inputRate">
    /// Rate in hertz, at least 1, of the clip that the estimate was made from: the missing band begins at half of it. Null
    /// where unknown.
    /// </param>
    /// <exception cref="ArgumentNullException">A clip is null.</exception>
    /// <exception cref="ArgumentException">
    /// Rates or numbers of channels differ, lengths differ by more than 10 ms, a clip is empty, or a sample is not finite.
    /// </exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="inputRate"/> is below 1.</exception>
    public static AudioComparisonResult Compare(AudioClip reference, AudioClip estimate, int? inputRate = null)
    {
        ArgumentNullException.ThrowIfNull(reference);
        ArgumentNullException.ThrowIfNull(estimate);
        if (inputRate is int rate)
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(rate, 1, nameof(inputRate));
        }

        if (reference.SampleRate != estimate.SampleRate || reference.ChannelCount != estimate.ChannelCount)
        {
            throw new ArgumentException(
                $"The reference has {reference.ChannelCount} channels at {reference.SampleRate} Hz, the estimate "
                + $"{estimate.ChannelCount} at {estimate.SampleRate} Hz; both must be equal.",
                nameof(estimate));
        }

        if (Math.Abs((long)reference.Length - estimate.Length) > LengthTolerance * reference.SampleRate)
        {
            throw new ArgumentException(
                $"The reference has {reference.Length} samples, the estimate {estimate.Length} at {estimate.SampleRate} Hz; they must agree "
                    + $"to within 10 ms.", nameof(estimate));
        }

        int length = Math.Min(reference.Length, estimate.Length);
        var channels = new AudioComparisonResult[reference.ChannelCount];
        for (int c = 0; c < channels.Length; c++)
        {
            channels[c] = CompareChannel(reference.Channel(c)[..length], estimate.Channel(c)[..length], reference.SampleRate, inputRate);
        }

        return channels.Length == 1 ? channels[0] : Mean(channels) with
        {
            MissingBandChannelCorrelation = JudgedInputRate(reference.SampleRate, inputRate) is int judged
                ? new ChannelCorrelation
                {
                    Reference = MissingBandMetrics.InterChannelCorrelation(reference.Slice(0, length), judged),
                    Estimate = MissingBandMetrics.InterChannelCorrelation(estimate.Slice(0, length), judged),
                }
                : null,
        };
    }

    private static int? JudgedInputRate(int sampleRate, int? inputRate) =>
        inputRate < sampleRate && sampleRate >= BandLevelMeter.LeastSampleRate ? inputRate : null;

    private static AudioComparisonResult CompareChannel(
        ReadOnlySpan<float> reference, ReadOnlySpan<float> estimate, int sampleRate, int? inputRate)
    {
        SignalPair.Check(reference, estimate);
        var hann = new LsdMeters(LogSpectralDistanceOptions.Hann2048, sampleRate, inputRate);
        var rectangular = new LsdMeters(LogSpectralDistanceOptions.Rectangular2048, sampleRate, inputRate);
        var apBwe = new LsdMeters(LogSpectralDistanceOptions.ApBwe, sampleRate, inputRate);
        var convergence = new SpectralConvergenceMeter();
        PowerFrames.Measure(reference, estimate, isWindowed: true, 2048, 512, hann, apBwe);
        PowerFrames.Measure(reference, estimate, isWindowed: false, 2048, 512, rectangular, convergence);
        int? judged = JudgedInputRate(sampleRate, inputRate);
        SpeechComparison? speech = SpeechComparison.Create(reference, estimate, sampleRate);
        return new AudioComparisonResult
        {
            Psnr = SignalMetrics.Psnr(reference, estimate),
            Snr = SignalMetrics.Snr(reference, estimate),
            SiSdr = SignalMetrics.SiSdr(reference, estimate),
            LsdHann = hann.Whole,
            LsdRectangular = rectangular.Whole,
            LsdApBwe = apBwe.Whole,
            MissingBandLsdHann = hann.MissingBand,
            MissingBandLsdRectangular = rectangular.MissingBand,
            MissingBandLsdApBwe = apBwe.MissingBand,
            MissingBandLevelErrors = judged is int l ? MissingBandMetrics.LevelErrors(reference, estimate, sampleRate, l) : null,
            MissingBandOnsetRise = judged is int o ? MissingBandMetrics.MeanOnsetRise(reference, estimate, sampleRate, o) : null,
            MissingBandChannelCorrelation = null,
            SpectralConvergence = convergence.Convergence,
            EnvelopeDistance = EnvelopeMetrics.EnvelopeDistance(reference, estimate),
            Stoi = speech?.Stoi() ?? double.NaN,
            ExtendedStoi = speech?.ExtendedStoi() ?? double.NaN,
        };
    }

    private static AudioComparisonResult Mean(AudioComparisonResult[] channels) => new()
    {
        Psnr = Mean(channels, r => r.Psnr),
        Snr = Mean(channels, r => r.Snr),
        SiSdr = Mean(channels, r => r.SiSdr),
        LsdHann = Mean(channels, r => r.LsdHann),
        LsdRectangular = Mean(channels, r => r.LsdRectangular),
        LsdApBwe = Mean(channels, r => r.LsdApBwe),
        MissingBandLsdHann = channels.Average(r => r.MissingBandLsdHann),
        MissingBandLsdRectangular = channels.Average(r => r.MissingBandLsdRectangular),
        MissingBandLsdApBwe = channels.Average(r => r.MissingBandLsdApBwe),
        MissingBandLevelErrors = channels[0].MissingBandLevelErrors is null ? null : new MissingBandLevelErrors
        {
            Pause = Mean(channels, r => r.MissingBandLevelErrors!.Pause),
            Bright = Mean(channels, r => r.MissingBandLevelErrors!.Bright),
            Other = Mean(channels, r => r.MissingBandLevelErrors!.Other),
        },
        MissingBandOnsetRise = channels[0].MissingBandOnsetRise is null ? null : new OnsetRise
        {
            OnsetCount = channels.Sum(r => r.MissingBandOnsetRise!.OnsetCount),
            Reference = Mean(channels, r => r.MissingBandOnsetRise!.Reference),
            Estimate = Mean(channels, r => r.MissingBandOnsetRise!.Estimate),
        },
        MissingBandChannelCorrelation = null,
        SpectralConvergence = Mean(channels, r => r.SpectralConvergence),
        EnvelopeDistance = Mean(channels, r => r.EnvelopeDistance),
        Stoi = Mean(channels, r => r.Stoi),
        ExtendedStoi = Mean(channels, r => r.ExtendedStoi),
    };

    private static LevelError Mean(AudioComparisonResult[] channels, Func<AudioComparisonResult, LevelError> error) => new()
    {
        Share = Mean(channels, r => error(r).Share),
        Bias = Mean(channels, r => error(r).Bias),
        MeanAbsoluteError = Mean(channels, r => error(r).MeanAbsoluteError),
    };

    private static double Mean(AudioComparisonResult[] channels, Func<AudioComparisonResult, double> figure) =>
        channels.Select(figure).Where(value => !double.IsNaN(value)).DefaultIfEmpty(double.NaN).Average();

    /// <summary>One definition of the distance, over the whole and over the missing band.</summary>
    private sealed class LsdMeters : IPowerFrameMeter
    {
        private readonly LogSpectralDistanceMeter _whole;
        private readonly LogSpectralDistanceMeter? _missingBand;

        public LsdMeters(LogSpectralDistanceOptions options, int sampleRate, int? inputRate)
        {
            _whole = new LogSpectralDistanceMeter(options);
            _missingBand = inputRate < sampleRate
                ? new LogSpectralDistanceMeter(options.Above(inputRate.Value / 2.0, sampleRate))
                : null;
        }

        public double Whole => _whole.Distance;

        public double? MissingBand => _missingBand?.Distance;

        public void Add(ReadOnlySpan<double> reference, ReadOnlySpan<double> estimate)
        {
            _whole.Add(reference, estimate);
            _missingBand?.Add(reference, estimate);
        }
    }
}
