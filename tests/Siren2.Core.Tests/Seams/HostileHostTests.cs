using Siren2.Core.Tests.Upsampling;
using Siren2.Files;
using Siren2.Losses;
using Siren2.MissingBand;
using Siren2.Optimization;
using Siren2.Segments;

namespace Siren2.Core.Tests.Seams;

/// <summary>A part of a host's that gives what nothing can be done with is refused when it does, not when what came of it is read again.</summary>
public class HostileHostTests
{
    public static TheoryData<string, FitMode> Networks => EitherMode.Of("parameters", "reason", "divergences", "tensor");

    [Theory]
    [MemberData(nameof(Networks))]
    public void A_network_that_no_saved_fit_could_be_loaded_with_is_refused_by_the_fit(string what, FitMode mode)
    {
        UpsamplerOptions options = Quick.With(plan => plan with { Model = new Model(what) });
        InvalidOperationException failure = Assert.Throws<InvalidOperationException>(() => Quick.Fit(mode, options));
        Assert.Contains("'tests.hostile'", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    [InlineData(3e38f)]
    [InlineData(1e15f)]
    public void A_network_that_renders_what_no_clip_may_hold_leaves_the_baseline(float value)
    {
        UpsampleResult result = Quick.Fit(FitMode.Guided, Quick.With(plan => plan with { Model = new Model("output", value) }));
        Assert.Equal(result.Baseline.Channel(0), result.Audio.Channel(0));
        Assert.Equal(0, result.Report.GainOverBaseline);
    }

    [Fact]
    public void Tensors_come_back_in_the_order_in_which_they_were_exported()
    {
        var model = new Model("order");
        UpsamplerOptions options = Quick.With(plan => plan with { Model = model });
        (AudioClip clip, AudioClip reference) = Clips.Pair(3000);
        FittedClip fit = new Upsampler(options).Fit(clip, reference);
        using var file = new MemoryStream();
        fit.Save(file);
        file.Position = 0;
        var loaded = FittedClip.Load(file, options);
        Assert.Equal(fit.Render().Channel(0), loaded.Render().Channel(0));
        Assert.Equal(["layer.10", "layer.9", "layer.2"], model.Imported);

        // And a fit that is saved again is the same file.
        using var again = new MemoryStream();
        loaded.Save(again);
        Assert.Equal(file.ToArray(), again.ToArray());
    }

    [Theory]
    [InlineData(0, 0, "gave no levels")]
    [InlineData(4, double.NaN, "is not a number")]
    public void A_level_model_that_says_nothing_of_the_band_is_named(int frames, double lowestEdge, string reason)
    {
        UpsamplerOptions options = Quick.Options with { Blind = Quick.Options.Blind with { LevelModel = new Levels(frames, lowestEdge) } };
        string message = Assert.Throws<InvalidOperationException>(() => Quick.Fit(FitMode.Blind, options)).Message;
        Assert.Contains("'tests.levels'", message, StringComparison.Ordinal);
        Assert.Contains(reason, message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(-20, float.MaxValue, 0, double.PositiveInfinity)]
    [InlineData(60, 0, 0, null)]
    [InlineData(float.MinValue, 0, 0, 0.0)]
    [InlineData(-20, 0, double.PositiveInfinity, null)]
    [InlineData(-20, 0, double.NegativeInfinity, null)]
    public void Whatever_levels_may_be_a_fit_with_them_is_loaded_as_it_was_saved(float mean, float variance, double lowestEdge, double? cost)
    {
        foreach (BlindOptions blind in (BlindOptions[])[Quick.Options.Blind, new BlindOptions()])
        {
            UpsamplerOptions options = Quick.Options with { Blind = blind with { LevelModel = new Levels(4, lowestEdge, mean, variance) } };
            FittedClip fit = new Upsampler(options).Fit(Clips.Noise(3000), 16_000);
            Assert.Equal(cost ?? fit.Report.EstimatedPsnrCost, fit.Report.EstimatedPsnrCost);
            using var file = new MemoryStream();
            fit.Save(file);
            file.Position = 0;
            var loaded = FittedClip.Load(file, options);
            Assert.Equal(fit.Report.EstimatedPsnrCost, loaded.Report.EstimatedPsnrCost);
            Assert.Equal(fit.Render().Channel(0), loaded.Render().Channel(0));
            using var again = new MemoryStream();
            loaded.Save(again);
            Assert.Equal(file.ToArray(), again.ToArray());
        }
    }

    [Fact]
    public void Levels_that_a_host_writes_over_later_are_not_in_the_way()
    {
        double[] edges = [4_000, 8_000];
        float[][] given = [[1], [2], [3], [4], [0.5f], [5]];
        var levels = new MissingBandLevels(0.25, edges, given[0], given[1], given[2], given[3], given[4], given[5]);
        Array.Fill(edges, double.NaN);
        Array.ForEach(given, values => Array.Fill(values, float.NaN));
        Assert.Equal([4_000, 8_000], levels.BandEdges);
        Assert.Equal(
            [1, 2, 3, 4, 0.5f, 5],
            [levels.Mean[0], levels.Variance[0], levels.ExpectedLevel[0], levels.NaturalLevel[0], levels.Smoothness[0], levels.EdgeLevel[0]]);
    }

    [Fact]
    public void Gains_that_a_host_writes_over_later_are_not_in_the_way()
    {
        float[] gains = [0.5f, 1];
        var plan = new BudgetPlan { HopSeconds = 1, Gains = gains, AllowedEnergy = 1, MissingEnergy = 1, LeastMissingEnergy = 1 };
        Array.Fill(gains, float.NaN);
        Assert.Equal([0.5f, 1], plan.Gains);
    }

    [Fact]
    public void The_default_model_names_what_is_wrong_with_tensors()
    {
        float[] samples = new float[64];
        var input = new SegmentInput(samples, samples, 0, samples.Length, 1);
        var model = new SirenSegmentModel();
        Assert.Throws<ArgumentNullException>("tensors", () => model.Import(input, [null!]));
        var tensor = new NamedTensor("twice", [1], [0]);
        Assert.Contains("two tensors 'twice'", Assert.Throws<InvalidDataException>(() => model.Import(input, [tensor, tensor])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_loss_is_not_prepared_for_nothing()
    {
        Assert.Throws<ArgumentException>("target", () => new MultiResolutionStftLoss().Prepare(default, LossContext.Default));
    }

    [Theory]
    [InlineData(3)]
    [InlineData(1e300)]
    [InlineData(double.PositiveInfinity)]
    public void A_segment_behind_the_end_of_its_clip_is_refused_by_name(double step)
    {
        ArgumentOutOfRangeException failure = Assert.Throws<ArgumentOutOfRangeException>(
            "lowPerOutput", () => new SegmentInput(new float[4], new float[600], 500, 8, step));
        Assert.Contains("behind the 4 samples", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, 1, 10, "sample rate")]
    [InlineData(8000, 0, 10, "number of channels")]
    [InlineData(8000, 1, -1, "length")]
    public void A_source_is_told_which_of_its_properties_is_out_of_range(int rate, int channels, long length, string what)
    {
        ArgumentOutOfRangeException failure = Assert.Throws<ArgumentOutOfRangeException>(
            "clip", () => Quick.Upsampler.FitAndWrite(new Source(rate, channels, length), 16_000, _ => { }));
        Assert.Contains($"The {what} of a source", failure.Message, StringComparison.Ordinal);
    }

    private sealed class Model(string what, float value = 0) : ISegmentModel
    {
        public string Identity => "tests.hostile";

        public IReadOnlyList<string> Imported { get; private set; } = [];

        public ISegmentNetwork Create(SegmentInput input, int seed, int maxDegreeOfParallelism) => new Network(input, what, value);

        public ISegmentNetwork Import(SegmentInput input, IReadOnlyList<NamedTensor> tensors)
        {
            Imported = [.. tensors.Select(tensor => tensor.Name)];
            return new Network(input, what, value);
        }
    }

    private sealed class Network(SegmentInput input, string what, float value) : ISegmentNetwork
    {
        public int ParameterCount => what == "parameters" ? 0 : 3;

        public FitOutcome Fit(ISegmentObjective objective, FitOptions options, Action<int, double>? afterStep, CancellationToken cancellationToken) => new(
            what == "reason" ? (StopReason)77 : StopReason.StepsTaken, [1], bestLoss: -1, divergences: what == "divergences" ? -1 : 0);

        public void Render(Span<float> output)
        {
            // As large as it can be in the missing band, where nothing is taken away.
            for (int i = 0; i < output.Length; i++)
            {
                output[i] = what == "output" ? (i % 2 == 0 ? value : -value) : 1e-3f * input.Baseline[i];
            }
        }

        public IReadOnlyList<NamedTensor> Export() =>
            [.. ((string[])["layer.10", "layer.9", "layer.2"]).Select(name => new NamedTensor(name, [1], [what == "tensor" ? float.NaN : 1]))];

        public void Dispose()
        {
        }
    }

    private sealed class Levels(int frames, double lowestEdge, float mean = 0, float variance = 0) : IMissingBandModel
    {
        public string Identity => "tests.levels";

        public double LowestBandEdge => lowestEdge;

        public MissingBandLevels Predict(
            ReadOnlySpan<float> signal, int sampleRate, double bandEdge, double highestFrequency, CancellationToken cancellationToken = default) =>
            new(0.25, [bandEdge, highestFrequency], Frames(mean), Frames(variance), Frames(mean));

        private float[] Frames(float value) => [.. Enumerable.Repeat(value, frames)];
    }

    private sealed record Source(int SampleRate, int ChannelCount, long Length) : IAudioSource
    {
        public void Read(long start, ReadOnlySpan<Memory<float>> channels)
        {
        }
    }
}
