using Siren2.Kernels.Matrix;
using Siren2.Kernels.Simd;
using Siren2.Kernels.Threads;

namespace Siren2.Core.Tests.Kernels;

/// <summary>Products of matrices beside sums in double precision.</summary>
internal static class MatrixProducts
{
    internal enum Kind
    {
        Plain,
        Overwriting,
        TransposedB,
        TransposedA,
        TransposedBOverRow,
    }

    /// <summary>Every kind at every combination of extents; with a team, the same bits with it as without.</summary>
    public static void CheckAll(int[] allRows, int[] allColumns, int[] depths, SimdWidth width, double tolerance = 2e-5, WorkerTeam? team = null)
    {
        foreach (Kind kind in Enum.GetValues<Kind>())
        {
            foreach (int rows in allRows)
            {
                foreach (int columns in allColumns)
                {
                    foreach (int depth in depths)
                    {
                        Check(kind, rows, columns, depth, width, tolerance, team);
                    }
                }
            }
        }
    }

    public static void Check(Kind kind, int rows, int columns, int depth, SimdWidth width, double tolerance = 2e-5, WorkerTeam? team = null)
    {
        bool transposedA = kind == Kind.TransposedA;
        bool transposedB = kind is Kind.TransposedB or Kind.TransposedBOverRow;
        float[] bias = Noise(columns, 4);
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
            // What lies beside C stays NaN.
            expected[i] = kind switch
            {
                _ when float.IsNaN(c[i]) => double.NaN,
                Kind.TransposedBOverRow => bias[i % cStride],
                Kind.TransposedA or Kind.Overwriting => 0,
                _ => c[i],
            };
            if (double.IsNaN(expected[i]))
            {
                continue;
            }

            (int row, int column) = (i / cStride, i % cStride);
            (int aStart, int aStep) = transposedA ? (row, aStride) : (row * aStride, 1);
            (int bStart, int bStep) = transposedB ? (column * bStride, 1) : (column, bStride);
            double sum = expected[i];
            for (int p = 0; p < depth; p++)
            {
                sum += (double)a[aStart + (p * aStep)] * b[bStart + (p * bStep)];
            }

            expected[i] = sum;
        }

        (float[] aBefore, float[] bBefore, float[] biasBefore, float[] shared) = ([.. a], [.. b], [.. bias], [.. c]);
        Multiply(kind, rows, columns, depth, a, aStride, b, bStride, bias, c, cStride, width, team: null);
        Assert.Equal(aBefore, a);
        Assert.Equal(bBefore, b);
        Assert.Equal(biasBefore, bias);
        if (team is not null)
        {
            Multiply(kind, rows, columns, depth, a, aStride, b, bStride, bias, shared, cStride, width, team);
            Assert.Equal(c, shared);
        }

        for (int i = 0; i < c.Length; i++)
        {
            // The words are formed where they are needed alone: millions of elements are looked at.
            if (!(double.IsNaN(expected[i]) ? float.IsNaN(c[i]) : Math.Abs(expected[i] - c[i]) < tolerance))
            {
                Assert.Fail($"{width} {kind} {rows}×{columns}×{depth}, element {i}: {c[i]}, expected {expected[i]}");
            }
        }
    }

    private static void Multiply(
        Kind kind, int rows, int columns, int depth, float[] a, int aStride, float[] b, int bStride, float[] bias, float[] c, int cStride, SimdWidth width,
        WorkerTeam? team)
    {
        switch (kind)
        {
            case Kind.Plain:
                MatrixMultiply.AddProduct(rows, columns, depth, a, aStride, b, bStride, c, cStride, width, team);
                break;
            case Kind.Overwriting:
                MatrixMultiply.Product(rows, columns, depth, a, aStride, b, bStride, c, cStride, width, team);
                break;
            case Kind.TransposedB:
                MatrixMultiply.AddProductTransposedB(rows, columns, depth, a, aStride, b, bStride, c, cStride, width, team);
                break;
            case Kind.TransposedBOverRow:
                MatrixMultiply.ProductTransposedB(rows, columns, depth, a, aStride, b, bStride, bias, c, cStride, width, team);
                break;
            default:
                MatrixMultiply.ProductTransposedA(rows, columns, depth, a, aStride, b, bStride, c, cStride, width, team);
                break;
        }
    }

    private static float[] Noise(int length, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, length).Select(_ => (2 * random.NextSingle()) - 1)];
    }
}
