using Siren2.Kernels.Matrix;
using Siren2.Kernels.Simd;

namespace Siren2.Core.Tests.Kernels;

public class MatrixMultiplyTests
{
    private static readonly int[] Rows = [0, 1, 2, 3, 4, 5, 7, 8, 261];
    private static readonly int[] Columns = [0, 1, 3, 4, 8, 15, 16, 17, 32, 35, 67];
    private static readonly int[] Depths = [0, 1, 2, 5, 8, 33, 300];

    internal enum Kind
    {
        Plain,
        TransposedB,
        TransposedA,
    }

    [Theory]
    [ClassData(typeof(SimdWidthData))]
    public void Products_equal_sums_in_double_and_touch_nothing_but_C(int width)
    {
        foreach (Kind kind in Enum.GetValues<Kind>())
        {
            CheckAll(kind, (SimdWidth)width);
        }
    }

    private static void CheckAll(Kind kind, SimdWidth width)
    {
        foreach (int rows in Rows)
        {
            foreach (int columns in Columns)
            {
                foreach (int depth in Depths)
                {
                    Check(kind, rows, columns, depth, width);
                }
            }
        }
    }

    [Theory]
    [ClassData(typeof(SimdWidthData))]
    public void Every_extent_to_256_is_multiplied_right(int width)
    {
        for (int extent = 0; extent <= 256; extent++)
        {
            Kind kind = (Kind)(extent % 3);
            Check(kind, extent, 5, 3, (SimdWidth)width);
            Check(kind, 5, extent, 3, (SimdWidth)width);
            Check(kind, 5, 3, extent, (SimdWidth)width);
        }
    }

    [Fact]
    public void Rows_of_A_may_overlap()
    {
        float[] signal = [1, 2, 3, 4, 5, 6, 7, 8];
        float[] differences = new float[7];
        MatrixMultiply.AddProductTransposedB(7, 1, 2, signal, 1, [-1, 1], 2, differences, 1);
        Assert.Equal([1f, 1, 1, 1, 1, 1, 1], differences);
    }

    [Fact]
    public void Buffers_that_are_too_short_are_refused()
    {
        float[] eight = new float[8];
        Assert.Equal("a", Assert.Throws<ArgumentException>(
            () => MatrixMultiply.AddProduct(4, 2, 3, eight, 3, eight, 2, eight, 2)).ParamName);
        Assert.Equal("b", Assert.Throws<ArgumentException>(
            () => MatrixMultiply.AddProductTransposedB(4, 5, 2, eight, 2, eight, 2, eight, 2)).ParamName);
        Assert.Equal("c", Assert.Throws<ArgumentException>(
            () => MatrixMultiply.AddProductTransposedA(3, 3, 2, eight, 3, eight, 3, eight, 3)).ParamName);
    }

    private static void Check(Kind kind, int rows, int columns, int depth, SimdWidth width)
    {
        bool transposedA = kind == Kind.TransposedA;
        bool transposedB = kind == Kind.TransposedB;
        int aStride = (transposedA ? rows : depth) + 3;
        int bStride = (transposedB ? depth : columns) + 2;
        int cStride = columns + 1;
        float[] a = Noise(Math.Max(rows, depth) * aStride, 1);
        float[] b = Noise(Math.Max(columns, depth) * bStride, 2);
        float[] c = Noise(rows * cStride, 3);
        for (int r = 0; r < rows; r++)
        {
            c[(r * cStride) + columns] = float.NaN;
        }

        var expected = new double[c.Length];
        for (int i = 0; i < c.Length; i++)
        {
            expected[i] = c[i];
            for (int p = 0; p < depth && !double.IsNaN(expected[i]); p++)
            {
                (int row, int column) = (i / cStride, i % cStride);
                expected[i] += (double)a[transposedA ? (p * aStride) + row : (row * aStride) + p]
                    * b[transposedB ? (column * bStride) + p : (p * bStride) + column];
            }
        }

        (float[] aBefore, float[] bBefore) = ([.. a], [.. b]);
        Multiply(kind, rows, columns, depth, a, aStride, b, bStride, c, cStride, width);
        Assert.Equal(aBefore, a);
        Assert.Equal(bBefore, b);
        for (int i = 0; i < c.Length; i++)
        {
            Assert.True(
                double.IsNaN(expected[i]) ? float.IsNaN(c[i]) : Math.Abs(expected[i] - c[i]) < 2e-5,
                $"{width} {kind} {rows}×{columns}×{depth}, element {i}: {c[i]}, expected {expected[i]}");
        }
    }

    private static void Multiply(
        Kind kind, int rows, int columns, int depth, float[] a, int aStride, float[] b, int bStride, float[] c, int cStride, SimdWidth width)
    {
        switch (kind)
        {
            case Kind.Plain:
                MatrixMultiply.AddProduct(rows, columns, depth, a, aStride, b, bStride, c, cStride, width);
                break;
            case Kind.TransposedB:
                MatrixMultiply.AddProductTransposedB(rows, columns, depth, a, aStride, b, bStride, c, cStride, width);
                break;
            default:
                MatrixMultiply.AddProductTransposedA(rows, columns, depth, a, aStride, b, bStride, c, cStride, width);
                break;
        }
    }

    private static float[] Noise(int length, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, length).Select(_ => (2 * random.NextSingle()) - 1)];
    }
}
