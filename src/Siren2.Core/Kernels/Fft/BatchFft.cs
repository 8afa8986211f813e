using Siren2.Kernels.Simd;

namespace Siren2.Kernels.Fft;

/// <summary>
/// The Fourier transform of a batch of real frames, one frame in each lane of a vector, so that no butterfly ever moves
/// data between lanes. A plan: it holds twiddle factors only, and may be used from several threads at once.
/// </summary>
/// <remarks>
/// <para>Layout, with W = <see cref="Lanes"/>: frames are <c>[size, W]</c>, spectra are <c>[bins, 2, W]</c> (real parts,
/// then imaginary parts of a bin), bins = size/2 + 1.</para>
/// <para>Neighboring samples 2j and 2j + 1 of a frame are, where they lie, the real and imaginary part of element j of a
/// complex sequence of half the size, whose transform is then split into that of the real frame. Frames never mix: what
/// is computed of a frame does not depend, to the bit, on the frames beside it.</para>
/// <para>Widths differ by rounding only: the order of operations is the same, but not every width fuses a multiplication
/// with an addition.</para>
/// </remarks>
internal abstract unsafe class BatchFft
{
    public const int MinimumSize = 16;

    public const int MaximumSize = 65536;

    private protected BatchFft(int size, int lanes)
    {
        Size = size;
        Lanes = lanes;
    }

    /// <summary>Samples in a frame: a power of two.</summary>
    public int Size { get; }

    /// <summary>Frames in a batch.</summary>
    public int Lanes { get; }

    /// <summary>Frequencies from 0 to half the sample rate, both included: size/2 + 1.</summary>
    public int Bins => (Size / 2) + 1;

    /// <summary>Floats in a batch of frames.</summary>
    public int FramesLength => Size * Lanes;

    /// <summary>Floats in a batch of spectra.</summary>
    public int SpectraLength => 2 * Bins * Lanes;

    /// <summary>Plans transforms of <paramref name="size"/> samples: a power of two that the caller has checked.</summary>
    public static BatchFft Create(int size, SimdWidth width)
    {
        var creation = new Creation(size);
        SimdWidths.Run(width, ref creation);
        return creation.Result!;
    }

    /// <summary>X[k] = Σ x[n]·exp(−2πikn/size) for k = 0 … size/2, in every lane.</summary>
    /// <param name="frames">The frames; used as workspace, hence destroyed.</param>
    /// <param name="spectra">Receives the spectra.</param>
    public abstract void Forward(float* frames, float* spectra);

    /// <summary>
    /// x[n] = Σ c[k]·(Re X[k]·cos(2πkn/size) − Im X[k]·sin(2πkn/size)) over k = 0 … size/2, where c is
    /// <paramref name="edgeWeight"/> for the first and the last bin and 1 between.
    /// </summary>
    /// <param name="spectra">The spectra; used as workspace, hence destroyed.</param>
    /// <param name="frames">Receives the frames.</param>
    /// <param name="edgeWeight">1: the transpose of <see cref="Forward"/>. ½: its inverse times size/2.</param>
    public abstract void Adjoint(float* spectra, float* frames, float edgeWeight);

    /// <summary>|X[k]|² in every lane.</summary>
    /// <param name="spectra">The spectra, unchanged.</param>
    /// <param name="power">Receives the squared magnitudes, <c>[bins, W]</c>.</param>
    public abstract void Power(float* spectra, float* power);

    private struct Creation(int size) : ISimdWork
    {
        public BatchFft? Result;

        void ISimdWork.Run<TOps, TVector, TLanes>() => Result = new BatchFft<TOps, TVector>(size);
    }
}
