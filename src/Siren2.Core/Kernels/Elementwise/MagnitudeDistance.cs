using Siren2.Kernels.Simd;

namespace Siren2.Kernels.Elementwise;

/// <summary>
/// Distances between the magnitudes of two batches of spectra in the layout of <see cref="Fft.BatchFft"/>, and their
/// gradients. A magnitude is M = √max(re² + im², floor). It holds no state and may be used from several threads at once.
/// </summary>
internal abstract unsafe class MagnitudeDistance
{
    /// <summary>The operations at one vector width.</summary>
    public static MagnitudeDistance Create(SimdWidth width)
    {
        Creation creation = default;
        SimdWidths.Run(width, ref creation);
        return creation.Result!;
    }

    /// <summary>The magnitudes of a batch.</summary>
    /// <param name="spectra">The spectra, <c>[bins, 2, W]</c>.</param>
    /// <param name="magnitudes">Receives M, <c>[bins, W]</c>.</param>
    /// <param name="bins">Bins of a spectrum.</param>
    /// <param name="frames">Lanes that count in the sum.</param>
    /// <param name="floor">The least squared magnitude.</param>
    /// <returns>ΣM².</returns>
    public abstract double Magnitudes(float* spectra, float* magnitudes, int bins, int frames, float floor);

    /// <summary>
    /// Compares a batch of spectra with the magnitudes Y of another. Lanes that are silent on both sides add nothing.
    /// </summary>
    /// <param name="spectra">The spectra, <c>[bins, 2, W]</c>.</param>
    /// <param name="magnitudes">Y, <c>[bins, W]</c>.</param>
    /// <param name="bins">Bins of a spectrum.</param>
    /// <param name="floor">The least squared magnitude.</param>
    /// <param name="workspace">Room for <c>[(bins + 1)/2, W]</c>.</param>
    /// <returns>Σ(M − Y)² and Σ|ln M − ln Y|.</returns>
    public abstract (double Squared, double Logarithmic) Compare(
        float* spectra, float* magnitudes, int bins, float floor, Span<float> workspace);

    /// <summary>
    /// Replaces a batch of spectra by the gradient of ½·a·Σ(M − Y)² + b·Σ|ln M − ln Y| with respect to their real and
    /// imaginary parts: (re, im)·(a·(M − Y)/M + b·sign(M − Y)/M²), and 0 where the floor holds.
    /// </summary>
    /// <param name="spectra">The spectra, <c>[bins, 2, W]</c>; overwritten by the gradient.</param>
    /// <param name="magnitudes">Y, <c>[bins, W]</c>.</param>
    /// <param name="bins">Bins of a spectrum.</param>
    /// <param name="floor">The least squared magnitude.</param>
    /// <param name="squaredWeight">a.</param>
    /// <param name="logarithmicWeight">b.</param>
    public abstract void Gradient(
        float* spectra, float* magnitudes, int bins, float floor, float squaredWeight, float logarithmicWeight);

    private struct Creation : ISimdWork
    {
        public MagnitudeDistance? Result;

        void ISimdWork.Run<TOps, TVector, TLanes>() => Result = new MagnitudeDistance<TOps, TVector>();
    }
}
