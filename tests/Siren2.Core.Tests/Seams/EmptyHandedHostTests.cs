using Siren2.Core.Tests.Upsampling;
using Siren2.Files;
using Siren2.Losses;
using Siren2.MissingBand;
using Siren2.Optimization;
using Siren2.Segments;

namespace Siren2.Core.Tests.Seams;

/// <summary>A part of a host's that gives nothing where something is needed, or will not say what it is: one exception that names it.</summary>
public class EmptyHandedHostTests
{
    public static TheoryData<string, FitMode> Networks => EitherMode.Of("network", "outcome", "tensors");

    public static TheoryData<string> Named => ["model", "loss", "levels", "budget", "texture"];

    [Theory]
    [MemberData(nameof(Networks))]
    public void A_segment_model_that_gives_nothing_is_named(string what, FitMode mode)
    {
        UpsamplerOptions options = Quick.With(plan => plan with { Model = new Model(what) });
        InvalidOperationException failure = Assert.Throws<InvalidOperationException>(() => Quick.Fit(mode, options));
        Assert.Equal($"The segment model 'tests.empty' gave no {what}.", failure.Message);
    }

    [Fact]
    public void One_that_imports_nothing_is_named_too()
    {
        UpsamplerOptions options = Quick.With(plan => plan with { Model = new Model("import") });
        (AudioClip clip, AudioClip reference) = Clips.Pair(3000);
        FittedClip fit = new Upsampler(options).Fit(clip, reference);
        using var file = new MemoryStream();
        fit.Save(file);
        file.Position = 0;
        var loaded = FittedClip.Load(file, options);
        Assert.Equal(
            "The segment model 'tests.empty' gave no network.", Assert.Throws<InvalidOperationException>(() => loaded.Render()).Message);
    }

    [Fact]
    public void A_checkpoint_store_that_opens_nothing_is_named_in_a_fit_and_in_one_of_parts()
    {
        var upsampler = new Upsampler(Quick.Options with { CheckpointStore = new Store() });
        Assert.Equal(
            "The checkpoint store Store gave no journal.",
            Assert.Throws<InvalidOperationException>(() => upsampler.FitAndPredict(Clips.Noise(3000), 16_000)).Message);
        string path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        Assert.Equal(
            "The checkpoint store Store gave no journal.",
            Assert.Throws<InvalidOperationException>(() => upsampler.FitAndWrite(Clips.Noise(3000), 16_000, path)).Message);
        Assert.False(File.Exists(path));
    }

    [Fact]
    public void A_loss_that_prepares_nothing_is_named_alone_and_within_a_hybrid_one()
    {
        foreach (IWaveformLoss loss in (IWaveformLoss[])[new Loss(), new HybridLoss(new(new MeanSquaredErrorLoss()), new(new Loss()))])
        {
            var extra = new WeightedLoss(loss);
            foreach (FitMode mode in (FitMode[])[FitMode.Blind, FitMode.Guided])
            {
                InvalidOperationException failure = Assert.Throws<InvalidOperationException>(
                    () => Quick.Fit(mode, Quick.With(plan => plan with { ExtraLoss = extra })));
                Assert.Equal("The loss 'tests.unprepared' prepared nothing.", failure.Message);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Named))]
    public void What_an_identity_throws_comes_out_as_it_is(string part)
    {
        UpsamplerOptions options = Unnamed(part, () => throw new NotSupportedException("mine")) with { CheckpointStore = new MemoryCheckpoints() };
        Assert.Equal("mine", Assert.Throws<NotSupportedException>(() => Quick.Fit(FitMode.Blind, options)).Message);
    }

    [Theory]
    [MemberData(nameof(Named))]
    public void A_part_without_an_identity_is_refused_where_one_is_needed(string part)
    {
        foreach (UpsamplerOptions options in (UpsamplerOptions[])[Unnamed(part, () => null!), Unnamed(part, () => "")])
        {
            var progress = new ProgressRecorder();
            Assert.Contains(
                "has no identity",
                Assert.Throws<InvalidOperationException>(() => Quick.Fit(FitMode.Blind, options, progress: progress)).Message,
                StringComparison.Ordinal);
            Assert.Empty(progress.Reports);
        }
    }

