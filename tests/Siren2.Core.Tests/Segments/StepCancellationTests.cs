using Microsoft.Extensions.Logging.Abstractions;
using Siren2.Baseline;
using Siren2.Core.Tests.Upsampling;
using Siren2.Encoding;
using Siren2.Fits;
using Siren2.Kernels.Simd;
using Siren2.Layers;
using Siren2.Losses;
using Siren2.Optimization;
using Siren2.Reports;
using Siren2.Segments;

namespace Siren2.Core.Tests.Segments;

/// <summary>Sizes are allowed whose steps take minutes: a cancellation does not wait for the end of a step, but of a block or frame.</summary>
public class StepCancellationTests
{
    private static readonly CancellationToken Canceled = new(canceled: true);

    public static TheoryData<IWaveformLoss, bool> Losses => new()
    {
        { new MultiResolutionStftLoss(), false },
        { new HybridLoss(new(new MeanSquaredErrorLoss()), new(new MultiResolutionStftLoss(), 0.1)), true },
    };

    /// <summary>Each has one place alone that looks, or passes the token on.</summary>
    public static TheoryData<string> Layers => ["convolution", "dilated convolution", "recurrence", "chain", "branch", "shortcut"];

    public static TheoryData<string> DrawnLayers => ["convolution", "dilated convolution", "recurrence", "drawn chain", "branch", "shortcut"];

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_fit_that_is_canceled_within_a_step_does_not_end_it(bool hasEncoder)
    {
        using var source = new CancellationTokenSource();
        float[] samples = new float[512];
        var model = new SirenSegmentModel
        {
            Decoder = new() { Width = 16, Depth = 1 },
            Encoder = hasEncoder ? new() { FilterCount = 2, Dimension = 4, Ratios = [4] } : null,
        };
        using ISegmentNetwork network = model.Create(new SegmentInput(samples, samples, 0, samples.Length, 1), seed: 1, maxDegreeOfParallelism: 2);
        int steps = 0;
        var objective = new Canceling(samples.Length, evaluations: 3, source);
        FitOutcome outcome = network.Fit(objective, new() { StepCount = 10 }, (_, _) => steps++, source.Token);
        Assert.Equal((StopReason.Canceled, 2, 2), (outcome.Reason, steps, outcome.Losses.Count));

        // What the third step left behind is not in the way of what comes next.
        float[] output = new float[samples.Length];
        network.Render(output);
        Assert.Equal(outcome.BestLoss, objective.Evaluate(output, new float[samples.Length]), 1e-9);
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public void A_step_that_is_canceled_ends_before_anything_is_judged(bool hasEncoder, bool isPointwise)
    {
        float[] samples = new float[512];
        var model = new SirenSegmentModel { Decoder = new() { Width = 16, Depth = 1 }, Encoder = hasEncoder ? new() { FilterCount = 2, Dimension = 4, Ratios = [4] } : null };
        using SirenSegmentNetwork network = model.CreateUntil(new(samples, samples, 0, samples.Length, 1), seed: 1, maxDegreeOfParallelism: 1, CancellationToken.None);
        var loss = new Counted();
        ISegmentObjective objective = isPointwise ? new PointwiseObjective(loss, samples) : new LossObjective(loss, samples);
        Assert.Throws<OperationCanceledException>(() => network.ProblemOf(objective, Canceled).ComputeGradients());
        Assert.Equal(0, loss.Count);
        Assert.DoesNotContain(network.Latents.ToArray(), value => value != 0);
        Assert.True(double.IsFinite(network.ProblemOf(objective).ComputeGradients()));
        Assert.True(loss.Count > 0);
        (objective as IDisposable)?.Dispose();
    }

    [Theory]
    [MemberData(nameof(Layers))]
    public void A_layer_looks_at_the_token_before_every_block(string what)
    {
        (ILayer layer, ParameterBlock block) = Layer(what);
        block.Allocate();
        layer.Initialize(new Random(1));
        float[] source = new float[layer.SourceLength];
        float[] destination = new float[layer.DestinationLength];
        Assert.Throws<OperationCanceledException>(() => layer.Forward(source, destination, Canceled));
        layer.Forward(source, destination);
        Assert.Throws<OperationCanceledException>(() => layer.Backward(destination, source, Canceled));
        Assert.Throws<OperationCanceledException>(() => layer.Backward(destination, default, Canceled));
        layer.Backward(destination, source);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_network_is_not_drawn_to_its_end_when_its_fit_was_canceled(bool hasEncoder)
    {
        float[] samples = new float[512];
        var input = new SegmentInput(samples, samples, 0, samples.Length, 1);
        var model = new SirenSegmentModel { Decoder = new() { Width = 16 }, Encoder = hasEncoder ? new() { FilterCount = 2, Dimension = 4, Ratios = [4] } : null };
        Assert.Throws<OperationCanceledException>(() => model.CreateUntil(input, seed: 1, maxDegreeOfParallelism: 1, Canceled).Dispose());
    }

    [Fact]
    public void A_fit_that_is_canceled_before_its_network_is_drawn_does_not_draw_it()
    {
        using var source = new CancellationTokenSource();
        AudioClip clip = Clips.Noise(300);
        var baseline = new ClipBaseline(clip, 16_000, InputBand.Full(clip), Quick.Options.Interpolation);
        var target = new Untargeted(source);
        var job = new ChannelJob(0, baseline, SegmentPlan.Create(600, 4096, 0, 1), target);
        var fitter = new NetworkFitter(Quick.Options, new BlindStrategy(Quick.Options), checkpoint: null, NullLogger.Instance);
        Assert.Empty(fitter.Fit([job], new ProgressMeter(FitMode.Blind, progress: null), source.Token));
        Assert.Equal((1, 0), (target.Asked, target.Created));
    }

    [Theory]
    [MemberData(nameof(DrawnLayers))]
    public void A_layer_looks_at_the_token_before_it_draws_a_block_of_weights(string what)
    {
        (ILayer layer, ParameterBlock block) = Layer(what);
        block.Allocate();
        var random = new CancelingRandom(int.MaxValue);
        Assert.Throws<OperationCanceledException>(() => layer.Initialize(random, Canceled));
        Assert.Equal(0, random.Count);
    }

    /// <summary>Sizes of tensors in the order in which they are drawn.</summary>
    [Theory]
    [InlineData("drawn chain", 12, 2)]
    [InlineData("recurrence", 16, 16, 8, 8)]
    public void No_tensor_is_drawn_behind_the_one_at_which_a_fit_is_canceled(string what, params int[] sizes)
    {
        int end = 0;
        foreach (int size in sizes[..^1])
        {
            (ILayer layer, ParameterBlock block) = Layer(what);
            block.Allocate();
            using var source = new CancellationTokenSource();
            var random = new CancelingRandom(end + 1, source);
            end += size;
            Assert.Throws<OperationCanceledException>(() => layer.Initialize(random, source.Token));
            Assert.Equal(end, random.Count);
        }
    }

    [Fact]
    public void A_large_tensor_is_drawn_to_the_end_of_a_block()
    {
        using var source = new CancellationTokenSource();
        var random = new CancelingRandom(1, source);
        Assert.Throws<OperationCanceledException>(() => ParameterBlock.FillUniform(new float[10_000], 1, random, source.Token));
        Assert.Equal(4096, random.Count);
    }

    [Fact]
    public void An_encoder_is_not_drawn_when_its_fit_was_canceled()
    {
        var options = new SeaNetEncoderOptions { FilterCount = 2, Dimension = 4, Ratios = [4] };
        Assert.Throws<OperationCanceledException>(() => new SeaNetEncoder(options, 64, seed: 1, maxDegreeOfParallelism: 1, Canceled));
        Assert.Throws<OperationCanceledException>(() => new SirenSegmentModel { Encoder = options }.CreateEncoder(64, seed: 1, maxDegreeOfParallelism: 1, Canceled));
    }

    [Fact]
    public void What_is_made_of_layers_passes_the_token_on()
    {
        using var source = new CancellationTokenSource();
        var inner = new Noting();
        foreach (ILayer layer in (ILayer[])[new Sequential(inner), new Residual(inner), new Residual(new Elu(1), inner)])
        {
            inner.Tokens.Clear();
            layer.Initialize(new Random(1), source.Token);
            layer.Forward([1], new float[1], source.Token);
            layer.Backward([1], new float[1], source.Token);
            Assert.Equal([source.Token, source.Token, source.Token], inner.Tokens);
        }
    }

    [Theory]
    [MemberData(nameof(Losses))]
    public void A_loss_of_long_transforms_looks_at_the_token_before_every_block_of_frames(IWaveformLoss loss, bool isHybrid)
    {
        Assert.Equal(isHybrid, loss is HybridLoss);
        float[] target = [.. Enumerable.Range(0, 3000).Select(i => MathF.Sin(0.3f * i))];
        float[] gradient = new float[target.Length];
        Assert.Throws<OperationCanceledException>(() => new LossObjective(loss, target, offset: default, context: null, Canceled).Dispose());
        using var objective = new LossObjective(loss, target);
        double whole = objective.Evaluate(gradient.AsSpan().ToArray(), gradient);
        Assert.Throws<OperationCanceledException>(() => objective.EvaluateUntil(new float[target.Length], new float[target.Length], Canceled));

        // What was left behind is not in the way of what comes next.
        Assert.Equal(whole, objective.Evaluate(new float[target.Length], gradient));
    }

    [Fact]
    public void An_evaluation_that_is_canceled_compares_nothing()
    {
        var workspace = new MultiResolutionWorkspace([new StftResolution(512, 128, 512)], 3000, SimdWidths.Best);
        float[] signal = [.. Enumerable.Range(0, 3000).Select(i => MathF.Sin(0.3f * i))];
        workspace.SetTarget(signal);
        workspace.Evaluate(signal, new float[3000]);
        Assert.Equal(0, workspace.Distances[0].SpectralConvergence);
        Assert.Throws<OperationCanceledException>(() => workspace.Evaluate(new float[3000], new float[3000], Canceled));
        Assert.Equal(0, workspace.Distances[0].SpectralConvergence);
    }

    [Theory]
    [InlineData(FitMode.Blind)]
    [InlineData(FitMode.Guided)]
    public void A_fit_that_is_canceled_while_a_loss_is_prepared_does_not_prepare_the_rest(FitMode mode)
    {
        using var source = new CancellationTokenSource();
        var before = new Preparing(source.Cancel);
        var after = new Preparing(() => { });
        var loss = new HybridLoss(new(before), new(new MultiResolutionStftLoss()), new(after));
        UpsamplerOptions options = Quick.With(plan => plan with { ExtraLoss = new(loss) }) with { MaxDegreeOfParallelism = 1 };
        Assert.Throws<OperationCanceledException>(() => Quick.Fit(mode, options, cancellationToken: source.Token));
        Assert.Equal((1, 0), (before.Count, after.Count));
    }

    [Theory]
    [InlineData(FitMode.Blind)]
    [InlineData(FitMode.Guided)]
    public void A_fit_with_a_loss_of_long_transforms_ends_within_its_first_evaluation(FitMode mode)
    {
        // The host's loss is evaluated first, and cancels; the transforms behind it would take minutes on the way to the end of the step.
        using var source = new CancellationTokenSource();
        var canceling = new DelegateLoss((_, _, gradient) =>
        {
            gradient.Clear();
            source.Cancel();
            return 0;
        });
        var after = new Counted();
        var loss = new HybridLoss(new(canceling), new(after));
        UpsamplerOptions options = Quick.With(plan => plan with { ExtraLoss = new(loss), Fit = new() { StepCount = 3 } }) with { MaxDegreeOfParallelism = 1 };
        Assert.Throws<OperationCanceledException>(() => Quick.Fit(mode, options, cancellationToken: source.Token));
        Assert.Equal(0, after.Count);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void An_encoder_that_was_ended_has_to_run_forward_again(int threads)
    {
        using var encoder = new SeaNetEncoder(new() { FilterCount = 2, Dimension = 4, Ratios = [4] }, 64, seed: 1, threads);
        float[] audio = new float[64];
        float[] latents = new float[encoder.FrameCount * encoder.LatentDimension];
        encoder.Forward(audio, latents);
        Assert.Throws<OperationCanceledException>(() => encoder.Forward(audio, latents, Canceled));
        Assert.Throws<InvalidOperationException>(() => encoder.Backward(latents, audio));
        encoder.Forward(audio, latents);
        Assert.Throws<OperationCanceledException>(() => encoder.Backward(latents, audio, Canceled));
        encoder.Backward(latents, audio);
    }

    [Fact]
    public void A_cancellation_that_nobody_has_asked_for_comes_out_of_a_fit()
    {
        using var source = new CancellationTokenSource();
        OperationCanceledException failure =
            Assert.Throws<OperationCanceledException>(() => new FitLoop().Run(new Throwing(), afterStep: null, source.Token));
        Assert.Equal("mine", failure.Message);
    }

    private static (ILayer Layer, ParameterBlock Block) Layer(string what)
    {
        var block = new ParameterBlock();
        return what switch
        {
            "convolution" => (new Conv1d(block, "c", new(2, 3, 5), frames: 16, causal: true, weightNorm: true), block),
            "dilated convolution" => (new Conv1d(block, "c", new(2, 3, 5, Dilation: 2), frames: 16, causal: true, weightNorm: false), block),
            "chain" => (new Sequential(new Elu(16)), block),
            "drawn chain" => (new Sequential(Square(block)), block),
            "branch" => (new Residual(Square(block)), block),
            "shortcut" => (new Residual(new Elu(32), Square(block)), block),
            _ => (new Lstm(block, "l", 0, 3, 2, 2), block),
        };
    }

    private static Conv1d Square(ParameterBlock block) => new(block, "s", new(2, 2, 3), frames: 16, causal: true, weightNorm: false);

    private sealed class Canceling(int length, int evaluations, CancellationTokenSource source) : ISegmentObjective
    {
        private int _left = evaluations;

        public int Length => length;

        public double Evaluate(ReadOnlySpan<float> output, Span<float> gradient)
        {
            gradient.Fill(1e-3f);
            if (--_left == 0)
            {
                source.Cancel();
            }

            double sum = 0;
            foreach (float sample in output)
            {
                sum += sample;
            }

            return 10 + (1e-3 * sum);
        }
    }

    /// <summary>Cancels when it is asked for what a network is drawn with, and counts what comes after that.</summary>
    private sealed class Untargeted(CancellationTokenSource source) : IChannelTarget
    {
        public int Asked { get; private set; }

        public int Created { get; private set; }

        public bool MustBeatNothing => false;

        public float Scale(Segment segment) => 1;

        public double SpectralCentroid(Segment segment)
        {
            Asked++;
            source.Cancel();
            return 0.25;
        }

        public SegmentTarget CreateSegment(Segment segment, float scale, CancellationToken stop)
        {
            Created++;
            stop.ThrowIfCancellationRequested();
            throw new InvalidOperationException();
        }
    }

    private sealed class Counted : IPointwiseLoss
    {
        public int Count { get; private set; }

        public double Evaluate(ReadOnlySpan<float> prediction, ReadOnlySpan<float> target, LossContext context, Span<float> gradient) =>
            EvaluatePart(prediction, target, target.Length, gradient);

        public double EvaluatePart(ReadOnlySpan<float> prediction, ReadOnlySpan<float> target, int totalLength, Span<float> gradient)
        {
            gradient.Clear();
            Count++;
            return 0;
        }
    }

    private sealed class Preparing(Action whenPrepared) : IWaveformLoss
    {
        public int Count { get; private set; }

        public double Evaluate(ReadOnlySpan<float> prediction, ReadOnlySpan<float> target, LossContext context, Span<float> gradient)
        {
            gradient.Clear();
            return 0;
        }

        public IPreparedLoss Prepare(ReadOnlyMemory<float> target, LossContext context)
        {
            Count++;
            whenPrepared();
            return ((IWaveformLoss)new MeanSquaredErrorLoss()).Prepare(target, context);
        }
    }

    /// <summary>Cancels at a number of draws, and counts them.</summary>
    private sealed class CancelingRandom(int cancelAt, CancellationTokenSource? source = null) : Random
    {
        public int Count { get; private set; }

        public override double NextDouble()
        {
            if (++Count == cancelAt)
            {
                source?.Cancel();
            }

            return 0.5;
        }
    }

    private sealed class Noting : ILayer
    {
        public List<CancellationToken> Tokens { get; } = [];

        public int SourceLength => 1;

        public int DestinationLength => 1;

        public void Initialize(Random random, CancellationToken stop) => Tokens.Add(stop);

        public void Forward(ReadOnlySpan<float> source, Span<float> destination, CancellationToken stop) => Tokens.Add(stop);

        public void Backward(ReadOnlySpan<float> gradientDestination, Span<float> gradientSource, CancellationToken stop) => Tokens.Add(stop);
    }

    private sealed class Throwing : IFitProblem
    {
        public IReadOnlyList<TrainedNetwork> Networks => [];

        public double ComputeGradients() => throw new OperationCanceledException("mine");
    }
}
