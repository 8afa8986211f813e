using Siren2.Kernels.Simd;

namespace Siren2.Kernels.Matrix;

/// <summary>
/// One row times a matrix: what a recurrent network does at every step. It reads each element of the matrix once and in the order
/// of memory, several rows side by side; packing would cost more than it saves. Bounds are the caller's care:
/// <see cref="MatrixMultiply"/> checks them.
/// </summary>
internal static unsafe class RowProduct
{
    /// <summary>c += a·B.</summary>
    /// <param name="a">Row, <c>[depth]</c>.</param>
    /// <param name="b">B, <c>[depth, columns]</c>.</param>
    /// <param name="bStride">Row stride of B.</param>
    /// <param name="c">Row, <c>[columns]</c>, which the product is added to.</param>
    /// <param name="width">Vector width; the best by default.</param>
    public static void Add(ReadOnlySpan<float> a, ReadOnlySpan<float> b, int bStride, Span<float> c, SimdWidth? width = null)
    {
        fixed (float* pa = a, pb = b, pc = c)
        {
            var work = new Product(pa, a.Length, pb, bStride, pc, c.Length, transposed: false);
            SimdWidths.Run(width, ref work);
        }
    }

    /// <summary>c += a·Bᵀ.</summary>
    /// <param name="a">Row, <c>[depth]</c>.</param>
    /// <param name="b">B, <c>[columns, depth]</c>.</param>
    /// <param name="bStride">Row stride of B.</param>
    /// <param name="c">Row, <c>[columns]</c>, which the product is added to.</param>
    /// <param name="width">Vector width; the best by default.</param>
    public static void AddTransposed(ReadOnlySpan<float> a, ReadOnlySpan<float> b, int bStride, Span<float> c, SimdWidth? width = null)
    {
        fixed (float* pa = a, pb = b, pc = c)
        {
            var work = new Product(pa, a.Length, pb, bStride, pc, c.Length, transposed: true);
            SimdWidths.Run(width, ref work);
        }
    }

    private static void Add<TOps, TVector>(float* a, int depth, float* b, nint bStride, float* c, int columns)
        where TOps : struct, ISimdVector<TVector>
        where TVector : unmanaged
    {
        int row = 0;
        for (; row + 4 <= depth; row += 4, b += 4 * bStride)
        {
            float* b1 = b + bStride, b2 = b1 + bStride, b3 = b2 + bStride;
            TVector x0 = TOps.Broadcast(a[row]), x1 = TOps.Broadcast(a[row + 1]);
            TVector x2 = TOps.Broadcast(a[row + 2]), x3 = TOps.Broadcast(a[row + 3]);
            int i = 0;
            for (; i + TOps.Count <= columns; i += TOps.Count)
            {
                TVector sum = TOps.MultiplyAdd(x1, TOps.Load(b1 + i), TOps.Multiply(x0, TOps.Load(b + i)));
                TVector other = TOps.MultiplyAdd(x3, TOps.Load(b3 + i), TOps.Multiply(x2, TOps.Load(b2 + i)));
                TOps.Store(TOps.Add(TOps.Load(c + i), TOps.Add(sum, other)), c + i);
            }

            for (; i < columns; i++)
            {
                c[i] += (a[row] * b[i]) + (a[row + 1] * b1[i]) + ((a[row + 2] * b2[i]) + (a[row + 3] * b3[i]));
            }
        }

        for (; row < depth; row++, b += bStride)
        {
            for (int i = 0; i < columns; i++)
            {
                c[i] += a[row] * b[i];
            }
        }
    }

    private static void AddTransposed<TOps, TVector>(float* a, int depth, float* b, nint bStride, float* c, int columns)
        where TOps : struct, ISimdVector<TVector>
        where TVector : unmanaged
    {
        int column = 0;
        for (; column + 4 <= columns; column += 4, b += 4 * bStride)
        {
            float* b1 = b + bStride, b2 = b1 + bStride, b3 = b2 + bStride;
            TVector s0 = TOps.Broadcast(0), s1 = s0, s2 = s0, s3 = s0;
            int k = 0;
            for (; k + TOps.Count <= depth; k += TOps.Count)
            {
                TVector x = TOps.Load(a + k);
                s0 = TOps.MultiplyAdd(x, TOps.Load(b + k), s0);
                s1 = TOps.MultiplyAdd(x, TOps.Load(b1 + k), s1);
                s2 = TOps.MultiplyAdd(x, TOps.Load(b2 + k), s2);
                s3 = TOps.MultiplyAdd(x, TOps.Load(b3 + k), s3);
            }

            c[column] += TOps.Sum(s0) + Dot(a + k, b + k, depth - k);
            c[column + 1] += TOps.Sum(s1) + Dot(a + k, b1 + k, depth - k);
            c[column + 2] += TOps.Sum(s2) + Dot(a + k, b2 + k, depth - k);
            c[column + 3] += TOps.Sum(s3) + Dot(a + k, b3 + k, depth - k);
        }

        for (; column < columns; column++, b += bStride)
        {
            c[column] += Dot(a, b, depth);
        }
    }

    private static float Dot(float* a, float* b, int length)
    {
        float sum = 0;
        for (int i = 0; i < length; i++)
        {
            sum += a[i] * b[i];
        }

        return sum;
    }

    private readonly struct Product(float* a, int depth, float* b, nint bStride, float* c, int columns, bool transposed) : ISimdWork
    {
        void ISimdWork.Run<TOps, TVector, TLanes>()
        {
            if (transposed)
            {
                AddTransposed<TOps, TVector>(a, depth, b, bStride, c, columns);
            }
            else
            {
                Add<TOps, TVector>(a, depth, b, bStride, c, columns);
            }
        }
    }
}
