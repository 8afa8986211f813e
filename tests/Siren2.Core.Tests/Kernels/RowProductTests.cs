using Siren2.Kernels.Matrix;
using Siren2.Kernels.Simd;

namespace Siren2.Core.Tests.Kernels;

public class RowProductTests
{
    private static readonly int[] Others = [0, 1, 3, 4, 17, 64];

    [Theory]
    [ClassData(typeof(SimdWidthData))]
    public void Every_depth_and_every_number_of_columns_to_256_agrees_with_sums_in_double(int width)
    {
        for (int length = 0; length <= 256; length++)
        {
            int other = Others[length % Others.Length];
            Check((SimdWidth)width, length, other);
            Check((SimdWidth)width, other, length);
        }
    }

    private static void Check(SimdWidth width, int depth, int columns)
    {
        int stride = columns + 3;
        int transposedStride = depth + 2;
        float[] a = Noise(depth, 1);
        float[] b = Noise(depth * stride, 2);
        float[] transposed = new float[columns * transposedStride];
        float[] c = [.. Noise(columns, 3), float.NaN];
        float[] other = [.. c];
        double[] expected = new double[columns];
        for (int j = 0; j < columns; j++)
        {
            expected[j] = c[j];
            for (int k = 0; k < depth; k++)
            {
                transposed[(j * transposedStride) + k] = b[(k * stride) + j];
                expected[j] += (double)a[k] * b[(k * stride) + j];
            }
        }

        RowProduct.Add(a, b, stride, c.AsSpan(0, columns), width);
        RowProduct.AddTransposed(a, transposed, transposedStride, other.AsSpan(0, columns), width);
        Assert.True(float.IsNaN(c[columns]) && float.IsNaN(other[columns]));
        for (int j = 0; j < columns; j++)
        {
            Assert.Equal(expected[j], c[j], 2e-5);
            Assert.Equal(expected[j], other[j], 2e-5);
        }
    }

    private static float[] Noise(int length, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, length).Select(_ => (2 * random.NextSingle()) - 1)];
    }
}
