using Siren2.Kernels.Matrix;
using Siren2.Kernels.Simd;

namespace Siren2.Core.Tests.Kernels;

public unsafe class WideTileTests
{
    private const int MostRows = 11;
    private const int MostDepth = 256;
    private const int Columns = 16;

    private static readonly double[] Signal = Values(MostDepth + (3 * MostRows), 1);
    private static readonly double[] Weights = Values(MostDepth * Columns, 2);
    private static readonly float[] Before = [.. Values(MostRows * (Columns + 1), 3).Select(value => (float)value)];

    [Theory]
    [ClassData(typeof(SimdWidthData))]
    public void Products_are_those_of_a_loop_at_every_depth_and_touch_nothing_but_C(int width)
    {
        for (int depth = 0; depth <= MostDepth; depth++)
        {
            float[] c = [.. Before];
            int rows = depth % (MostRows + 1);
            fixed (double* a = Signal, b = Weights)
            {
                fixed (float* to = c)
                {
                    var work = new Product { Rows = rows, Depth = depth, A = a, B = b, C = to };
                    SimdWidths.Run((SimdWidth)width, ref work);
                }
            }

            for (int i = 0; i < c.Length; i++)
            {
                (int row, int column) = Math.DivRem(i, Columns + 1);
                double sum = Before[i];
                for (int k = 0; k < depth && row < rows && column < Columns; k++)
                {
                    sum += Signal[(3 * row) + k] * Weights[(k * Columns) + column];
                }

                Assert.Equal((float)sum, c[i], 1e-6f * MathF.Max(1, MathF.Abs(c[i])));
            }
        }
    }

    private static double[] Values(int length, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, length).Select(_ => random.NextDouble() - 0.5)];
    }

    private struct Product : ISimdWork
    {
        public int Rows;
        public int Depth;
        public double* A;
        public double* B;
        public float* C;

        readonly void ISimdWork.Run<TOps, TVector, TLanes>() => WideTile<TLanes>.AddRows(Rows, Depth, A, 3, B, C, Columns + 1);
    }
}
