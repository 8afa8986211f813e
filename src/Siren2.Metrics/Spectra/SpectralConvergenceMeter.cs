namespace Siren2.Metrics.Spectra;

/// <summary>
/// Gathers the spectral convergence: Frobenius norm of the magnitudes' difference over that of the reference's.
/// </summary>
internal sealed class SpectralConvergenceMeter : IPowerFrameMeter
{
    private double _difference;
    private double _reference;

    /// <summary>
    /// The ratio over the frames so far; 0 for two silent signals, infinite where only the reference is silent.
    /// </summary>
    public double Convergence => _difference == 0 ? 0 : Math.Sqrt(_difference / _reference);

    public void Add(ReadOnlySpan<double> reference, ReadOnlySpan<double> estimate)
    {
        for (int k = 0; k < reference.Length; k++)
        {
            double difference = Math.Sqrt(reference[k]) - Math.Sqrt(estimate[k]);
            _difference += difference * difference;
            _reference += reference[k];
        }
    }
}
