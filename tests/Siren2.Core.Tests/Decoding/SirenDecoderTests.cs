using Siren2.Core.Tests.Kernels;
using Siren2.Decoding;
using Siren2.Files;
using Siren2.Kernels.Simd;
using Siren2.Tests;

namespace Siren2.Core.Tests.Decoding;

public class SirenDecoderTests
{
    private static readonly WinnerScale Winner = new(50, 0.5);

    [Theory]
    [ClassData(typeof(SimdWidthData))]
    public void Gradients_agree_with_finite_differences_for_odd_widths_and_remainders(int width)
    {
        var options = new SirenDecoderOptions { Width = 19, Depth = 3, UseBaseline = true, LatentDimension = 3, Omega0 = 5 };
        using var decoder = new SirenDecoder(options, new WinnerScale(3, 0.3), 7, 1, (SimdWidth)width);
        const int Length = 131;
        const int Frames = 9;
        var grid = new DecoderGrid(DecoderGrid.EvenTimes(Length), Noise(Length, 1), Frames, -0.7, 0.06);
        float[] latents = Noise(Frames * 3, 2);
        float[] outputGradient = Noise(Length, 3);
        float[] latentGradient = new float[latents.Length];
        decoder.Backward(grid, latents, outputGradient, latentGradient);
        float[] gradients = decoder.Gradients.ToArray();

        float[] parameters = decoder.Parameters.ToArray();
        float[] direction = Noise(parameters.Length, 4);
        for (int i = 0; i < parameters.Length; i++)
        {
            // Padding is no parameter: it stays zero.
            direction[i] = parameters[i] == 0 ? 0 : direction[i];
        }

        AssertDirectional(Dot(gradients, direction), h => Shifted(parameters, direction, h, latents, null));
        float[] latentDirection = Noise(latents.Length, 5);
        AssertDirectional(Dot(latentGradient, latentDirection), h => Shifted(parameters, direction, 0, latents, (latentDirection, h)));

        double Shifted(float[] origin, float[] along, double step, float[] z, (float[] Along, double Step)? shift)
        {
            for (int i = 0; i < origin.Length; i++)
            {
                decoder.Parameters[i] = (float)(origin[i] + (step * along[i]));
            }

            float[] moved = shift is null ? z : [.. z.Select((v, i) => (float)(v + (shift.Value.Step * shift.Value.Along[i])))];
            float[] output = new float[Length];
            decoder.Forward(grid, moved, output);
            return Dot(output, outputGradient);
        }
    }

    [Fact]
    public void Same_seed_gives_the_same_bits_for_any_number_of_threads()
    {
        float[] expected = Train(1);
        Assert.Equal(expected, Train(2));
        Assert.Equal(expected, Train(5));

        static float[] Train(int threads)
        {
            var options = new SirenDecoderOptions { Width = 32, UseBaseline = true, LatentDimension = 4 };
            using var decoder = new SirenDecoder(options, Winner, 3, threads);
            var grid = new DecoderGrid(DecoderGrid.EvenTimes(5000), Noise(5000, 1), 40, 0, 1 / 128.0);
            float[] latentGradient = new float[160];
            for (int step = 0; step < 3; step++)
            {
                decoder.Backward(grid, Noise(160, 2), Noise(5000, 3), latentGradient);
                for (int i = 0; i < decoder.Parameters.Length; i++)
                {
                    decoder.Parameters[i] -= 1e-4f * decoder.Gradients[i];
                }
            }

            return [.. decoder.Parameters, .. latentGradient];
        }
    }

    [Fact]
    public void Forward_and_backward_allocate_nothing_once_the_grid_is_known()
    {
        using var decoder = new SirenDecoder(new SirenDecoderOptions { Width = 32, LatentDimension = 2 }, Winner, 1, 2);
        var grid = new DecoderGrid(DecoderGrid.EvenTimes(1000), default, 10, 0, 0.01);
        float[] latents = Noise(20, 1), output = new float[1000], latentGradient = new float[20];
        decoder.Forward(grid, latents, output);
        decoder.Backward(grid, latents, output, latentGradient);
        Assert.Equal(0, Allocations.Of(() =>
        {
            for (int i = 0; i < 5; i++)
            {
                decoder.Forward(grid, latents, output);
                decoder.Backward(grid, latents, output, latentGradient);
            }
        }));
    }

    [Fact]
    public void Vector_widths_agree()
    {
        float[] reference = Output(SimdWidth.Scalar);
        foreach (SimdWidth width in SimdWidths.All)
        {
            float[] output = Output(width);
            for (int i = 0; i < output.Length; i++)
            {
                Assert.Equal(reference[i], output[i], 2e-5);
            }
        }

        static float[] Output(SimdWidth width)
        {
            using var decoder = new SirenDecoder(new SirenDecoderOptions { Width = 48 }, Winner, 11, 1, width);
            float[] output = new float[777];
            decoder.Forward(new DecoderGrid(DecoderGrid.EvenTimes(777)), default, output);
            return output;
        }
    }

