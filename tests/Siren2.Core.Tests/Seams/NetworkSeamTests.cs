using System.Numerics.Tensors;
using Siren2.Core.Tests.Upsampling;
using Siren2.Files;
using Siren2.Losses;
using Siren2.MissingBand;
using Siren2.Optimization;
using Siren2.Segments;

namespace Siren2.Core.Tests.Seams;

/// <summary>A network of a host's own in place of the default one; objectives without any network.</summary>
public class NetworkSeamTests
{
    [Fact]
    public void A_model_with_a_parameter_for_every_sample_learns_a_reference_better_than_any_other()
    {
        (AudioClip clip, AudioClip reference) = Clips.Pair(3000);
        UpsamplerOptions options = Quick.Options with { Guided = Quick.Options.Guided with { Model = new FreeSamples(), Fit = new() { StepCount = 100 } } };
        UpsampleResult result = new Upsampler(options).FitAndPredict(clip, reference);
        Assert.InRange(result.Report.GainOverBaseline!.Value, 15, 200);
        Assert.Equal(result.Report.Networks.Sum(network => (long)network.Length), result.Report.ParameterCount);
    }

    [Theory]
    [InlineData(FitMode.Blind)]
    [InlineData(FitMode.Guided)]
    public void It_gives_the_same_bits_on_any_number_of_threads_and_goes_on_from_a_checkpoint(FitMode mode)
    {
        var store = new MemoryCheckpoints();
        UpsamplerOptions options = Quick.With(plan => plan with { Model = new FreeSamples() });
        UpsampleResult alone = Quick.Fit(mode, options with { MaxDegreeOfParallelism = 1, CheckpointStore = store }, 6000);
        Measure.AssertSameBits(alone.Audio, Quick.Fit(mode, options with { MaxDegreeOfParallelism = 3 }, 6000).Audio);
        Assert.Equal(alone.Report.NetworkCount, store.RecordCount);
        Measure.AssertSameBits(alone.Audio, Quick.Fit(mode, options with { CheckpointStore = store }, 6000).Audio);
        Assert.Equal(alone.Report.NetworkCount, store.RecordCount);
    }

    /// <summary>A device is no matter of a saved fit, but is of a checkpoint.</summary>
    [Theory]
    [InlineData(FitMode.Blind)]
    [InlineData(FitMode.Guided)]
    public void A_saved_fit_is_restored_by_whichever_model_says_that_it_can(FitMode mode)
    {
        (AudioClip clip, AudioClip reference) = Clips.Pair(3000);
        var here = new Upsampler(On("here"));
        FittedClip fitted = mode == FitMode.Blind ? here.Fit(clip, 16_000) : here.Fit(clip, reference);
        using var stream = new MemoryStream();
        fitted.Save(stream);
        Measure.AssertSameBits(fitted.Render(), Loaded(On("there")).Render());
        Assert.Contains("'on here'", Assert.Throws<InvalidDataException>(() => Loaded(On("nowhere"))).Message, StringComparison.Ordinal);
        Assert.NotEqual(here.Plan(clip, 16_000).Fingerprint, new Upsampler(On("there")).Plan(clip, 16_000).Fingerprint);

        FittedClip Loaded(UpsamplerOptions options)
        {
            stream.Position = 0;
            return FittedClip.Load(stream, options);
        }

        static UpsamplerOptions On(string place) => Quick.With(plan => plan with { Model = new Placed(place) });
    }

    [Fact]
    public void The_texture_of_a_segment_is_an_objective_whose_gradient_is_right()
    {
        float[] baseline = Clips.Samples(4096, 0.1f, 1);
        var target = MissingBandTarget.Estimate(baseline, 4000, 16_000, new FlatLevels(-16));
        using SegmentTexture texture = target.CreateTexture(0, 4096);
        float[] output = Clips.Samples(4096, 0.1f, 2);
        var adapter = new DelegateLoss((prediction, _, gradient) => texture.Evaluate(prediction, gradient));
        GradientCheckResult check = GradientCheck.Run(adapter, output, output, directions: 4, samples: 4);
        Assert.True(check.Passed(), check.ToString());
    }

