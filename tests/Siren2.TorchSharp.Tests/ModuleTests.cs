using Siren2.Decoding;
using Siren2.Encoding;
using Siren2.Files;
using Siren2.Losses;
using TorchSharp;
using static TorchSharp.torch;

namespace Siren2.TorchSharp.Tests;

/// <summary>Every module against the managed network: forward, every gradient, weights in both directions.</summary>
public sealed class ModuleTests
{
    private const double Tolerance = 1e-4;

    public static TheoryData<SeaNetEncoderOptions, int> Encoders => new()
    {
        { new() { FilterCount = 8, Dimension = 16 }, 3_000 },
        { new() { FilterCount = 4, Dimension = 6, Ratios = [3, 2], Causal = false, TrueSkip = true, ResidualLayerCount = 2 }, 501 },
        { new() { FilterCount = 4, Dimension = 5, Ratios = [4, 2], WeightNorm = false, LstmLayerCount = 0, Channels = 2 }, 97 },
        { new() { FilterCount = 4, Dimension = 5, Ratios = [4, 4], LstmLayerCount = 1 }, 3 },
    };

    public static TheoryData<SirenDecoderOptions, double, ScalarType> Decoders => new()
    {
        { new() { Width = 96, Depth = 2, UseBaseline = true }, 0, ScalarType.Float32 },
        { new() { Width = 96, Depth = 2, UseBaseline = true }, 0.05, ScalarType.Float32 },

        // Phases of a thousand radians: against 64 bits the managed one is off by 8.2e-5, this module in 32 bits by 1.3e-4.
        { new() { Width = 96, Depth = 2, UseBaseline = true }, 0.3, ScalarType.Float64 },
        { new() { Width = 33, Depth = 4, LatentDimension = 7 }, 0, ScalarType.Float32 },
        { new() { Width = 64, Depth = 1, UseBaseline = true, LatentDimension = 40 }, 0.05, ScalarType.Float32 },
    };

    [Theory]
    [MemberData(nameof(Encoders))]
    public void The_encoder_is_the_managed_one_forward_and_in_every_gradient(SeaNetEncoderOptions options, int length)
    {
        using var managed = new SeaNetEncoder(options, length, seed: 3);
        using var module = new SeaNetEncoderModule(options, seed: 3);
        float[] audio = Signals.Noise(length * options.Channels, 1);
        float[] latents = new float[managed.FrameCount * options.Dimension];
        float[] gradient = Signals.Noise(latents.Length, 2);
        float[] audioGradient = new float[audio.Length];
        managed.Forward(audio, latents);
        managed.Backward(gradient, audioGradient);

        using DisposeScope scope = NewDisposeScope();
        Tensor leaf = tensor(audio).reshape(length, options.Channels).requires_grad_(true);
        Tensor output = module.call(leaf.T.unsqueeze(0)).squeeze(0).T;
        output.backward([tensor(gradient).reshape(output.shape)]);
        AssertClose(latents, output, "latents");
        AssertClose(audioGradient, leaf.grad!, "audio");
        IReadOnlyDictionary<string, float[]> expected = GradientsOf(managed);
        Assert.Equal(expected.Count, module.named_parameters().Count());
        Assert.All(module.named_parameters(), p => AssertClose(expected[p.name], p.parameter.grad!, p.name));
    }

    [Theory]
    [MemberData(nameof(Encoders))]
    public void Weights_of_the_encoder_go_both_ways_under_published_names(SeaNetEncoderOptions options, int length)
    {
        using var managed = new SeaNetEncoder(options, length, seed: 3);
        using var module = new SeaNetEncoderModule(options, seed: 4);
        module.LoadWeights(File(managed.ExportWeights()));
        AssertSame(managed.ExportWeights(), module.ExportWeights());
        using SeaNetEncoder back = module.ToManaged(length);
        AssertSame(managed.ExportWeights(), back.ExportWeights());
        string[] names = [.. module.state_dict().Keys.Order(StringComparer.Ordinal)];
        Assert.Equal(managed.ExportWeights(prefix: "").Select(tensor => tensor.Name).Order(StringComparer.Ordinal), names);
        Assert.Throws<InvalidDataException>(() => module.LoadWeights(File(managed.ExportWeights().Skip(1))));
    }

