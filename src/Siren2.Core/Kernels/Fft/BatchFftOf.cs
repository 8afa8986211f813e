using Siren2.Kernels.Simd;

namespace Siren2.Kernels.Fft;

/// <summary>
/// <see cref="BatchFft"/> for one vector width: Stockham's autosorting decimation in frequency by radix 4, with one last
/// stage of radix 8 where the exponent of two is odd (Van Loan, Computational Frameworks for the FFT, 1992, §1.7).
/// </summary>
internal sealed unsafe class BatchFft<TOps, TVector> : BatchFft
    where TOps : struct, ISimdVector<TVector>
    where TVector : unmanaged
{
    /// <summary>exp(−iφ), exp(−2iφ), exp(−3iφ) with φ = 2πp/length, for every p of every stage that needs them.</summary>
    private readonly AlignedBuffer _twiddles;

    /// <summary>cos(2πk/size), sin(2πk/size) for k = 0 … size/4.</summary>
    private readonly AlignedBuffer _splitTwiddles;

    private readonly int _stages;

    public BatchFft(int size)
        : base(size, TOps.Count)
    {
        int count = 0;
        _stages = 1;
        for (int length = size / 2; length > 8; length /= 4)
        {
            count += 6 * (length / 4);
            _stages++;
        }

        _twiddles = new AlignedBuffer(count);
        _splitTwiddles = new AlignedBuffer((size / 2) + 2);
        FillTwiddles();
    }

    public override void Forward(float* frames, float* spectra)
    {
        float* transformed = Transform(frames, spectra, 0, Lanes);
        RealSpectra<TOps, TVector>.Split(transformed, spectra, _splitTwiddles.Pointer, Size / 2);
    }

    public override void Adjoint(float* spectra, float* frames, float edgeWeight)
    {
        // The stages alternate between the two buffers and must end in the frames.
        float* start = _stages % 2 == 1 ? spectra : frames;
        RealSpectra<TOps, TVector>.Merge(spectra, start, _splitTwiddles.Pointer, Size / 2, edgeWeight);

        // Exchanging real and imaginary parts before and after turns the transform into its inverse.
        _ = Transform(start, start == spectra ? frames : spectra, Lanes, 0);
    }

    public override void Power(float* spectra, float* power)
    {
        int lanes = TOps.Count;
        for (int k = 0; k < Bins; k++)
        {
            TVector real = TOps.Load(spectra + (2 * k * lanes));
            TVector imaginary = TOps.Load(spectra + (2 * k * lanes) + lanes);
            TOps.Store(TOps.MultiplyAdd(real, real, TOps.Multiply(imaginary, imaginary)), power + (k * lanes));
        }
    }

    private void FillTwiddles()
    {
        Span<float> twiddles = _twiddles.Span;
        int next = 0;
        for (int length = Size / 2; length > 8; length /= 4)
        {
            for (int p = 0; p < length / 4; p++)
            {
                for (int power = 1; power <= 3; power++)
                {
                    (double sine, double cosine) = Math.SinCos(2 * Math.PI * p * power / length);
                    twiddles[next++] = (float)cosine;
                    twiddles[next++] = (float)-sine;
                }
            }
        }

        for (int k = 0; k <= Size / 4; k++)
        {
            (double sine, double cosine) = Math.SinCos(2 * Math.PI * k / Size);
            _splitTwiddles.Span[2 * k] = (float)cosine;
            _splitTwiddles.Span[(2 * k) + 1] = (float)sine;
        }
    }

    /// <summary>The complex transform of half the size; returns that of the two buffers which holds the result.</summary>
    private float* Transform(float* source, float* destination, int real, int imaginary)
    {
        float* twiddles = _twiddles.Pointer;
        int length = Size / 2;
        int stride = 1;
        for (; length > 8; length /= 4, stride *= 4)
        {
            StockhamStages<TOps, TVector>.Radix4(source, destination, twiddles, length, stride, real, imaginary);
            twiddles += 6 * (length / 4);
            float* next = source;
            source = destination;
            destination = next;
        }

        if (length == 8)
        {
            StockhamStages<TOps, TVector>.LastRadix8(source, destination, stride, real, imaginary);
        }
        else
        {
            StockhamStages<TOps, TVector>.LastRadix4(source, destination, stride, real, imaginary);
        }

        return destination;
    }
}
