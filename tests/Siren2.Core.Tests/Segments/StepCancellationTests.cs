using Siren2.Core.Tests.Upsampling;
using Siren2.Encoding;
using Siren2.Layers;
using Siren2.Losses;
using Siren2.Optimization;
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

    public static TheoryData<string> Layers => ["convolution", "dilated convolution", "recurrence"];

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

    [Theory]
    [MemberData(nameof(Layers))]
    public void A_layer_looks_at_the_token_before_it_draws_a_block_of_weights(string what)
    {
        (ILayer layer, ParameterBlock block) = Layer(what);
        block.Allocate();
        Assert.Throws<OperationCanceledException>(() => layer.Initialize(new Random(1), Canceled));
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

    [Fact]
    public void An_encoder_that_was_ended_has_to_run_forward_again()
    {
        using var encoder = new SeaNetEncoder(new() { FilterCount = 2, Dimension = 4, Ratios = [4] }, 64, seed: 1);
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
            _ => (new Lstm(block, "l", 0, 3, 2, 2), block),
        };
    }

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

    private sealed class Counted : IWaveformLoss
    {
        public int Count { get; private set; }

        public double Evaluate(ReadOnlySpan<float> prediction, ReadOnlySpan<float> target, LossContext context, Span<float> gradient)
        {
            gradient.Clear();
            Count++;
            return 0;
        }
    }

    private sealed class Throwing : IFitProblem
    {
        public IReadOnlyList<TrainedNetwork> Networks => [];

        public double ComputeGradients() => throw new OperationCanceledException("mine");
    }
}
