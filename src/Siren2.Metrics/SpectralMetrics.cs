using Siren2.Metrics.Spectra;

namespace Siren2.Metrics;

/// <summary>
/// Distances of magnitude spectrograms; lower is better, 0 for equal signals. Frames are centered on multiples of the hop, the
/// signal is mirrored beyond its ends (again and again where it is shorter than half a frame), and transforms are in double
/// precision. All methods throw <see cref="ArgumentException"/> when the signals differ in length, are empty or hold a sample
/// that is not finite; the message names the lengths, or signal, index and value.
/// </summary>
/// <example>
/// <code>
/// double lsd = SpectralMetrics.LogSpectralDistance(original.Channel(0), estimate.Channel(0), LogSpectralDistanceOptions.ApBwe);
/// </code>
/// </example>
public static class SpectralMetrics
{
    /// <summary>
    /// Log-spectral distance: the mean over frames of the root mean square over bins of
    /// <c>log10 |R|² − log10 |E|²</c>, each power floored as the options say. A distance of 1 is 10 dB. Symmetric.
    /// </summary>
    /// <param name="reference">The truth, <c>[samples]</c>.</param>
    /// <param name="estimate">What is judged, <c>[samples]</c>.</param>
    /// <param name="options">The definition; <see cref="LogSpectralDistanceOptions.Hann2048"/> when null.</param>
    /// <exception cref="ArgumentException">
    /// The signals do not form a pair (see the class), or the options' first bin lies beyond the last.
    /// </exception>
    public static double LogSpectralDistance(
        ReadOnlySpan<float> reference, ReadOnlySpan<float> estimate, LogSpectralDistanceOptions? options = null)
    {
        options ??= LogSpectralDistanceOptions.Hann2048;
        if (options.FirstBin > options.FftSize / 2)
        {
            throw new ArgumentException(
                $"The first bin is {options.FirstBin}; with an FFT size of {options.FftSize} the last is {options.FftSize / 2}.",
                nameof(options));
        }

        SignalPair.Check(reference, estimate);
        var meter = new LogSpectralDistanceMeter(options);
        PowerFrames.Measure(reference, estimate, options.IsWindowed, options.FftSize, options.Hop, meter);
        return meter.Distance;
    }

    /// <summary>
    /// Spectral convergence (Arık et al. 2018, arXiv 1808.06719): <c>‖ |R| − |E| ‖ / ‖ |R| ‖</c>, Frobenius norms over all
    /// frames of 2048 samples, hop 512.
    /// </summary>
    /// <param name="reference">The truth, <c>[samples]</c>.</param>
    /// <param name="estimate">What is judged, <c>[samples]</c>.</param>
    /// <param name="isWindowed">
    /// Whether frames are seen through a periodic Hann window; by default they are not, as in the experiment that this library starts from.
    /// </param>
    /// <returns>A ratio; 0 for two silent signals, positive infinity where only the reference is silent.</returns>
    /// <exception cref="ArgumentException">The signals do not form a pair (see the class).</exception>
    public static double SpectralConvergence(ReadOnlySpan<float> reference, ReadOnlySpan<float> estimate, bool isWindowed = false)
    {
        SignalPair.Check(reference, estimate);
        var meter = new SpectralConvergenceMeter();
        PowerFrames.Measure(reference, estimate, isWindowed, 2048, 512, meter);
        return meter.Convergence;
    }
}
