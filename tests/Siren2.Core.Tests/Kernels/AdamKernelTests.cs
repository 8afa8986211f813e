using Siren2.Kernels.Elementwise;
using Siren2.Kernels.Simd;

namespace Siren2.Core.Tests.Kernels;

public class AdamKernelTests
{
    [Theory]
    [ClassData(typeof(SimdWidthData))]
    public void Every_length_agrees_with_the_formula_in_double_precision(int width)
    {
        var step = new AdamKernel.Step(0.9f, 0.999f, 1e-2f, 1.5f, 1e-8f);
        var random = new Random(3);
        for (int length = 0; length <= 256; length++)
        {
            float[] p = Noise(random, length), g = Noise(random, length), m = Noise(random, length);
            float[] v = Array.ConvertAll(Noise(random, length), MathF.Abs);
            float[] p0 = [.. p], m0 = [.. m], v0 = [.. v], g0 = [.. g];
            AdamKernel.Update((SimdWidth)width, p, g, m, v, step);
            Assert.Equal(g0, g);
            for (int i = 0; i < length; i++)
            {
                double mean = (0.9 * m0[i]) + (0.1 * g0[i]);
                double square = (0.999 * v0[i]) + (0.001 * g0[i] * g0[i]);
                Assert.Equal(mean, m[i], 1e-6);
                Assert.Equal(square, v[i], 1e-6);
                Assert.Equal(p0[i] - (0.01 * mean / ((Math.Sqrt(square) * 1.5) + 1e-8)), p[i], 2e-6 + Math.Abs(1e-5 * mean / Math.Sqrt(square)));
            }
        }
    }

    private static float[] Noise(Random random, int length)
    {
        float[] noise = new float[length];
        for (int i = 0; i < length; i++)
        {
            noise[i] = (float)((2 * random.NextDouble()) - 1);
        }

        return noise;
    }
}
