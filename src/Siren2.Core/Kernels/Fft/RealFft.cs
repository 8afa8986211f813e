namespace Siren2.Kernels.Fft;

/// <summary>
/// The discrete Fourier transform of real signals of any length N in double precision: bins 0…⌊N/2⌋, the rest being their complex
/// conjugates. Immutable after construction; any number of threads may transform at once.
/// </summary>
/// <remarks>
/// An even length goes through a complex transform of half the length over z[t] = x[2t] + i·x[2t+1], whose even and odd parts
/// are the transforms E and O of the even and odd samples: <c>X[k] = E[k] + e^(−2πi·k/N)·O[k]</c>.
/// </remarks>
internal sealed class RealFft
{
    private readonly ComplexFft _fft;
    private readonly double[] _cosine;
    private readonly double[] _sine;

    public RealFft(int length)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(length, 1);
        Length = length;
        bool even = length % 2 == 0;
        _fft = new ComplexFft(even ? length / 2 : length);
        _cosine = new double[even ? (length / 4) + 1 : 0];
        _sine = new double[_cosine.Length];
        for (int k = 0; k < _cosine.Length; k++)
        {
            (_sine[k], _cosine[k]) = Math.SinCos(2 * Math.PI * k / length);
        }
    }

    /// <summary>N, the number of samples.</summary>
    public int Length { get; }

    /// <summary>⌊N/2⌋ + 1, the number of bins.</summary>
    public int BinCount => (Length / 2) + 1;

    /// <summary><c>X[k] = Σ x[t]·e^(−2πi·kt/N)</c>.</summary>
    /// <param name="samples">The signal, <c>[Length]</c>.</param>
    /// <param name="real">Receives the real parts, <c>[BinCount]</c>.</param>
    /// <param name="imaginary">Receives the imaginary parts, <c>[BinCount]</c>.</param>
    public void Forward(ReadOnlySpan<double> samples, Span<double> real, Span<double> imaginary)
    {
        if (Length % 2 != 0)
        {
            double[] re = samples.ToArray();
            var im = new double[Length];
            _fft.Forward(re, im);
            re.AsSpan(0, BinCount).CopyTo(real);
            im.AsSpan(0, BinCount).CopyTo(imaginary);
            return;
        }

        int half = Length / 2;
        for (int t = 0; t < half; t++)
        {
            real[t] = samples[2 * t];
            imaginary[t] = samples[(2 * t) + 1];
        }

        _fft.Forward(real[..half], imaginary[..half]);
        real[half] = real[0];
        imaginary[half] = imaginary[0];
        Untangle(real, imaginary, -1, 0.5);
    }

    /// <summary><c>x[t] = 1/N·Σ X[k]·e^(2πi·kt/N)</c>; the imaginary parts of bins 0 and N/2 count as zero.</summary>
    /// <param name="real">Real parts, <c>[BinCount]</c>; overwritten.</param>
    /// <param name="imaginary">Imaginary parts, <c>[BinCount]</c>; overwritten.</param>
    /// <param name="samples">Receives the signal, <c>[Length]</c>.</param>
    public void Inverse(Span<double> real, Span<double> imaginary, Span<double> samples)
    {
        imaginary[0] = 0;
        double scale = 1.0 / Length;
        if (Length % 2 != 0)
        {
            InverseOdd(real, imaginary, samples, scale);
            return;
        }

        int half = Length / 2;
        imaginary[half] = 0;
        Untangle(real, imaginary, 1, scale);
        _fft.Forward(imaginary[..half], real[..half]);
        for (int t = 0; t < half; t++)
        {
            samples[2 * t] = real[t];
            samples[(2 * t) + 1] = imaginary[t];
        }
    }

    private void InverseOdd(ReadOnlySpan<double> real, ReadOnlySpan<double> imaginary, Span<double> samples, double scale)
    {
        var re = new double[Length];
        var im = new double[Length];
        for (int k = 0; k < BinCount; k++)
        {
            re[k] = scale * real[k];
            im[k] = scale * imaginary[k];
            if (k > 0)
            {
                re[Length - k] = re[k];
                im[Length - k] = -im[k];
            }
        }

        _fft.Forward(im, re);
        re.CopyTo(samples);
    }

    /// <summary>
    /// With S = Z[k] + Z*[h−k], D = Z[k] − Z*[h−k], h = N/2: forward X[k] = (S − i·w*·D)/2, inverse Z[k] = S + i·w·D, w =
    /// e^(2πi·k/N); the bin h − k has the conjugates of S and −D. In place, two bins at a time.
    /// </summary>
    private void Untangle(Span<double> real, Span<double> imaginary, double sign, double scale)
    {
        int half = Length / 2;
        for (int k = 0; k <= half - k; k++)
        {
            int mirrored = half - k;
            double sumReal = real[k] + real[mirrored];
            double sumImaginary = imaginary[k] - imaginary[mirrored];
            double differenceReal = real[k] - real[mirrored];
            double differenceImaginary = imaginary[k] + imaginary[mirrored];

            // ±i·(cos ± i·sin)·D: the sine comes out alike in both directions.
            double turnedReal = -(_sine[k] * differenceReal) - (sign * _cosine[k] * differenceImaginary);
            double turnedImaginary = (sign * _cosine[k] * differenceReal) - (_sine[k] * differenceImaginary);
            real[k] = scale * (sumReal + turnedReal);
            imaginary[k] = scale * (sumImaginary + turnedImaginary);
            real[mirrored] = scale * (sumReal - turnedReal);
            imaginary[mirrored] = scale * (turnedImaginary - sumImaginary);
        }
    }
}
