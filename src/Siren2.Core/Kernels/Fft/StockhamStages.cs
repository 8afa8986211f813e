using System.Runtime.CompilerServices;
using Siren2.Kernels.Simd;

namespace Siren2.Kernels.Fft;

/// <summary>
/// The stages of a complex Stockham transform whose elements are rows of 2·W floats: real parts in every lane, imaginary
/// parts in every lane. Where in a row each of the two begins is an argument: exchanged, they give the inverse transform.
/// </summary>
internal static unsafe class StockhamStages<TOps, TVector>
    where TOps : struct, ISimdVector<TVector>
    where TVector : unmanaged
{
    /// <summary>Reduces <paramref name="stride"/> interleaved sequences of <paramref name="length"/> to four times as many of a quarter.</summary>
    public static void Radix4(
        float* source, float* destination, float* twiddles, int length, int stride, int real, int imaginary)
    {
        nint row = 2 * TOps.Count;
        nint group = stride * row;
        nint quarter = length / 4 * group;
        for (int p = 0; p < length / 4; p++, twiddles += 6)
        {
            LaneComplex<TOps, TVector> w1 = LaneComplex<TOps, TVector>.Broadcast(twiddles[0], twiddles[1]);
            LaneComplex<TOps, TVector> w2 = LaneComplex<TOps, TVector>.Broadcast(twiddles[2], twiddles[3]);
            LaneComplex<TOps, TVector> w3 = LaneComplex<TOps, TVector>.Broadcast(twiddles[4], twiddles[5]);
            float* re = source + (p * group) + real;
            float* im = source + (p * group) + imaginary;
            float* outRe = destination + (4 * p * group) + real;
            float* outIm = destination + (4 * p * group) + imaginary;
            for (nint q = 0; q < group; q += row)
            {
                LaneComplex<TOps, TVector> a = LaneComplex<TOps, TVector>.Load(re + q, im + q);
                LaneComplex<TOps, TVector> b = LaneComplex<TOps, TVector>.Load(re + q + quarter, im + q + quarter);
                LaneComplex<TOps, TVector> c = LaneComplex<TOps, TVector>.Load(re + q + (2 * quarter), im + q + (2 * quarter));
                LaneComplex<TOps, TVector> d = LaneComplex<TOps, TVector>.Load(re + q + (3 * quarter), im + q + (3 * quarter));
                LaneComplex<TOps, TVector> sumAC = a + c;
                LaneComplex<TOps, TVector> sumBD = b + d;
                LaneComplex<TOps, TVector> differenceAC = a - c;
                LaneComplex<TOps, TVector> differenceBD = b - d;
                (sumAC + sumBD).Store(outRe + q, outIm + q);
                (w1 * LaneComplex<TOps, TVector>.MinusI(differenceAC, differenceBD)).Store(outRe + q + group, outIm + q + group);
                (w2 * (sumAC - sumBD)).Store(outRe + q + (2 * group), outIm + q + (2 * group));
                (w3 * LaneComplex<TOps, TVector>.PlusI(differenceAC, differenceBD))
                    .Store(outRe + q + (3 * group), outIm + q + (3 * group));
            }
        }
    }

    /// <summary>The last stage by 4: as <see cref="Radix4"/> with all twiddles equal to 1.</summary>
    public static void LastRadix4(float* source, float* destination, int stride, int real, int imaginary)
    {
        nint row = 2 * TOps.Count;
        nint group = stride * row;
        float* re = source + real;
        float* im = source + imaginary;
        float* outRe = destination + real;
        float* outIm = destination + imaginary;
        for (nint q = 0; q < group; q += row)
        {
            Dft4(
                LaneComplex<TOps, TVector>.Load(re + q, im + q),
                LaneComplex<TOps, TVector>.Load(re + q + group, im + q + group),
                LaneComplex<TOps, TVector>.Load(re + q + (2 * group), im + q + (2 * group)),
                LaneComplex<TOps, TVector>.Load(re + q + (3 * group), im + q + (3 * group)),
                outRe + q,
                outIm + q,
                group);
        }
    }

    /// <summary>The last stage by 8, as two transforms of 4: the sums give the even outputs, the rotated differences the odd.</summary>
    public static void LastRadix8(float* source, float* destination, int stride, int real, int imaginary)
    {
        nint row = 2 * TOps.Count;
        nint group = stride * row;
        float half = (float)Math.Sqrt(0.5);
        LaneComplex<TOps, TVector> eighth = LaneComplex<TOps, TVector>.Broadcast(half, -half);
        LaneComplex<TOps, TVector> threeEighths = LaneComplex<TOps, TVector>.Broadcast(-half, -half);
        float* re = source + real;
        float* im = source + imaginary;
        float* outRe = destination + real;
        float* outIm = destination + imaginary;
        for (nint q = 0; q < group; q += row)
        {
            LaneComplex<TOps, TVector> x0 = LaneComplex<TOps, TVector>.Load(re + q, im + q);
            LaneComplex<TOps, TVector> x1 = LaneComplex<TOps, TVector>.Load(re + q + group, im + q + group);
            LaneComplex<TOps, TVector> x2 = LaneComplex<TOps, TVector>.Load(re + q + (2 * group), im + q + (2 * group));
            LaneComplex<TOps, TVector> x3 = LaneComplex<TOps, TVector>.Load(re + q + (3 * group), im + q + (3 * group));
            LaneComplex<TOps, TVector> x4 = LaneComplex<TOps, TVector>.Load(re + q + (4 * group), im + q + (4 * group));
            LaneComplex<TOps, TVector> x5 = LaneComplex<TOps, TVector>.Load(re + q + (5 * group), im + q + (5 * group));
            LaneComplex<TOps, TVector> x6 = LaneComplex<TOps, TVector>.Load(re + q + (6 * group), im + q + (6 * group));
            LaneComplex<TOps, TVector> x7 = LaneComplex<TOps, TVector>.Load(re + q + (7 * group), im + q + (7 * group));
            Dft4(x0 + x4, x1 + x5, x2 + x6, x3 + x7, outRe + q, outIm + q, 2 * group);
            LaneComplex<TOps, TVector> x26 = x2 - x6;
            LaneComplex<TOps, TVector> minusI26 = new(x26.Imaginary, TOps.Subtract(TOps.Broadcast(0f), x26.Real));
            Dft4(x0 - x4, (x1 - x5) * eighth, minusI26, (x3 - x7) * threeEighths, outRe + q + group, outIm + q + group, 2 * group);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Dft4(
        LaneComplex<TOps, TVector> a,
        LaneComplex<TOps, TVector> b,
        LaneComplex<TOps, TVector> c,
        LaneComplex<TOps, TVector> d,
        float* re,
        float* im,
        nint step)
    {
        LaneComplex<TOps, TVector> sumAC = a + c;
        LaneComplex<TOps, TVector> sumBD = b + d;
        LaneComplex<TOps, TVector> differenceAC = a - c;
        LaneComplex<TOps, TVector> differenceBD = b - d;
        (sumAC + sumBD).Store(re, im);
        LaneComplex<TOps, TVector>.MinusI(differenceAC, differenceBD).Store(re + step, im + step);
        (sumAC - sumBD).Store(re + (2 * step), im + (2 * step));
        LaneComplex<TOps, TVector>.PlusI(differenceAC, differenceBD).Store(re + (3 * step), im + (3 * step));
    }
}
