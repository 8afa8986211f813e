using Siren2.Kernels.Matrix;
using Siren2.Kernels.Simd;

namespace Siren2.Core.Tests.Kernels;

public class MatrixTileTests
{
    private const float Canary = -12345;
    private const int MaximumRows = 19;

    [Theory]
    [ClassData(typeof(SimdWidthData))]
    public void Every_depth_and_number_of_rows_agrees_with_a_plain_sum_and_nothing_beyond_is_written(int width)
    {
        for (int depth = 0; depth <= 256; depth++)
        {
            int rows = 1 + (depth % MaximumRows);
            Check((SimdWidth)width, rows, depth, rowStride: 256, stepStride: 1, add: false);
            Check((SimdWidth)width, rows, depth, rowStride: 1, stepStride: MaximumRows, add: true);
        }
    }

    private static void Check(SimdWidth width, int rows, int depth, int rowStride, int stepStride, bool add)
    {
        var work = new Case(rows, depth, rowStride, stepStride, add);
        SimdWidths.Run(width, ref work);
    }

    private static unsafe void Check<TOps, TVector>(int rows, int depth, int rowStride, int stepStride, bool add)
        where TOps : struct, ISimdVector<TVector>
        where TVector : unmanaged
    {
        int columns = MatrixTile<TOps, TVector>.Columns;
        float[] a = Noise(MaximumRows * 512, 1);
        float[] b = Noise((depth + 1) * columns, 2);
        float[] c = new float[(rows + 2) * (columns + 3)];
        Array.Fill(c, Canary);
        int stride = columns + 3;
        fixed (float* pa = a, pb = b, pc = c)
        {
            MatrixTile<TOps, TVector>.MultiplyRows(rows, depth, pa, rowStride, stepStride, pb, columns, pc + stride + 1, stride, add);
        }

        for (int row = -1; row <= rows; row++)
        {
            for (int column = -1; column <= columns; column++)
            {
                float actual = c[((row + 1) * stride) + column + 1];
                if (row < 0 || row == rows || column < 0 || column == columns)
                {
                    Assert.Equal(Canary, actual);
                    continue;
                }

                double expected = add ? Canary : 0;
                for (int k = 0; k < depth; k++)
                {
                    expected += (double)a[(row * rowStride) + (k * stepStride)] * b[(k * columns) + column];
                }

                Assert.Equal(expected, actual, add ? 2e-3 : 2e-5);
            }
        }
    }

    private static float[] Noise(int length, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, length).Select(_ => (float)((2 * random.NextDouble()) - 1))];
    }

    private readonly struct Case(int rows, int depth, int rowStride, int stepStride, bool add) : ISimdWork
    {
        void ISimdWork.Run<TOps, TVector, TLanes>() => Check<TOps, TVector>(rows, depth, rowStride, stepStride, add);
    }
}
