using Siren2.Layers;
using Siren2.MissingBand;

namespace Siren2.Core.Tests.MissingBand;

public class LevelNetworkTests
{
    private const int Frames = 80;

    [Fact]
    public void The_output_is_that_of_the_equations_one_number_at_a_time()
    {
        var shape = new LevelNetworkShape(12, 3);
        var network = new LevelNetwork(shape, Frames);
        network.Initialize(new Random(3));
        float[] input = Signals.Noise(Frames * LevelFeatures.Channels, 1);
        float[] output = new float[Frames * LevelNetwork.OutputChannels];

        network.Forward(input, output);

        double[][] expected = Reference(network, Rows(input, LevelFeatures.Channels));
        for (int t = shape.Reach; t < Frames - shape.Reach; t++)
        {
            for (int c = 0; c < LevelNetwork.OutputChannels; c++)
            {
                Assert.Equal(expected[t][c], output[(t * LevelNetwork.OutputChannels) + c], 1e-5);
            }
        }
    }

    [Fact]
    public void Gradients_are_those_of_finite_differences()
    {
        var network = new LevelNetwork(new LevelNetworkShape(6, 2), Frames);
        network.Initialize(new Random(4));
        float[] input = Signals.Noise(Frames * LevelFeatures.Channels, 1);
        float[] direction = Signals.Noise(Frames * LevelNetwork.OutputChannels, 1, seed: 2);
        float[] output = new float[direction.Length];
        network.Forward(input, output);
        network.Backward(direction);
        float[] gradients = network.Gradients.ToArray();

        for (int i = 0; i < gradients.Length; i += 97)
        {
            const float step = 0.02f;
            float before = network.Parameters[i];
            network.Parameters[i] = before + step;
            double up = Dot(network, input, output, direction);
            network.Parameters[i] = before - step;
            double down = Dot(network, input, output, direction);
            network.Parameters[i] = before;
            Assert.Equal((up - down) / (2 * step), gradients[i], 0.02 + (0.01 * Math.Abs(gradients[i])));
        }
    }

    private static double Dot(LevelNetwork network, float[] input, float[] output, float[] direction)
    {
        network.Forward(input, output);
        return output.Zip(direction, (a, b) => (double)a * b).Sum();
    }

    private static double[][] Reference(LevelNetwork network, double[][] signal)
    {
        signal = Elu(Convolve(network, "input", signal, 1));
        for (int i = 0; i < network.Shape.Depth; i++)
        {
            double[][] branch = Elu(Convolve(network, $"dilated.{i}", signal, 1 << i));
            signal = [.. signal.Zip(branch, (a, b) => a.Zip(b, (x, y) => x + y).ToArray())];
        }

        return Convolve(network, "output", signal, 1);
    }

    /// <summary>y[t, o] = b[o] + Σ w[o, i, k]·x[t + (k − ⌊K/2⌋)·d, i], with the weight as it is published.</summary>
    private static double[][] Convolve(LevelNetwork network, string name, double[][] signal, int dilation)
    {
        Parameter weight = network.Tensors.Single(tensor => tensor.Name == name + ".weight");
        float[] bias = network.Tensors.Single(tensor => tensor.Name == name + ".bias").Value.ToArray();
        float[] w = weight.ToPublished(weight.Value);
        int inputs = weight.Shape[1];
        int taps = weight.Shape[2];
        var result = new double[signal.Length][];
        for (int t = 0; t < signal.Length; t++)
        {
            result[t] = new double[bias.Length];
            for (int o = 0; o < bias.Length; o++)
            {
                result[t][o] = bias[o];
                for (int i = 0; i < inputs; i++)
                {
                    for (int k = 0; k < taps; k++)
                    {
                        int from = t + ((k - (taps / 2)) * dilation);
                        double x = from >= 0 && from < signal.Length ? signal[from][i] : 0;
                        result[t][o] += w[(((o * inputs) + i) * taps) + k] * x;
                    }
                }
            }
        }

        return result;
    }

    private static double[][] Elu(double[][] signal) =>
        [.. signal.Select(row => row.Select(x => x > 0 ? x : Math.Exp(x) - 1).ToArray())];

    private static double[][] Rows(float[] values, int columns) =>
        [.. Enumerable.Range(0, values.Length / columns).Select(t => Array.ConvertAll(values[(t * columns)..((t + 1) * columns)], x => (double)x))];
}