    [Fact]
    public void The_encoder_reads_the_names_of_the_first_release()
    {
        var options = new SeaNetEncoderOptions { FilterCount = 4, Dimension = 5, Ratios = [2], LstmLayerCount = 0 };
        using var encoder = new SeaNetEncoder(options, 10, seed: 3);
        NamedTensor[] published = [.. encoder.ExportWeights()];
        using var module = new SeaNetEncoderModule(options, seed: 4);
        module.LoadWeights(File(published.Select(tensor => tensor with
        {
            Name = tensor.Name.Replace("layers.", "model.", StringComparison.Ordinal).Replace(".conv.", ".conv.conv.", StringComparison.Ordinal),
        })));
        AssertSame(published, module.ExportWeights());
    }

    [Theory]
    [MemberData(nameof(Decoders))]
    public void The_decoder_is_the_managed_one_forward_and_in_every_gradient(SirenDecoderOptions options, double centroid, ScalarType type)
    {
        const int Length = 1_500;
        const int Frames = 30;
        WinnerScale winner = centroid == 0 ? WinnerScale.None : WinnerScale.For(Tone(Length, centroid));
        using var managed = new SirenDecoder(options, winner, seed: 5);
        using var module = new SirenDecoderModule(options, winner, seed: 5);
        _ = module.to(type);
        float[] time = [.. Enumerable.Range(0, Length).Select(n => (2f * n / Length) - 1)];
        float[] baseline = options.UseBaseline ? Signals.Noise(Length, 1) : [];
        float[] latents = Signals.Noise(options.LatentDimension > 0 ? Frames * options.LatentDimension : 0, 2);
        const double Start = -0.75;
        const double Step = 0.021;
        var grid = new DecoderGrid(time, baseline, options.LatentDimension > 0 ? Frames : 0, options.LatentDimension > 0 ? Start : 0, options.LatentDimension > 0 ? Step : 0);
        float[] output = new float[Length];
        float[] gradient = Signals.Noise(Length, 3);
        float[] latentGradient = new float[latents.Length];
        managed.Forward(grid, latents, output);
        managed.Backward(grid, latents, gradient, latentGradient);

        using DisposeScope scope = NewDisposeScope();
        Tensor leaf = tensor(latents).reshape(options.LatentDimension > 0 ? Frames : 0, options.LatentDimension).requires_grad_(true);
        var columns = new List<Tensor> { tensor(time).unsqueeze(1) };
        if (options.UseBaseline)
        {
            columns.Add(tensor(baseline).unsqueeze(1));
        }

        if (options.LatentDimension > 0)
        {
            columns.Add(SirenDecoderModule.InterpolateLatents(leaf, Length, Start, Step));
        }

        Tensor found = module.call(cat(columns, 1).to(type));
        found.backward([tensor(gradient, type)]);
        AssertClose(output, found, "output");
        if (options.LatentDimension > 0)
        {
            AssertClose(latentGradient, leaf.grad!, "latents");
        }

        IReadOnlyDictionary<string, float[]> expected = GradientsOf(managed);
        Assert.Equal(expected.Count, module.named_parameters().Count());
        Assert.All(module.named_parameters(), p => AssertClose(expected[p.name], p.parameter.grad!, p.name));
    }

    [Fact]
    public void Weights_of_the_decoder_go_both_ways()
    {
        var options = new SirenDecoderOptions { Width = 40, Depth = 3, UseBaseline = true, LatentDimension = 3 };
        using var managed = new SirenDecoder(options, new WinnerScale(50, 1), seed: 5);
        using var module = new SirenDecoderModule(options, WinnerScale.None, seed: 6);
        module.LoadWeights(File(managed.ExportWeights()));
        AssertSame(managed.ExportWeights(), module.ExportWeights());
        using SirenDecoder back = module.ToManaged();
        AssertSame(managed.ExportWeights(), back.ExportWeights());
        using var copy = new SirenDecoderModule(managed);
        AssertSame(managed.ExportWeights(), copy.ExportWeights());
        Assert.Throws<InvalidDataException>(() => module.LoadWeights(File(managed.ExportWeights().Skip(1))));
    }

