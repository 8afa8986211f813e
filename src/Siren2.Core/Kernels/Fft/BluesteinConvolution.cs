using System.Buffers;

namespace Siren2.Kernels.Fft;

/// <summary>
/// The discrete Fourier transform of any length as a convolution of a fast length. From kt = (k² + t² − (k − t)²)/2 follows
/// <c>X[k] = c[k]·Σ (x[t]·c[t])·c*[k − t]</c> with the chirp <c>c[t] = e^(−πi·t²/N)</c> (Bluestein 1970).
/// </summary>
internal sealed class BluesteinConvolution
{
    private readonly int _length;
    private readonly ComplexFft _fft;
    private readonly double[] _chirpReal;
    private readonly double[] _chirpImaginary;
    private readonly double[] _filterReal;
    private readonly double[] _filterImaginary;

    public BluesteinConvolution(int length)
    {
        _length = length;
        _fft = new ComplexFft(ComplexFft.FastLength((2 * length) - 1));
        _chirpReal = new double[length];
        _chirpImaginary = new double[length];
        _filterReal = new double[_fft.Length];
        _filterImaginary = new double[_fft.Length];
        for (int t = 0; t < length; t++)
        {
            // t² modulo 2N keeps the angle small, hence exact.
            double angle = -Math.PI * ((long)t * t % (2L * length)) / length;
            (_chirpImaginary[t], _chirpReal[t]) = Math.SinCos(angle);
            int mirrored = (_fft.Length - t) % _fft.Length;
            _filterReal[t] = _filterReal[mirrored] = _chirpReal[t] / _fft.Length;
            _filterImaginary[t] = _filterImaginary[mirrored] = -_chirpImaginary[t] / _fft.Length;
        }

        _fft.Forward(_filterReal, _filterImaginary);
    }

    public void Forward(Span<double> real, Span<double> imaginary)
    {
        double[] scratch = ArrayPool<double>.Shared.Rent(2 * _fft.Length);
        Span<double> re = scratch.AsSpan(0, _fft.Length);
        Span<double> im = scratch.AsSpan(_fft.Length, _fft.Length);
        re[_length..].Clear();
        im[_length..].Clear();
        Multiply(real, imaginary, _chirpReal, _chirpImaginary, re, im);
        _fft.Forward(re, im);
        Multiply(re, im, _filterReal, _filterImaginary, re, im);
        _fft.Forward(im, re);
        Multiply(re[.._length], im[.._length], _chirpReal, _chirpImaginary, real, imaginary);
        ArrayPool<double>.Shared.Return(scratch);
    }

    private static void Multiply(
        ReadOnlySpan<double> ar,
        ReadOnlySpan<double> ai,
        ReadOnlySpan<double> br,
        ReadOnlySpan<double> bi,
        Span<double> re,
        Span<double> im)
    {
        for (int i = 0; i < ar.Length; i++)
        {
            double real = (ar[i] * br[i]) - (ai[i] * bi[i]);
            im[i] = (ar[i] * bi[i]) + (ai[i] * br[i]);
            re[i] = real;
        }
    }
}
