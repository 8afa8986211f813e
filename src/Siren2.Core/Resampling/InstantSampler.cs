namespace Siren2.Resampling;

/// <summary>
/// The value of a sampled signal at any instant, by a Kaiser-windowed sinc whose cutoff is the Nyquist frequency itself: its zeros
/// fall on the other samples, so that on its own grid the signal comes back as it is.
/// </summary>
/// <remarks>
/// The price of that property is a transition that lies astride the Nyquist frequency: what the signal holds above 0.95 of it
/// leaves an image at up to 1.05 of it. Between the samples the signal is that of its samples to −120 dB below 0.95, at
/// 0.95 to 1 it is attenuated by up to 6 dB and imaged as much. The signal counts as zero beyond its ends.
/// </remarks>
internal sealed class InstantSampler
{
    private const int BlockLength = 1 << 14;

    // Symmetric about 1: the cutoff, their mean, is the Nyquist frequency.
    private static readonly SincQuality Interpolating = new() { PassbandEdge = 0.95, StopbandEdge = 1.05 };

    private readonly PhaseTable _phases = PhaseTable.ForInstants(Interpolating);

    /// <summary>Evaluates the sum of two signals of the same length.</summary>
    /// <param name="first">One signal, <c>[samples]</c>.</param>
    /// <param name="second">The other, <c>[samples]</c>.</param>
    /// <param name="positions">Where to, in samples from the first; finite.</param>
    /// <param name="cancellationToken">Ends the work within a block of positions.</param>
    /// <returns>The values, <c>[positions]</c>.</returns>
    public float[] Evaluate(ReadOnlySpan<float> first, ReadOnlySpan<float> second, ReadOnlySpan<double> positions, CancellationToken cancellationToken = default)
    {
        float[] values = new float[positions.Length];
        double[] window = new double[_phases.TapCount];
        for (int i = 0; i < values.Length; i++)
        {
            if (i % BlockLength == 0)
            {
                cancellationToken.ThrowIfCancellationRequested();
            }

            double before = Math.Floor(positions[i]);
            double start = before - _phases.HalfWidth + 1;
            if (start > -window.Length && start < first.Length)
            {
                Load(first, second, (int)start, window);
                values[i] = (float)_phases.GatherAt(window, positions[i] - before);
            }
        }

        return values;
    }

    private static void Load(ReadOnlySpan<float> first, ReadOnlySpan<float> second, int start, Span<double> window)
    {
        for (int i = 0; i < window.Length; i++)
        {
            // One comparison for both ends: what is negative becomes large.
            int k = start + i;
            window[i] = (uint)k < (uint)first.Length ? first[k] + second[k] : 0;
        }
    }
}