    /// <summary>
    /// Noise that is quiet enough for the floor of magnitudes to stand over its spectrum's zeros: around these, where 1/M² is greatest, gradients in 32
    /// bits are those of rounding, of either side alike.
    /// </summary>
    [Theory]
    [InlineData(8_000, 1)]
    [InlineData(8_000, 3)]
    [InlineData(8_000, 5)]
    [InlineData(8_000, 7)]
    [InlineData(300, 1)]
    [InlineData(1, 1)]
    public void The_hybrid_loss_is_the_managed_one_in_value_and_gradient(int length, int seed)
    {
        WeightedLoss[] parts = HybridParts();
        using var module = new HybridLossModule(parts);
        float[] prediction = Signals.Noise(length, seed, 0.002);
        float[] target = Signals.Noise(length, seed + 1, 0.002);
        float[] expected = new float[length];
        float[] actual = new float[length];
        double managed = new HybridLoss(parts).Evaluate(prediction, target, LossContext.Default, expected);
        double value = new TorchLoss(module).Evaluate(prediction, target, LossContext.Default, actual);
        Assert.InRange(Math.Abs(managed - value) / managed, 0, Tolerance);
        Assert.InRange(Signals.Distance(expected, actual), 0, Tolerance);
        using DisposeScope scope = NewDisposeScope();
        Tensor forward = module.call(tensor(prediction), tensor(target));
        Assert.Equal(value, forward.item<float>(), 1e-5 * value);
    }

    [Theory]
    [InlineData(0.02)]
    [InlineData(0.2)]
    [InlineData(1)]
    public void Over_zeros_of_a_loud_spectrum_gradients_of_the_hybrid_loss_are_as_close_to_those_of_64_bits_as_the_managed_ones(double level)
    {
        WeightedLoss[] parts = HybridParts();
        using var module = new HybridLossModule(parts);
        double[] managed = new double[7];
        double[] torch = new double[7];
        for (int i = 0; i < managed.Length; i++)
        {
            float[] prediction = Signals.Noise(4_000, 10 + i, level);
            float[] target = Signals.Noise(4_000, 50 + i, level);
            float[] exact = Gradient(new TorchLoss(module, new TorchLossOptions { ScalarType = ScalarType.Float64 }), prediction, target);
            managed[i] = Signals.Distance(exact, Gradient(new HybridLoss(parts), prediction, target));
            torch[i] = Signals.Distance(exact, Gradient(new TorchLoss(module), prediction, target));
        }

        double rounding = managed.Order().ElementAt(managed.Length / 2);
        double distance = torch.Order().ElementAt(torch.Length / 2);
        Assert.InRange(rounding, double.Epsilon, 1e-3);
        Assert.True(distance <= Math.Max(Tolerance, 3 * rounding), $"{distance:E2}, the managed one {rounding:E2}");
    }

    [Fact]
    public void Parts_of_weight_0_change_neither_value_nor_gradient_nor_identity_of_the_hybrid_loss()
    {
        var spectral = new WeightedLoss(new MultiResolutionStftLoss(), 0);
        WeightedLoss[] parts = [new(new MeanSquaredErrorLoss(), 0.7), spectral, new(new HybridLoss(spectral), 2), new(new HybridLoss(new(new MultiResolutionStftLoss())), 0)];
        using var module = new HybridLossModule(parts);
        using var alone = new HybridLossModule(parts[0]);
        Assert.Equal(new TorchLoss(alone).Identity, new TorchLoss(module).Identity);
        float[] prediction = [.. Enumerable.Repeat(1e20f, 4_000)];
        float[] target = Signals.Noise(4_000, 1);
        float[] gradient = new float[4_000];
        float[] expected = new float[4_000];
        Assert.Equal(double.PositiveInfinity, new TorchLoss(module).Evaluate(prediction, target, LossContext.Default, gradient));
        _ = new HybridLoss(parts).Evaluate(prediction, target, LossContext.Default, expected);
        Assert.DoesNotContain(gradient, float.IsNaN);
        Assert.InRange(Signals.Distance(expected, gradient), 0, Tolerance);
    }

    [Fact]
    public void A_hybrid_loss_of_nothing_but_parts_of_weight_0_is_0_as_the_managed_one()
    {
        var part = new WeightedLoss(new MeanSquaredErrorLoss(), 0);
        using var module = new HybridLossModule(part);
        float[] prediction = [float.PositiveInfinity, 1e30f, -1, 0];
        float[] gradient = [1, 2, 3, 4];
        Assert.Equal(0, new HybridLoss(part).Evaluate([1, 1e30f, -1, 0], [0, 0, 0, 0], LossContext.Default, gradient));
        Assert.Equal([0, 0, 0, 0], gradient);
        gradient = [1, 2, 3, 4];
        Assert.Equal(0, new TorchLoss(module).Evaluate(prediction, [0, 0, 0, 0], LossContext.Default, gradient));
        Assert.Equal([0, 0, 0, 0], gradient);
    }

