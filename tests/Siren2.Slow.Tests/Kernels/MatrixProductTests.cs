using Siren2.Core.Tests.Kernels;
using Siren2.Kernels.Simd;
using Siren2.Kernels.Threads;

namespace Siren2.Slow.Tests.Kernels;

public class MatrixProductTests
{
    private static readonly int[] Rows = [0, 1, 2, 3, 4, 5, 7, 8, 261];
    private static readonly int[] Columns = [0, 1, 3, 4, 8, 15, 16, 17, 32, 35, 67];
    private static readonly int[] Depths = [0, 1, 2, 5, 8, 33, 300];

    [Theory]
    [ClassData(typeof(SimdWidthData))]
    public void Products_equal_sums_in_double_and_touch_nothing_but_C(int width) => MatrixProducts.CheckAll(Rows, Columns, Depths, (SimdWidth)width);

    /// <summary>As cut into parts: none at all, beside each other, below each other, more rows than a block, and edges of panels.</summary>
    [Theory]
    [ClassData(typeof(SimdWidthData))]
    public void A_team_gives_the_same_bits(int width)
    {
        using var team = new WorkerTeam(3);
        MatrixProducts.CheckAll([3, 40, 1033], [5, 70, 261], [17, 300], (SimdWidth)width, tolerance: 1e-4, team);
    }
}
