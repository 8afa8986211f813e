using MathNet.Numerics.Distributions;
using MathNet.Numerics.Random;
using Siren2.Kernels.SineNetwork;

namespace Siren2.Decoding;

/// <summary>
/// SIREN's initialization (Sitzmann et al. 2020, section 3.2) with WINNER's noise. First layer: time ~ U(±1) + N(0, (S0/ω0)²),
/// other inputs ~ U(±1/inputs); second layer: U(±√(6/H)/ω0) + N(0, (S1/ω0)²); further layers and output: U(±√(6/H)/ω0);
/// biases ~ U(±1/√inputs). The noise is on the time column only: on a waveform it would be a gain of S0.
/// </summary>
internal static class SirenInitialization
{
    public static void Draw(SirenDecoder decoder, WinnerScale winner, int seed, CancellationToken stop)
    {
        SirenDecoderOptions options = decoder.Options;
        SineNetworkShape shape = decoder.Shape;
        Span<float> parameters = decoder.Parameters;
        var random = new Xoshiro256StarStar(seed);
        int width = options.Width;

        for (int unit = 0; unit < width; unit++)
        {
            parameters[shape.TimeRow + unit] =
                (float)(Uniform(random, 1) + Normal.Sample(random, 0, winner.First / options.Omega0));
        }

        for (int row = 1; row < options.InputCount; row++)
        {
            for (int unit = 0; unit < width; unit++)
            {
                parameters[shape.FirstLayerIndex(row, unit)] = (float)Uniform(random, 1.0 / options.InputCount);
            }
        }

        DrawBias(random, parameters, shape.FirstBias, width, options.InputCount);
        double bound = Math.Sqrt(6.0 / width) / options.Omega0;
        for (int layer = 1; layer < options.Depth; layer++)
        {
            Span<float> weights = parameters.Slice(shape.HiddenWeights(layer), shape.HiddenWeightCount);
            for (int output = 0; output < width; output++)
            {
                stop.ThrowIfCancellationRequested();
                for (int input = 0; input < width; input++)
                {
                    double noise = layer == 1 ? Normal.Sample(random, 0, winner.Second / options.Omega0) : 0;
                    weights[shape.PackedIndex(input, output)] = (float)(Uniform(random, bound) + noise);
                }
            }

            DrawBias(random, parameters, shape.Bias(layer), width, width);
        }

        for (int unit = 0; unit < width; unit++)
        {
            parameters[shape.OutputRow + unit] = (float)Uniform(random, bound);
        }

        // The output has no bias to begin with: a residual has no mean.
        parameters[shape.OutputBias] = 0;
    }

    private static void DrawBias(Xoshiro256StarStar random, Span<float> parameters, int start, int count, int inputs)
    {
        for (int unit = 0; unit < count; unit++)
        {
            parameters[start + unit] = (float)Uniform(random, 1 / Math.Sqrt(inputs));
        }
    }

    private static double Uniform(Xoshiro256StarStar random, double bound) => ((2 * random.NextDouble()) - 1) * bound;
}
