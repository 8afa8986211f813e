using NWaves.FeatureExtractors;
using NWaves.FeatureExtractors.Options;
using NWaves.Windows;
using Siren2.NWaves.Metrics;

namespace Siren2.NWaves;

/// <summary>
/// Distances of cepstra as NWaves extracts them; lower is better, 0 for equal signals, symmetric. Frames are compared one by one, without any
/// alignment in time, and silence is added to the end until the last frame is whole. All methods throw <see cref="ArgumentException"/> when the
/// signals differ in length, are empty or hold a sample that is not finite.
/// </summary>
/// <example>
/// <code>
/// double distortion = CepstralMetrics.MelCepstralDistortion(original.Channel(0), estimate.Channel(0), 16_000);
/// </code>
/// </example>
public static class CepstralMetrics
{
    /// <summary>
    /// Mel-cepstral distortion (Kubichek 1993, doi 10.1109/PACRIM.1993.407206), in decibels: the mean over frames of
    /// 10/ln 10 · √(2·Σ(cₘ − c′ₘ)²) over m = 1 … order. c are the coefficients of ln P = c₀ + 2·Σcₘ·cos(…) over the bands of a mel bank, P being the
    /// power in a band: with M filters, NWaves' orthonormal MFCCs over √(2·M). So it is the root mean square distance of smoothed mel spectra in
    /// dB, loudness left out.
    /// </summary>
    /// <param name="reference">The truth, <c>[samples]</c>.</param>
    /// <param name="estimate">What is judged, <c>[samples]</c>.</param>
    /// <param name="sampleRate">Their sample rate in hertz.</param>
    /// <param name="options">How cepstra are taken; null for the defaults. Figures of different options are not comparable.</param>
    /// <exception cref="ArgumentException">
    /// The signals do not form a pair (see the class), or the options do not fit each other or the rate: NWaves says what is wrong.
    /// </exception>
    public static double MelCepstralDistortion(
        ReadOnlySpan<float> reference, ReadOnlySpan<float> estimate, int sampleRate, CepstralOptions? options = null)
    {
        options ??= new CepstralOptions();
        double decibels = 10 / Math.Log(10) / Math.Sqrt(options.FilterCount);
        return decibels * FrameDistance.Mean(reference, estimate, new MfccExtractor(Mfcc(options, sampleRate)), firstFeature: 1);
    }

    /// <summary>
    /// The mean over frames of the Euclidean distance of MFCC vectors, coefficient 0, which is loudness, included: orthonormal DCT-II of the natural
    /// logarithms of power in the bands of a mel bank, without lifter and pre-emphasis.
    /// </summary>
    /// <inheritdoc cref="MelCepstralDistortion" path="/param|/exception"/>
    public static double MfccDistance(ReadOnlySpan<float> reference, ReadOnlySpan<float> estimate, int sampleRate, CepstralOptions? options = null) =>
        MfccDistance(reference, estimate, Mfcc(options ?? new CepstralOptions(), sampleRate));

    /// <summary>The mean over frames of the Euclidean distance of MFCC vectors under any options of NWaves: HTK's, Slaney's, a host's own.</summary>
    /// <param name="reference">The truth, <c>[samples]</c>.</param>
    /// <param name="estimate">What is judged, <c>[samples]</c>.</param>
    /// <param name="options">NWaves' options, the sample rate among them.</param>
    /// <exception cref="ArgumentNullException"><paramref name="options"/> is null.</exception>
    /// <exception cref="ArgumentException">The signals do not form a pair (see the class), or NWaves refuses the options.</exception>
    public static double MfccDistance(ReadOnlySpan<float> reference, ReadOnlySpan<float> estimate, MfccOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return FrameDistance.Mean(reference, estimate, new MfccExtractor(options), firstFeature: 0);
    }

    private static MfccOptions Mfcc(CepstralOptions options, int sampleRate)
    {
        if (options.Order >= options.FilterCount)
        {
            throw new ArgumentException(
                $"{nameof(CepstralOptions.Order)} is {options.Order} and must be below {nameof(CepstralOptions.FilterCount)}, which "
                    + $"is {options.FilterCount}.",
                nameof(options));
        }

        return new MfccOptions
        {
            SamplingRate = sampleRate,
            FeatureCount = options.Order + 1,
            FilterBankSize = options.FilterCount,
            FrameDuration = options.Frame.TotalSeconds,
            HopDuration = options.Hop.TotalSeconds,
            HighFrequency = options.HighFrequency,
            LogFloor = (float)options.Floor,
            NonLinearity = NonLinearityType.LogE,
            SpectrumType = SpectrumType.PowerNormalized,
            DctType = "2N",
            LifterSize = 0,
            PreEmphasis = 0,
            Window = WindowType.Hann,
        };
    }
}
