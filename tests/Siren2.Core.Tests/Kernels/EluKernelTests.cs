using Siren2.Kernels.Elementwise;
using Siren2.Kernels.Simd;

namespace Siren2.Core.Tests.Kernels;

public class EluKernelTests
{
    [Theory]
    [ClassData(typeof(SimdWidthData))]
    public void Errors_stay_below_two_units_in_the_last_place(int width)
    {
        float[] x = [.. Enumerable.Range(0, 60_000).Select(i => -MathF.Exp((i * 5e-4f) - 25)), -0f, -1e-40f, -86.9f, -88, -1000, float.NegativeInfinity];
        var y = new float[x.Length];
        EluKernel.Forward(x, y, (SimdWidth)width);
        for (int i = 0; i < x.Length; i++)
        {
            double expected = x[i] > -1e-4 ? x[i] + (0.5 * x[i] * (double)x[i]) : Math.Exp(x[i]) - 1;
            double unit = Math.ScaleB(1, Math.Max(-149, (expected == 0 ? -149 : Math.ILogB(expected)) - 23));
            if (!(Math.Abs(y[i] - expected) <= 2 * unit))
            {
                Assert.Fail($"{x[i]:R}: {y[i]:R}, expected {expected:R}");
            }
        }
    }

    [Theory]
    [ClassData(typeof(SimdWidthData))]
    public void Positive_numbers_pass_and_what_is_no_number_stays_none(int width)
    {
        float[] x = [1e-40f, 1, 3e38f, float.PositiveInfinity, 0, float.NaN, .. Enumerable.Range(1, 40)];
        var y = new float[x.Length];
        EluKernel.Forward(x, y, (SimdWidth)width);
        Assert.Equal(x, y);
        float[] gradient = [.. Enumerable.Repeat(2f, x.Length)];
        EluKernel.Backward(y, gradient, gradient, (SimdWidth)width);
        Assert.Equal(x.Select(value => float.IsNaN(value) ? value : 2f), gradient);
    }
}
