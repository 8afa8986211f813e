using System.Buffers;

namespace Siren2.Kernels.Fft;

/// <summary>
/// The discrete Fourier transform <c>X[k] = Σ x[t]·e^(−2πi·kt/N)</c> of complex signals of any length N in double precision, real
/// and imaginary parts apart. Immutable after construction; any number of threads may transform at once.
/// </summary>
/// <remarks>
/// Stockham's self-sorting algorithm (Van Loan, "Computational Frameworks for the Fast Fourier Transform", 1.7) over radix 4, 2
/// and odd primes; a length with a prime factor above <see cref="LargestRadix"/> goes through <see cref="BluesteinConvolution"/>.
/// For the inverse exchange the two parts on input and output, then divide by N.
/// </remarks>
internal sealed unsafe class ComplexFft
{
    /// <summary>A butterfly of prime radix r costs about r multiplications a point; beyond this, a convolution is
    /// cheaper.</summary>
    public const int LargestRadix = 61;

    private readonly int[] _radices;
    private readonly double[] _cosine;
    private readonly double[] _sine;
    private readonly BluesteinConvolution? _bluestein;

    public ComplexFft(int length)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(length, 1);
        Length = length;
        _radices = Factorize(length);
        if (_radices.Any(radix => radix > LargestRadix))
        {
            _bluestein = new BluesteinConvolution(length);
            _cosine = _sine = [];
            return;
        }

        // The roots of unity e^(−2πi·t/N), which every stage shares.
        _cosine = new double[length];
        _sine = new double[length];
        for (int t = 0; t < length; t++)
        {
            (double sine, double cosine) = Math.SinCos(-2 * Math.PI * t / length);
            _cosine[t] = cosine;
            _sine[t] = sine;
        }
    }

    public int Length { get; }

    /// <summary>The least length of the form 2^a·{1, 3, 5, 9, 15} that is not below <paramref name="minimum"/>: fast to
    /// transform.</summary>
    public static int FastLength(int minimum)
    {
        long best = long.MaxValue;
        foreach (int odd in (ReadOnlySpan<int>)[1, 3, 5, 9, 15])
        {
            long candidate = odd;
            while (candidate < minimum)
            {
                candidate *= 2;
            }

            best = Math.Min(best, candidate);
        }

        return checked((int)best);
    }

    /// <summary>Transforms in place.</summary>
    /// <param name="real">Real parts, <c>[Length]</c>.</param>
    /// <param name="imaginary">Imaginary parts, <c>[Length]</c>.</param>
    public void Forward(Span<double> real, Span<double> imaginary)
    {
        if (_bluestein is not null)
        {
            _bluestein.Forward(real, imaginary);
            return;
        }

        double[] scratch = ArrayPool<double>.Shared.Rent(2 * Length);
        fixed (double* re = real, im = imaginary, other = scratch, cosine = _cosine, sine = _sine)
        {
            var source = new Signal(re, im);
            var destination = new Signal(other, other + Length);
            int length = Length;
            foreach (int radix in _radices)
            {
                int stride = Length / length;
                var stage = new FftStage(source, destination, new Signal(cosine, sine), radix, length / radix, stride);
                stage.Run();
                (source, destination) = (destination, source);
                length /= radix;
            }

            if (source.Real != re)
            {
                scratch.AsSpan(0, Length).CopyTo(real);
                scratch.AsSpan(Length, Length).CopyTo(imaginary);
            }
        }

        ArrayPool<double>.Shared.Return(scratch);
    }

    /// <summary>Fours first: from the second stage on, whole vectors then fit the stride.</summary>
    private static int[] Factorize(int length)
    {
        var factors = new List<int>();
        for (; length % 4 == 0; length /= 4)
        {
            factors.Add(4);
        }

        for (int prime = 2; (long)prime * prime <= length; prime++)
        {
            for (; length % prime == 0; length /= prime)
            {
                factors.Add(prime);
            }
        }

        if (length > 1)
        {
            factors.Add(length);
        }

        return [.. factors];
    }

    /// <summary>Real and imaginary parts.</summary>
    internal readonly struct Signal(double* real, double* imaginary)
    {
        public readonly double* Real = real;
        public readonly double* Imaginary = imaginary;
    }
}