    [Fact]
    public void Winner_noise_is_on_the_time_column_and_the_second_layer_only()
    {
        var options = new SirenDecoderOptions { Width = 256, UseBaseline = true, LatentDimension = 2 };
        using var plain = new SirenDecoder(options, WinnerScale.None, 1);
        using var noisy = new SirenDecoder(options, new WinnerScale(3000, 3), 1);
        Dictionary<string, float[]> before = plain.ExportWeights().ToDictionary(t => t.Name, t => t.Data);
        Dictionary<string, float[]> after = noisy.ExportWeights().ToDictionary(t => t.Name, t => t.Data);

        Assert.Equal(1, before["layers.0.weight"].Where((_, i) => i % 4 == 0).Max(MathF.Abs), 0.05);
        Assert.Equal(100, Deviation(after["layers.0.weight"].Where((_, i) => i % 4 == 0)), 15.0);
        Assert.True(after["layers.0.weight"].Where((_, i) => i % 4 != 0).Max(MathF.Abs) <= 0.25f);
        Assert.Equal(0.1, Deviation(after["layers.1.weight"]), 0.005);
        float bound = MathF.Sqrt(6f / 256) / 30;
        Assert.True(after["layers.2.weight"].Max(MathF.Abs) <= bound);
        Assert.True(before["layers.1.weight"].Max(MathF.Abs) <= bound);
    }

    [Fact]
    public void Exported_weights_load_into_another_decoder_to_the_bit()
    {
        var options = new SirenDecoderOptions { Width = 20, Depth = 2, LatentDimension = 3 };
        using var one = new SirenDecoder(options, Winner, 1);
        using var other = new SirenDecoder(options, Winner, 2);
        using var stream = new MemoryStream();
        SafetensorsFile.Save(stream, one.ExportWeights(), new Dictionary<string, string>());
        other.LoadWeights(SafetensorsFile.Parse(stream.ToArray()));
        Assert.Equal(one.Parameters.ToArray(), other.Parameters.ToArray());
        Assert.Equal(one.ParameterCount, one.ExportWeights().Sum(tensor => tensor.Data.Length));
    }

    [Fact]
    public void Weights_of_another_shape_are_refused_and_nothing_changes()
    {
        using var small = new SirenDecoder(new SirenDecoderOptions { Width = 8 }, Winner, 1);
        using var large = new SirenDecoder(new SirenDecoderOptions { Width = 9 }, Winner, 1);
        using var stream = new MemoryStream();
        SafetensorsFile.Save(stream, small.ExportWeights(), new Dictionary<string, string>());
        float[] before = large.Parameters.ToArray();
        InvalidDataException thrown = Assert.Throws<InvalidDataException>(() => large.LoadWeights(SafetensorsFile.Parse(stream.ToArray())));
        Assert.Contains("layers.0.weight", thrown.Message, StringComparison.Ordinal);
        Assert.Equal(before, large.Parameters.ToArray());
    }

    [Fact]
    public void Lengths_that_do_not_fit_the_grid_are_refused()
    {
        using var decoder = new SirenDecoder(new SirenDecoderOptions { Width = 8 }, Winner, 1);
        var grid = new DecoderGrid(DecoderGrid.EvenTimes(10));
        _ = Assert.Throws<ArgumentException>(() => decoder.Forward(grid, default, new float[9]));
        _ = Assert.Throws<ArgumentException>(() => decoder.Forward(grid, new float[3], new float[10]));
        _ = Assert.Throws<ArgumentException>(() => new DecoderGrid(default));
        _ = Assert.Throws<ArgumentException>(() => new DecoderGrid(new float[3], new float[2]));
        _ = Assert.Throws<ArgumentOutOfRangeException>(() => new SirenDecoderOptions { Width = 0 });
        _ = Assert.Throws<ArgumentOutOfRangeException>(() => new SirenDecoderOptions { Omega0 = float.NaN });
    }

    private static void AssertDirectional(double analytic, Func<double, double> value)
    {
        const double Step = 1e-3;
        double numeric = (value(Step) - value(-Step)) / (2 * Step);
        Assert.Equal(numeric, analytic, 2e-3 * Math.Max(1, Math.Abs(numeric)));
    }

    private static double Deviation(IEnumerable<float> values) => Math.Sqrt(values.Average(v => (double)v * v));

    private static double Dot(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        double sum = 0;
        for (int i = 0; i < a.Length; i++)
        {
            sum += (double)a[i] * b[i];
        }

        return sum;
    }

    private static float[] Noise(int length, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, length).Select(_ => (float)((2 * random.NextDouble()) - 1))];
    }
}
