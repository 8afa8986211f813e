using Siren2.Kernels.Matrix;
using Siren2.Kernels.Simd;
using Siren2.Kernels.Threads;

namespace Siren2.Core.Tests.Kernels;

public class RowSumTests
{
    [Theory]
    [ClassData(typeof(SimdWidthData))]
    public void Every_column_is_the_sum_of_its_rows(int width)
    {
        using var team = new WorkerTeam(3);
        foreach ((int rows, int columns) in (ReadOnlySpan<(int, int)>)[(0, 3), (1, 1), (7, 16), (700, 35), (3, 2100)])
        {
            float[] matrix = [.. Enumerable.Range(0, rows * columns).Select(i => (float)((i % 13) - 5))];
            float[] sums = [.. Enumerable.Repeat(float.NaN, columns + 1)];
            RowSum.Compute(matrix, sums.AsSpan(0, columns), (SimdWidth)width);
            Assert.Equal(
                [.. Enumerable.Range(0, columns).Select(j => Enumerable.Range(0, rows).Sum(i => matrix[(i * columns) + j])), float.NaN],
                sums);
            float[] shared = [.. Enumerable.Repeat(float.NaN, columns + 1)];
            RowSum.Compute(matrix, shared.AsSpan(0, columns), (SimdWidth)width, team);
            Assert.Equal(sums, shared);
        }
    }
}
