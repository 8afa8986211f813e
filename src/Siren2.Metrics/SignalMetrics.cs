namespace Siren2.Metrics;

/// <summary>
/// Fidelity of the waveform, in dB; higher is better. Every sum is taken in double precision.
/// All methods throw <see cref="ArgumentException"/> when the signals differ in length, are empty or hold a sample that
/// is not finite; the message names the lengths, or signal, index and value.
/// </summary>
/// <example>
/// <code>
/// double psnr = SignalMetrics.Psnr(original.Channel(0), estimate.Channel(0));
/// </code>
/// </example>
public static class SignalMetrics
{
    /// <summary>Peak signal-to-noise ratio: <c>10·log10(peak² / mean((reference − estimate)²))</c>.</summary>
    /// <param name="reference">The truth, <c>[samples]</c>.</param>
    /// <param name="estimate">What is judged, <c>[samples]</c>.</param>
    /// <param name="peak">
    /// What counts as the peak, positive and finite. The default 1 is full scale; some papers use 2, the peak-to-peak range,
    /// and read 6.02 dB higher.
    /// </param>
    /// <returns>Decibels; positive infinity for equal signals.</returns>
    /// <exception cref="ArgumentException">The signals do not form a pair (see the class).</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="peak"/> is not positive and finite.</exception>
    public static double Psnr(ReadOnlySpan<float> reference, ReadOnlySpan<float> estimate, double peak = 1)
    {
        if (!(peak > 0 && double.IsFinite(peak)))
        {
            throw new ArgumentOutOfRangeException(nameof(peak), peak, "The peak must be positive and finite.");
        }

        SignalPair.Check(reference, estimate);
        return Decibels(peak * peak, ErrorEnergy(reference, estimate, 1) / reference.Length);
    }

    /// <summary>Signal-to-noise ratio: <c>10·log10(Σ reference² / Σ(reference − estimate)²)</c>.</summary>
    /// <param name="reference">The truth, <c>[samples]</c>.</param>
    /// <param name="estimate">What is judged, <c>[samples]</c>.</param>
    /// <returns>
    /// Decibels; positive infinity for equal signals, silent ones included; negative infinity where only the reference is silent.
    /// </returns>
    /// <exception cref="ArgumentException">The signals do not form a pair (see the class).</exception>
    public static double Snr(ReadOnlySpan<float> reference, ReadOnlySpan<float> estimate)
    {
        SignalPair.Check(reference, estimate);
        return Decibels(Dot(reference, reference), ErrorEnergy(reference, estimate, 1));
    }

    /// <summary>
    /// Scale-invariant signal-to-distortion ratio (Le Roux et al. 2019, arXiv 1811.02508):
    /// <c>10·log10(‖αr‖² / ‖e − αr‖²)</c> with <c>α = ⟨e, r⟩ / ‖r‖²</c>. The means are not removed.
    /// </summary>
    /// <param name="reference">The truth r, <c>[samples]</c>.</param>
    /// <param name="estimate">What is judged, e, <c>[samples]</c>.</param>
    /// <returns>
    /// Decibels; positive infinity where the estimate is the reference times a scale, negative infinity where it is
    /// orthogonal to it, <see cref="double.NaN"/> where either is silent, because no scale is defined then.
    /// </returns>
    /// <exception cref="ArgumentException">The signals do not form a pair (see the class).</exception>
    public static double SiSdr(ReadOnlySpan<float> reference, ReadOnlySpan<float> estimate)
    {
        SignalPair.Check(reference, estimate);
        double referenceEnergy = Dot(reference, reference);
        if (referenceEnergy == 0 || Dot(estimate, estimate) == 0)
        {
            return double.NaN;
        }

        double scale = Dot(estimate, reference) / referenceEnergy;
        return Decibels(scale * scale * referenceEnergy, ErrorEnergy(reference, estimate, scale));
    }

    // Without an error the ratio is infinite, whatever the signal.
    private static double Decibels(double signal, double error) =>
        error == 0 ? double.PositiveInfinity : 10 * Math.Log10(signal / error);

    private static double Dot(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        double sum = 0;
        for (int i = 0; i < a.Length; i++)
        {
            sum += (double)a[i] * b[i];
        }

        return sum;
    }

    private static double ErrorEnergy(ReadOnlySpan<float> reference, ReadOnlySpan<float> estimate, double scale)
    {
        double sum = 0;
        for (int i = 0; i < reference.Length; i++)
        {
            double error = estimate[i] - (scale * reference[i]);
            sum += error * error;
        }

        return sum;
    }
}