    [Theory]
    [MemberData(nameof(Named))]
    public void An_identity_that_no_file_can_hold_is_refused_with_the_parts_name(string part)
    {
        // Each half of a pair of surrogates would be written as the same replacement character.
        foreach (string identity in (string[])["\ud800", "mine \udc00", "\udc00\ud800"])
        {
            InvalidOperationException failure =
                Assert.Throws<InvalidOperationException>(() => Quick.Fit(FitMode.Blind, Unnamed(part, () => identity)));
            Assert.Matches("The identity '.*' of a Part is not text", failure.Message);
        }

        Assert.NotNull(Quick.Fit(FitMode.Blind, Unnamed(part, () => "\ud83c\udfb5")));
    }

    [Theory]
    [InlineData("null tensor", "Tensor 1 of 2 is null.")]
    [InlineData("shape", "Tensor 'samples' has 2 elements; its shape [3] does not fit them.")]
    [InlineData("twice", "The name 'samples' is reserved or taken twice.")]
    [InlineData("surrogate", "is not text")]
    public void Tensors_that_no_file_can_hold_are_refused_before_there_is_a_fit_to_save(string what, string reason)
    {
        InvalidOperationException failure = Assert.Throws<InvalidOperationException>(
            () => Quick.Fit(FitMode.Guided, Quick.With(plan => plan with { Model = new Model(what) })));
        Assert.StartsWith("The segment model 'tests.empty' gave tensors that cannot be kept. ", failure.Message, StringComparison.Ordinal);
        Assert.Contains(reason, failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    public void A_model_of_batches_that_hold_nothing_is_named(int batchSize)
    {
        UpsamplerOptions options = Quick.With(plan => plan with { Model = new Batches(batchSize) });
        Assert.Equal(
            $"The segment model 'tests.batches' takes {batchSize} fits at once; it must take one at least.",
            Assert.Throws<InvalidOperationException>(() => Quick.Fit(FitMode.Guided, options)).Message);
    }

    [Fact]
    public void A_problem_with_null_among_its_networks_is_named()
    {
        foreach (IReadOnlyList<TrainedNetwork> networks in (IReadOnlyList<TrainedNetwork>[])[null!, [null!], [new(new Groups(null!))], [new(new Groups([null!]))]])
        {
            InvalidOperationException failure = Assert.Throws<InvalidOperationException>(() => new FitLoop().Run(new Problem(networks)));
            Assert.Matches("The (problem Problem|network Groups) has no .*, or null among them", failure.Message);
        }
    }

    [Fact]
    public void A_network_that_says_it_was_canceled_when_nobody_has_asked_is_refused()
    {
        UpsamplerOptions options = Quick.With(plan => plan with { Model = new Model("cancellation") });
        Assert.Contains(
            "nobody has asked for", Assert.Throws<InvalidOperationException>(() => Quick.Fit(FitMode.Guided, options)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_texture_source_that_replaces_an_array_is_named()
    {
        var upsampler = new Upsampler(new() { Blind = new() { Texture = new Replacing() } });
        Assert.Contains(
            "'tests.replacing' has replaced the array of channel 0",
            Assert.Throws<InvalidOperationException>(() => upsampler.FitAndPredict(Clips.Noise(3000), 16_000)).Message,
            StringComparison.Ordinal);
    }

    private static UpsamplerOptions Unnamed(string part, Func<string> identity)
    {
        BlindOptions blind = Quick.Options.Blind;
        return Quick.Options with
        {
            Blind = part switch
            {
                "model" => blind with { Model = new Part(identity) },
                "loss" => blind with { ExtraLoss = new(new Part(identity)) },
                "levels" => blind with { LevelModel = new Part(identity) },
                "budget" => blind with { Budget = new Part(identity) },
                _ => blind with { Texture = new Part(identity) },
            },
        };
    }

    private sealed class Model(string missing) : ISegmentModel
    {
        public string Identity => "tests.empty";

        public ISegmentNetwork Create(SegmentInput input, int seed, int maxDegreeOfParallelism) =>
            missing == "network" ? null! : new Network(input, missing);

        public ISegmentNetwork Import(SegmentInput input, IReadOnlyList<NamedTensor> tensors) => null!;
    }

    private sealed class Network(SegmentInput input, string missing) : ISegmentNetwork
    {
        private readonly ISegmentNetwork _inner = new FreeSamples().Create(input, seed: 1, maxDegreeOfParallelism: 1);

        public int ParameterCount => _inner.ParameterCount;

        public FitOutcome Fit(ISegmentObjective objective, FitOptions options, Action<int, double>? afterStep, CancellationToken cancellationToken) =>
            missing switch
            {
                "outcome" => null!,
                "cancellation" => new FitOutcome(StopReason.Canceled, [], 0, 0),
                _ => _inner.Fit(objective, options, afterStep, cancellationToken),
            };

        public void Render(Span<float> output) => _inner.Render(output);

        public IReadOnlyList<NamedTensor> Export() => missing switch
        {
            "tensors" => null!,
            "null tensor" => [new("samples", [2], [1, 2]), null!],
            "shape" => [new("samples", [3], [1, 2])],
            "twice" => [new("samples", [2], [1, 2]), new("samples", [2], [1, 2])],
            "surrogate" => [new("\ud800", [2], [1, 2])],
            _ => _inner.Export(),
        };

        public void Dispose() => _inner.Dispose();
    }

    private sealed class Batches(int batchSize) : ISegmentBatchModel
    {
        public string Identity => "tests.batches";

        public int BatchSize => batchSize;

        public ISegmentNetwork Create(SegmentInput input, int seed, int maxDegreeOfParallelism) => new FreeSamples().Create(input, seed, 1);

        public ISegmentNetwork Import(SegmentInput input, IReadOnlyList<NamedTensor> tensors) => throw new InvalidDataException();

        public IReadOnlyList<FitOutcome> Fit(IReadOnlyList<SegmentFit> fits, FitOptions options, CancellationToken cancellationToken) => [];
    }

    private sealed class Problem(IReadOnlyList<TrainedNetwork> networks) : IFitProblem
    {
        public IReadOnlyList<TrainedNetwork> Networks => networks;

        public double ComputeGradients() => 0;
    }

    private sealed class Groups(IReadOnlyList<IParameterGroup> groups) : ITrainable
    {
        public IReadOnlyList<IParameterGroup> ParameterGroups => groups;

        public void OnParametersChanged()
        {
        }
    }

    private sealed class Replacing : ITextureSource
    {
        public string Identity => "tests.replacing";

        public void Synthesize(TextureRequest request, IReadOnlyList<float[]> textures, CancellationToken cancellationToken) =>
            ((float[][])textures)[0] = new float[3];
    }

    private sealed class Store : ICheckpointStore
    {
        public ICheckpointJournal Open(CheckpointJob job) => null!;
    }

    private sealed class Loss : IWaveformLoss
    {
        public string Identity => "tests.unprepared";

        public double Evaluate(ReadOnlySpan<float> prediction, ReadOnlySpan<float> target, LossContext context, Span<float> gradient) => 0;

        public IPreparedLoss Prepare(ReadOnlyMemory<float> target, LossContext context) => null!;
    }

    /// <summary>Any part, whose identity alone is asked.</summary>
    private sealed class Part(Func<string> identity) : ISegmentModel, IWaveformLoss, IMissingBandModel, IEnergyBudget, ITextureSource
    {
        public string Identity => identity();

        public double LowestBandEdge => 0;

        public ISegmentNetwork Create(SegmentInput input, int seed, int maxDegreeOfParallelism) => new FreeSamples().Create(input, seed, 1);

        public ISegmentNetwork Import(SegmentInput input, IReadOnlyList<NamedTensor> tensors) => throw new InvalidDataException();

        public double Evaluate(ReadOnlySpan<float> prediction, ReadOnlySpan<float> target, LossContext context, Span<float> gradient)
        {
            gradient.Clear();
            return 0;
        }

        public MissingBandLevels Predict(
            ReadOnlySpan<float> signal, int sampleRate, double bandEdge, double highestFrequency, CancellationToken cancellationToken = default) =>
            new FlatLevels(-20).Predict(signal, sampleRate, bandEdge, highestFrequency, cancellationToken);

        public BudgetPlan Plan(BudgetRequest request, CancellationToken cancellationToken = default) => EnergyBudget.Default.Plan(request, cancellationToken);

        public void Synthesize(TextureRequest request, IReadOnlyList<float[]> textures, CancellationToken cancellationToken)
        {
        }
    }
}