    [Fact]
    public void A_loss_that_has_no_module_is_named() =>
        Assert.Contains("mine", Assert.Throws<ArgumentException>(() => new HybridLossModule(new WeightedLoss(new DelegateLoss((_, _, _) => 0, "mine")))).Message, StringComparison.Ordinal);

    [Fact]
    public void Modules_leave_no_tensor_behind()
    {
        using DisposeScope scope = NewDisposeScope();
        using var encoder = new SeaNetEncoderModule(new SeaNetEncoderOptions { FilterCount = 4, Dimension = 5, Ratios = [4] }, seed: 1);
        using var decoder = new SirenDecoderModule(new SirenDecoderOptions { Width = 32, LatentDimension = 4, Depth = 2 }, WinnerScale.None, seed: 1);
        Tensor audio = zeros(1, 1, 100);
        Tensor rows = zeros(100, 5);
        Tensor latents = zeros(9, 4);
        Action[] calls = [() => encoder.call(audio).Dispose(), () => decoder.call(rows).Dispose(), () => SirenDecoderModule.InterpolateLatents(latents, 50, 0, 0.1).Dispose()];
        Assert.All(calls, call =>
        {
            long before = Signals.LiveTensors();
            call();
            Assert.Equal(before, Signals.LiveTensors());
        });
    }

    [Fact]
    public void A_module_that_is_disposed_of_takes_its_parameters_along()
    {
        using var encoder = new SeaNetEncoderModule(new SeaNetEncoderOptions { FilterCount = 4, Dimension = 5, Ratios = [4], LstmLayerCount = 0 }, seed: 1);
        using var decoder = new SirenDecoderModule(new SirenDecoderOptions { Width = 32 }, WinnerScale.None, seed: 1);
        Assert.All((nn.Module[])[encoder, decoder], module =>
        {
            Tensor[] parameters = [.. module.parameters()];
            module.Dispose();
            Assert.All(parameters, parameter => Assert.True(parameter.IsInvalid));
        });
    }

    private static WeightedLoss[] HybridParts() =>
    [
        new(new MeanSquaredErrorLoss(), 0.7), new(new MeanAbsoluteErrorLoss(), 0.2),
        new(new HybridLoss(new(new MultiResolutionStftLoss(), 0.5), new(new MultiResolutionStftLoss(new StftResolution(256, 64, 200)))), 0.3),
    ];

    private static float[] Gradient(IWaveformLoss loss, float[] prediction, float[] target)
    {
        float[] gradient = new float[prediction.Length];
        _ = loss.Evaluate(prediction, target, LossContext.Default, gradient);
        return gradient;
    }

    private static float[] Tone(int length, double frequency) =>
        [.. Enumerable.Range(0, length).Select(n => (float)Math.Sin(2 * Math.PI * frequency * n))];

    private static SafetensorsFile File(IEnumerable<NamedTensor> tensors)
    {
        using var stream = new MemoryStream();
        SafetensorsFile.Save(stream, tensors);
        return SafetensorsFile.Parse(stream.ToArray());
    }

    /// <summary>The gradients of a managed network by name: put in the place of its weights, they come out under the weights' names.</summary>
    private static Dictionary<string, float[]> GradientsOf(SeaNetEncoder encoder)
    {
        encoder.Gradients.CopyTo(encoder.Parameters);
        return encoder.ExportWeights(prefix: "").ToDictionary(tensor => tensor.Name, tensor => tensor.Data);
    }

    private static Dictionary<string, float[]> GradientsOf(SirenDecoder decoder)
    {
        decoder.Gradients.CopyTo(decoder.Parameters);
        return decoder.ExportWeights().ToDictionary(tensor => tensor.Name, tensor => tensor.Data);
    }

    private static void AssertClose(float[] expected, Tensor actual, string what)
    {
        double distance = Signals.Distance(expected, actual.ToNamed(what).Data);
        Assert.True(distance <= Tolerance, $"{what}: {distance:E2}");
    }

    private static void AssertSame(IReadOnlyList<NamedTensor> expected, IReadOnlyList<NamedTensor> actual)
    {
        Assert.Equal(expected.Count, actual.Count);
        Assert.All(expected, tensor =>
        {
            NamedTensor other = actual.Single(candidate => candidate.Name == tensor.Name);
            Assert.Equal(tensor.Shape, other.Shape);
            Assert.Equal(tensor.Data, other.Data);
        });
    }
}
