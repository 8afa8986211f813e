using System.Runtime.CompilerServices;
using Siren2.Kernels.Simd;

namespace Siren2.Kernels.Fft;

/// <summary>
/// One pass of a self-sorting transform: at every point p of <c>count</c> and q of <c>stride</c>, a butterfly takes x[q +
/// stride·(p + count·j)], transforms over j &lt; radix, turns result k by the p·k-th root of unity and writes y[q +
/// stride·(radix·p + k)].
/// </summary>
internal readonly unsafe ref struct FftStage(
    ComplexFft.Signal source, ComplexFft.Signal destination, ComplexFft.Signal roots, int radix, int count, int stride)
{
    public void Run()
    {
        int whole = stride - (stride % VectorLanes.Count);
        Run<VectorLanes>(0, whole);
        Run<ScalarLane>(whole, stride);
    }

    private void Run<T>(int from, int to)
        where T : unmanaged, ILanes<T>
    {
        if (from == to)
        {
            return;
        }

        if (radix == 4)
        {
            Radix4<T>(from, to);
        }
        else if (radix == 2)
        {
            Radix2<T>(from, to);
        }
        else
        {
            OddRadix<T>(from, to);
        }
    }

    private void Radix2<T>(int from, int to)
        where T : unmanaged, ILanes<T>
    {
        for (int p = 0; p < count; p++)
        {
            for (int q = from; q < to; q += T.Count)
            {
                Load(q, p, 0, out T ar, out T ai);
                Load(q, p, 1, out T br, out T bi);
                Store(q, p, 0, ar + br, ai + bi);
                Store(q, p, 1, ar - br, ai - bi);
            }
        }
    }

    private void Radix4<T>(int from, int to)
        where T : unmanaged, ILanes<T>
    {
        for (int p = 0; p < count; p++)
        {
            for (int q = from; q < to; q += T.Count)
            {
                Load(q, p, 0, out T ar, out T ai);
                Load(q, p, 1, out T br, out T bi);
                Load(q, p, 2, out T cr, out T ci);
                Load(q, p, 3, out T dr, out T di);
                T evenSumReal = ar + cr;
                T evenSumImaginary = ai + ci;
                T evenDifferenceReal = ar - cr;
                T evenDifferenceImaginary = ai - ci;
                T oddSumReal = br + dr;
                T oddSumImaginary = bi + di;
                T oddDifferenceReal = br - dr;
                T oddDifferenceImaginary = bi - di;
                Store(q, p, 0, evenSumReal + oddSumReal, evenSumImaginary + oddSumImaginary);
                Store(q, p, 1, evenDifferenceReal + oddDifferenceImaginary, evenDifferenceImaginary - oddDifferenceReal);
                Store(q, p, 2, evenSumReal - oddSumReal, evenSumImaginary - oddSumImaginary);
                Store(q, p, 3, evenDifferenceReal - oddDifferenceImaginary, evenDifferenceImaginary + oddDifferenceReal);
            }
        }
    }

    /// <summary>
    /// With s_j = x_j + x_(r−j) and d_j = x_j − x_(r−j): X_k and X_(r−k) are A ∓ iB, A = x_0 + Σ s_j·cos(2πjk/r), B = Σ
    /// d_j·sin(2πjk/r).
    /// </summary>
    private void OddRadix<T>(int from, int to)
        where T : unmanaged, ILanes<T>
    {
        int half = radix / 2;
        T* sums = stackalloc T[2 * half];
        T* differences = stackalloc T[2 * half];
        double* cosine = stackalloc double[radix];
        double* sine = stackalloc double[radix];
        for (int j = 0; j < radix; j++)
        {
            (sine[j], cosine[j]) = Math.SinCos(2 * Math.PI * j / radix);
        }

        for (int p = 0; p < count; p++)
        {
            for (int q = from; q < to; q += T.Count)
            {
                Load(q, p, 0, out T firstReal, out T firstImaginary);
                T real = firstReal;
                T imaginary = firstImaginary;
                for (int j = 0; j < half; j++)
                {
                    Load(q, p, j + 1, out T ar, out T ai);
                    Load(q, p, radix - 1 - j, out T br, out T bi);
                    sums[2 * j] = ar + br;
                    sums[(2 * j) + 1] = ai + bi;
                    differences[2 * j] = ar - br;
                    differences[(2 * j) + 1] = ai - bi;
                    real += sums[2 * j];
                    imaginary += sums[(2 * j) + 1];
                }

                Store(q, p, 0, real, imaginary);
                for (int k = 1; k <= half; k++)
                {
                    T evenReal = firstReal;
                    T evenImaginary = firstImaginary;
                    T oddReal = default;
                    T oddImaginary = default;
                    for (int j = 0, turn = k; j < half; j++)
                    {
                        evenReal += sums[2 * j] * cosine[turn];
                        evenImaginary += sums[(2 * j) + 1] * cosine[turn];
                        oddReal += differences[2 * j] * sine[turn];
                        oddImaginary += differences[(2 * j) + 1] * sine[turn];
                        turn += k;
                        turn -= turn >= radix ? radix : 0;
                    }

                    Store(q, p, k, evenReal + oddImaginary, evenImaginary - oddReal);
                    Store(q, p, radix - k, evenReal - oddImaginary, evenImaginary + oddReal);
                }
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Load<T>(int q, int p, int j, out T real, out T imaginary)
        where T : unmanaged, ILanes<T>
    {
        int index = q + (stride * (p + (count * j)));
        real = T.Load(source.Real + index);
        imaginary = T.Load(source.Imaginary + index);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Store<T>(int q, int p, int k, T real, T imaginary)
        where T : unmanaged, ILanes<T>
    {
        int turn = p * k * stride;
        double cosine = roots.Real[turn];
        double sine = roots.Imaginary[turn];
        int index = q + (stride * ((radix * p) + k));
        ((real * cosine) - (imaginary * sine)).Store(destination.Real + index);
        ((real * sine) + (imaginary * cosine)).Store(destination.Imaginary + index);
    }
}