    [Fact]
    public void Any_network_fits_any_objective()
    {
        float[] target = Clips.Samples(2048, 0.1f, 1);
        var input = new SegmentInput(target, target, 0, target.Length, 1, spectralCentroid: 0.25);
        using var objective = new LossObjective(new MeanSquaredErrorLoss(), target);
        foreach (ISegmentModel model in (ISegmentModel[])[new FreeSamples(), new SirenSegmentModel { Decoder = new() { Width = 48, Depth = 2 } }])
        {
            using ISegmentNetwork network = model.Create(input, seed: 1, maxDegreeOfParallelism: 1);
            double first = objective.Evaluate(new float[target.Length], new float[target.Length]);
            Assert.InRange(network.Fit(objective, new() { StepCount = 60 }, null, default).BestLoss, 0, 0.8 * first);
            float[] rendered = new float[target.Length];
            network.Render(rendered);
            using ISegmentNetwork again = model.Import(input, network.Export());
            float[] restored = new float[target.Length];
            again.Render(restored);
            Assert.Equal(rendered, restored);
        }
    }

    [Fact]
    public void What_is_done_to_tensors_later_is_no_matter_of_the_networks_that_gave_or_took_them()
    {
        float[] low = Clips.Samples(2048, 0.1f, 1);
        var input = new SegmentInput(low, low, 0, low.Length, 1, spectralCentroid: 0.25);
        var model = new SirenSegmentModel { Decoder = new() { Width = 16, Depth = 2 }, Encoder = new() { FilterCount = 2, Dimension = 8, Ratios = [4, 2] } };
        using ISegmentNetwork network = model.Create(input, seed: 1, maxDegreeOfParallelism: 1);
        IReadOnlyList<Siren2.Files.NamedTensor> tensors = network.Export();
        using ISegmentNetwork again = model.Import(input, tensors);
        float[] rendered = Rendered(again);
        float[][] exported = Exported(again);
        foreach (Siren2.Files.NamedTensor tensor in tensors)
        {
            tensor.Data.AsSpan().Fill(7);
        }

        Assert.Equal(rendered, Rendered(again));
        Assert.Equal(rendered, Rendered(network));
        Assert.Equal(exported, Exported(again));

        static float[][] Exported(ISegmentNetwork network) => [.. network.Export().Select(tensor => tensor.Data.ToArray())];

        float[] Rendered(ISegmentNetwork network)
        {
            float[] output = new float[low.Length];
            network.Render(output);
            return output;
        }
    }

    [Fact]
    public void An_objective_of_a_hosts_own_is_fitted_by_any_network()
    {
        var input = new SegmentInput(new float[1024], new float[1024], 0, 1024, 1, spectralCentroid: 0.25);
        foreach (ISegmentModel model in (ISegmentModel[])[new FreeSamples(), new SirenSegmentModel { Decoder = new() { Width = 32, Depth = 2 } }])
        {
            var objective = new ConstantPower(1024, 0.01);
            using ISegmentNetwork network = model.Create(input, seed: 1, maxDegreeOfParallelism: 1);
            _ = network.Fit(objective, new() { StepCount = 200 }, null, default);
            float[] rendered = new float[1024];
            network.Render(rendered);
            Assert.InRange(TensorPrimitives.SumOfSquares<float>(rendered) / 1024, 0.008, 0.012);
        }
    }

    /// <summary>Asks for a power, whatever the waveform: there is no target to come close to.</summary>
    private sealed class ConstantPower(int length, double power) : ISegmentObjective
    {
        public int Length => length;

        public double Evaluate(ReadOnlySpan<float> output, Span<float> gradient)
        {
            double error = (TensorPrimitives.SumOfSquares(output) / (power * length)) - 1;
            TensorPrimitives.Multiply(output, (float)(4 * error / (power * length)), gradient);
            return error * error;
        }
    }

    /// <summary>A network with a place in its identity, of which those in two places restore each other's.</summary>
    private sealed class Placed(string place) : ISegmentModel
    {
        private readonly FreeSamples _network = new();

        public string Identity => $"on {place}";

        public ISegmentNetwork Create(SegmentInput input, int seed, int maxDegreeOfParallelism) => _network.Create(input, seed, maxDegreeOfParallelism);

        public ISegmentNetwork Import(SegmentInput input, IReadOnlyList<NamedTensor> tensors) => _network.Import(input, tensors);

        public bool Restores(string identity) => identity == Identity || (place == "there" && identity == "on here");
    }
}
