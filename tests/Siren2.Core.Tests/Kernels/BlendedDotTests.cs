using Siren2.Kernels.Polyphase;
using Siren2.Kernels.Simd;

namespace Siren2.Core.Tests.Kernels;

public class BlendedDotTests
{
    [Theory]
    [ClassData(typeof(SimdWidthData))]
    public void Every_length_to_256_gives_the_blend_of_four_dot_products(int width)
    {
        var random = new Random(1);
        for (int length = 0; length <= 256; length++)
        {
            double[] rows = [.. Enumerable.Range(0, 4 * length).Select(_ => random.NextDouble() - 0.5)];
            double[] x = [.. Enumerable.Range(0, length).Select(_ => random.NextDouble() - 0.5)];
            double expected = (0.1 * Dot(rows, 0, x)) - (0.7 * Dot(rows, 1, x)) + (1.3 * Dot(rows, 2, x)) + (0.2 * Dot(rows, 3, x));
            Assert.Equal(expected, BlendedDot.Compute(rows, x, 0.1, -0.7, 1.3, 0.2, (SimdWidth)width), 1e-13);
        }
    }

    [Fact]
    public void Rows_that_are_too_short_are_refused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => BlendedDot.Compute(new double[7], new double[2], 1, 1, 1, 1));

    private static double Dot(double[] rows, int row, double[] x) => x.Select((value, i) => value * rows[(row * x.Length) + i]).Sum();
}
