using Siren2.Kernels.Matrix;
using Siren2.Kernels.Simd;
using Siren2.Kernels.Threads;

namespace Siren2.Core.Tests.Kernels;

public class MatrixMultiplyTests
{
    private static readonly int[] Rows = [0, 1, 5, 261];
    private static readonly int[] Columns = [0, 1, 17, 67];
    private static readonly int[] Depths = [0, 1, 33];

    [Theory]
    [ClassData(typeof(SimdWidthData))]
    public void Products_equal_sums_in_double_and_touch_nothing_but_C(int width)
    {
        MatrixProducts.CheckAll(Rows, Columns, Depths, (SimdWidth)width);
    }

    [Theory]
    [ClassData(typeof(SimdWidthData))]
    public void Every_extent_to_256_is_multiplied_right(int width)
    {
        for (int extent = 0; extent <= 256; extent++)
        {
            var kind = (MatrixProducts.Kind)(extent % 5);
            MatrixProducts.Check(kind, extent, 5, 3, (SimdWidth)width);
            MatrixProducts.Check(kind, 5, extent, 3, (SimdWidth)width);
            MatrixProducts.Check(kind, 5, 3, extent, (SimdWidth)width);
        }
    }

    [Theory]
    [ClassData(typeof(SimdWidthData))]
    public void Depths_of_several_blocks_add_up(int width)
    {
        MatrixProducts.CheckAll([4, 13], [7, 16, 35], [257, 530], (SimdWidth)width, tolerance: 1e-4);
    }

    /// <summary>As cut into parts: none at all, beside each other, below each other, more rows than a block, and edges of panels. All of each: the slow suites.</summary>
    [Theory]
    [ClassData(typeof(SimdWidthData))]
    [Trait("Suite", "slow")]
    public void A_team_gives_the_same_bits(int width)
    {
        using var team = new WorkerTeam(3);
        MatrixProducts.CheckAll([3, 40], [5, 70, 261], [17, 300], (SimdWidth)width, tolerance: 1e-4, team);
        MatrixProducts.CheckAll([1033], [70], [17], (SimdWidth)width, tolerance: 1e-4, team);
        MatrixProducts.CheckAll([1033], [5], [300], (SimdWidth)width, tolerance: 1e-4, team);
    }

    /// <summary>Rows that lie on each other, so that a product of twenty seconds fits here; every sum is one of ones, and tells how far it came.</summary>
    [Fact]
    public void A_product_that_is_canceled_while_a_team_shares_it_ends_within_a_block()
    {
        const int Rows = 1024, Columns = 256, Depth = 4_000_000;
        const int DepthBlock = 256;
        float[] ones = new float[Depth];
        Array.Fill(ones, 1);
        float[] sums = new float[Rows * Columns];
        using var team = new WorkerTeam(2);
        using var source = new CancellationTokenSource();
        float before = 0;
        var watcher = new Thread(() =>
        {
            SpinWait.SpinUntil(() => Volatile.Read(ref sums[0]) > 0);
            source.Cancel();
            before = sums.Max();
        })
        { IsBackground = true };
        watcher.Start();
        Assert.Throws<OperationCanceledException>(() => MatrixMultiply.Product(
            Rows, Columns, Depth, ones, 0, ones, 0, sums, Columns, team: team, stop: source.Token));
        watcher.Join();

        // What was begun before the token was canceled, and one more for a thread that had just looked at it.
        Assert.InRange(sums.Max() - before, 0, 2 * DepthBlock);
        Assert.Equal(0, sums.Min());
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
        Assert.Equal("c", Assert.Throws<ArgumentException>(
            () => MatrixMultiply.Product(5, 2, 1, eight, 1, eight, 2, eight, 2)).ParamName);
        Assert.Equal("b", Assert.Throws<ArgumentException>(
            () => MatrixMultiply.AddProductTransposedB(4, 5, 2, eight, 2, eight, 2, eight, 2)).ParamName);
        Assert.Equal("c", Assert.Throws<ArgumentException>(
            () => MatrixMultiply.ProductTransposedA(3, 3, 2, eight, 3, eight, 3, eight, 3)).ParamName);
    }
}
