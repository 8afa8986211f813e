using Siren2.Decoding;
using Siren2.Kernels.Simd;

namespace Siren2.Core.Tests.Kernels;

public class SineNetworkKernelTests
{
    // Around the heights of tiles and blocks.
    private static readonly int[] Lengths = [1, 2, 7, 8, 9, 31, 95, 96, 97, 191, 192, 193, 256];

    private const int Channels = 5;

    [Theory]
    [ClassData(typeof(SimdWidthData))]
    public void Outputs_and_all_gradients_are_those_of_the_scalar_path(int width)
    {
        foreach (int length in Lengths)
        {
            foreach (int units in (int[])[1, 32, 33, 96])
            {
                (float[] output, float[] gradients, float[] latents) = Run((SimdWidth)width, length, units);
                (float[] scalarOutput, float[] scalarGradients, float[] scalarLatents) = Run(SimdWidth.Scalar, length, units);
                AssertClose(scalarOutput, output);
                AssertClose(scalarGradients, gradients);
                AssertClose(scalarLatents, latents);
            }
        }
    }

    private static (float[] Output, float[] Gradients, float[] LatentGradients) Run(SimdWidth width, int length, int units)
    {
        var options = new SirenDecoderOptions { Width = units, Depth = 3, UseBaseline = true, LatentDimension = Channels };
        using var decoder = new SirenDecoder(options, new WinnerScale(40, 1), 5, 1, width);
        int frames = (length / 50) + 2;
        var grid = new DecoderGrid(DecoderGrid.EvenTimes(length), Noise(length, 1), frames, 0, 0.02);
        float[] latents = Noise(frames * Channels, 2);
        float[] output = new float[length];
        float[] latentGradients = new float[latents.Length];
        decoder.Forward(grid, latents, output);
        decoder.Backward(grid, latents, Noise(length, 3), latentGradients);
        return (output, decoder.Gradients.ToArray(), latentGradients);
    }

    private static void AssertClose(float[] expected, float[] actual)
    {
        float scale = Math.Max(1, expected.Max(MathF.Abs));
        for (int i = 0; i < expected.Length; i++)
        {
            Assert.Equal(expected[i], actual[i], 5e-5f * scale);
        }
    }

    private static float[] Noise(int length, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, length).Select(_ => (2 * random.NextSingle()) - 1)];
    }
}
