using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;

namespace Siren2.Kernels;

/// <summary>
/// One row times a matrix: what a recurrent network does at every step. It reads each element of the matrix once, so
/// that packing would cost more than it saves. Bounds are the caller's care: <see cref="MatrixMultiply"/> checks them.
/// </summary>
internal static class RowProduct
{
    /// <summary>c += a·B.</summary>
    /// <param name="a">Row, <c>[depth]</c>.</param>
    /// <param name="b">B, <c>[depth, columns]</c>.</param>
    /// <param name="bStride">Row stride of B.</param>
    /// <param name="c">Row, <c>[columns]</c>, which the product is added to.</param>
    public static void Add(ReadOnlySpan<float> a, ReadOnlySpan<float> b, int bStride, Span<float> c)
    {
        int lanes = Vector<float>.Count;
        int column = 0;
        for (; column + (4 * lanes) <= c.Length; column += 4 * lanes)
        {
            AddFourVectors(a, b[column..], bStride, c[column..]);
        }

        for (; column < c.Length; column++)
        {
            float sum = 0;
            for (int p = 0; p < a.Length; p++)
            {
                sum += a[p] * b[(p * bStride) + column];
            }

            c[column] += sum;
        }
    }

    /// <summary>c += a·Bᵀ.</summary>
    /// <param name="a">Row, <c>[depth]</c>.</param>
    /// <param name="b">B, <c>[columns, depth]</c>.</param>
    /// <param name="bStride">Row stride of B.</param>
    /// <param name="c">Row, <c>[columns]</c>, which the product is added to.</param>
    public static void AddTransposed(ReadOnlySpan<float> a, ReadOnlySpan<float> b, int bStride, Span<float> c)
    {
        int column = 0;
        for (; column + 4 <= c.Length; column += 4)
        {
            AddFourDots(a, b[(column * bStride)..], bStride, c[column..]);
        }

        for (; column < c.Length; column++)
        {
            c[column] += TensorPrimitives.Dot(a, b.Slice(column * bStride, a.Length));
        }
    }

    private static void AddFourVectors(ReadOnlySpan<float> a, ReadOnlySpan<float> b, int bStride, Span<float> c)
    {
        nuint lanes = (nuint)Vector<float>.Count;
        ref float matrix = ref MemoryMarshal.GetReference(b);
        Vector<float> s0 = default, s1 = default, s2 = default, s3 = default;
        for (int p = 0; p < a.Length; p++)
        {
            Vector<float> x = new(a[p]);
            nuint start = (nuint)p * (nuint)bStride;
            s0 = Vector.MultiplyAddEstimate(x, Vector.LoadUnsafe(ref matrix, start), s0);
            s1 = Vector.MultiplyAddEstimate(x, Vector.LoadUnsafe(ref matrix, start + lanes), s1);
            s2 = Vector.MultiplyAddEstimate(x, Vector.LoadUnsafe(ref matrix, start + (2 * lanes)), s2);
            s3 = Vector.MultiplyAddEstimate(x, Vector.LoadUnsafe(ref matrix, start + (3 * lanes)), s3);
        }

        ref float target = ref MemoryMarshal.GetReference(c);
        (Vector.LoadUnsafe(ref target) + s0).StoreUnsafe(ref target);
        (Vector.LoadUnsafe(ref target, lanes) + s1).StoreUnsafe(ref target, lanes);
        (Vector.LoadUnsafe(ref target, 2 * lanes) + s2).StoreUnsafe(ref target, 2 * lanes);
        (Vector.LoadUnsafe(ref target, 3 * lanes) + s3).StoreUnsafe(ref target, 3 * lanes);
    }

    private static void AddFourDots(ReadOnlySpan<float> a, ReadOnlySpan<float> b, int bStride, Span<float> c)
    {
        int lanes = Vector<float>.Count;
        ref float row = ref MemoryMarshal.GetReference(a);
        ref float matrix = ref MemoryMarshal.GetReference(b);
        nuint stride = (nuint)bStride;
        Vector<float> s0 = default, s1 = default, s2 = default, s3 = default;
        int p = 0;
        for (; p + lanes <= a.Length; p += lanes)
        {
            Vector<float> x = Vector.LoadUnsafe(ref row, (nuint)p);
            s0 = Vector.MultiplyAddEstimate(x, Vector.LoadUnsafe(ref matrix, (nuint)p), s0);
            s1 = Vector.MultiplyAddEstimate(x, Vector.LoadUnsafe(ref matrix, (nuint)p + stride), s1);
            s2 = Vector.MultiplyAddEstimate(x, Vector.LoadUnsafe(ref matrix, (nuint)p + (2 * stride)), s2);
            s3 = Vector.MultiplyAddEstimate(x, Vector.LoadUnsafe(ref matrix, (nuint)p + (3 * stride)), s3);
        }

        float t0 = Vector.Sum(s0), t1 = Vector.Sum(s1), t2 = Vector.Sum(s2), t3 = Vector.Sum(s3);
        for (; p < a.Length; p++)
        {
            t0 += a[p] * b[p];
            t1 += a[p] * b[p + bStride];
            t2 += a[p] * b[p + (2 * bStride)];
            t3 += a[p] * b[p + (3 * bStride)];
        }

        c[0] += t0;
        c[1] += t1;
        c[2] += t2;
        c[3] += t3;
    }
}
