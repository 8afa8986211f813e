using System.Numerics;
using MathNet.Numerics.IntegralTransforms;

namespace Siren2.Metrics.Spectra;

/// <summary>
/// Power spectra of two real frames by one complex transform. With z = a + ib, the spectra are
/// A[k] = (Z[k] + Z*[N − k]) / 2 and B[k] = (Z[k] − Z*[N − k]) / 2i. Both frames should belong to one signal: rounding
/// carries about 1e-16 of the louder frame into the other.
/// </summary>
/// <param name="size">Samples per frame, N; even.</param>
internal sealed class FramePairTransform(int size)
{
    private readonly Complex[] _buffer = new Complex[size];

    /// <summary>Bins from 0 to half the sample rate.</summary>
    public int BinCount => (size / 2) + 1;

    /// <summary>Puts a pair of windowed samples into place.</summary>
    public void Set(int index, double first, double second) => _buffer[index] = new Complex(first, second);

    /// <summary>
    /// Computes <c>|A|²</c> and <c>|B|²</c>, both <c>[BinCount]</c>, unnormalized; the samples set before are spent.
    /// </summary>
    public void PowerSpectra(Span<double> first, Span<double> second)
    {
        Fourier.Forward(_buffer, FourierOptions.NoScaling);
        for (int k = 0; k < BinCount; k++)
        {
            Complex z = _buffer[k];
            Complex mirrored = _buffer[k == 0 ? 0 : size - k];
            double sumReal = z.Real + mirrored.Real;
            double sumImaginary = z.Imaginary - mirrored.Imaginary;
            double differenceReal = z.Real - mirrored.Real;
            double differenceImaginary = z.Imaginary + mirrored.Imaginary;
            first[k] = ((sumReal * sumReal) + (sumImaginary * sumImaginary)) / 4;
            second[k] = ((differenceReal * differenceReal) + (differenceImaginary * differenceImaginary)) / 4;
        }
    }
}
