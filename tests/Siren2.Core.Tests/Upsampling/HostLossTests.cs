using System.Numerics.Tensors;
using Siren2.Losses;

namespace Siren2.Core.Tests.Upsampling;

/// <summary>Losses that a host composes or writes itself.</summary>
public class HostLossTests
{
    private static readonly DelegateLoss MeanEnergy = new((prediction, _, gradient) =>
    {
        TensorPrimitives.Multiply(prediction, 2f / prediction.Length, gradient);
        return TensorPrimitives.SumOfSquares(prediction) / prediction.Length;
    });

    [Fact]
    public void A_hybrid_with_the_stft_loss_guides_a_fit_to_the_same_bits_on_any_number_of_threads()
    {
        (AudioClip clip, AudioClip reference) = Clips.Pair(5000);
        UpsamplerOptions options = Learning with
        {
            Guided = Learning.Guided with
            {
                Fit = new() { StepCount = 20 },
                Loss = new HybridLoss(new(new MeanSquaredErrorLoss()), new(new MultiResolutionStftLoss(), 0.001)),
            },
        };
        UpsampleResult alone = new Upsampler(options with { MaxDegreeOfParallelism = 1 }).FitAndPredict(clip, reference);
        UpsampleResult together = new Upsampler(options with { MaxDegreeOfParallelism = 3 }).FitAndPredict(clip, reference);
        Measure.AssertSameBits(alone.Audio, together.Audio);
        Assert.InRange(alone.Report.GainOverBaseline!.Value, 0.3, 60);
        Measure.AssertSound(clip, 16_000, alone);
        Measure.AssertConsistent(clip, alone.Audio);
    }

    [Fact]
    public void A_delegate_that_computes_the_squared_error_fits_like_the_built_in_one()
    {
        (AudioClip clip, AudioClip reference) = Clips.Pair(2000);
        var own = new DelegateLoss((prediction, target, gradient) =>
        {
            TensorPrimitives.Subtract(prediction, target, gradient);
            double value = TensorPrimitives.SumOfSquares<float>(gradient) / gradient.Length;
            TensorPrimitives.Multiply(gradient, 2f / gradient.Length, gradient);
            return value;
        });
        UpsampleResult expected = new Upsampler(Learning).FitAndPredict(clip, reference);
        UpsampleResult actual = new Upsampler(Learning with { Guided = Learning.Guided with { Loss = own } }).FitAndPredict(clip, reference);
        Assert.Equal(expected.Report.Networks[0].Outcome.Losses[0], actual.Report.Networks[0].Outcome.Losses[0], 1e-4);
        Assert.Equal(expected.Report.GainOverBaseline!.Value, actual.Report.GainOverBaseline!.Value, 0.3);
    }

    [Fact]
    public void A_hosts_loss_sees_the_whole_output_and_the_whole_reference_in_one_unit()
    {
        (AudioClip clip, AudioClip reference) = Clips.Pair(2000);
        float[] seen = [];
        var spy = new DelegateLoss((prediction, target, gradient) =>
        {
            seen = target.ToArray();
            gradient.Clear();
            return 1;
        });
        _ = new Upsampler(Quick.Options with { Guided = Quick.Options.Guided with { Loss = spy } }).FitAndPredict(clip, reference);
        float[] expected = reference.Channel(0).ToArray();
        double unit = TensorPrimitives.Norm<float>(expected) / TensorPrimitives.Norm<float>(seen);
        for (int i = 0; i < seen.Length; i++)
        {
            Assert.Equal(expected[i], unit * seen[i], 1e-5);
        }
    }

    [Fact]
    public void What_is_better_is_for_the_hosts_loss_to_say()
    {
        // The target is three times the reference, which is farther away than the baseline.
        (AudioClip clip, AudioClip reference) = Clips.Pair(1000);
        var tripled = new DelegateLoss((prediction, target, gradient) =>
        {
            float[] wanted = new float[target.Length];
            TensorPrimitives.Multiply(target, 3f, wanted);
            return new MeanSquaredErrorLoss().Evaluate(prediction, wanted, gradient);
        });
        UpsampleResult result = new Upsampler(Learning with { Guided = Learning.Guided with { Loss = tripled } }).FitAndPredict(clip, reference);
        Assert.InRange(result.Report.GainOverBaseline!.Value, -12, -1);
    }

    [Fact]
    public void A_loss_below_zero_is_fitted_too()
    {
        (AudioClip clip, AudioClip reference) = Clips.Pair(2000);
        var negativeSnr = new DelegateLoss((prediction, target, gradient) =>
        {
            TensorPrimitives.Subtract(prediction, target, gradient);
            double noise = TensorPrimitives.SumOfSquares<float>(gradient);
            TensorPrimitives.Multiply(gradient, (float)(20 / Math.Log(10) / noise), gradient);
            return 10 * Math.Log10(noise / TensorPrimitives.SumOfSquares(target));
        });
        UpsampleResult result = new Upsampler(Learning with { Guided = Learning.Guided with { Loss = negativeSnr } }).FitAndPredict(clip, reference);
        Assert.All(result.Report.Networks, network => Assert.Equal(0, network.Outcome.Divergences));
        Assert.All(result.Report.Networks, network => Assert.InRange(network.Outcome.BestLoss, -60, -3));
        Assert.InRange(result.Report.GainOverBaseline!.Value, 1, 60);
    }

    [Theory]
    [InlineData(FitMode.Blind)]
    [InlineData(FitMode.Guided)]
    [Trait("Suite", "slow")]
    public void An_extra_loss_pulls_the_result_its_way_and_one_of_weight_0_is_not_called(FitMode mode)
    {
        double plain = Measure.Injected(Fit(mode, null));
        double quieter = Measure.Injected(Fit(mode, new(MeanEnergy, 1000)));
        Assert.InRange(quieter, 0, 0.7 * plain);
        var never = new DelegateLoss((_, _, _) => throw new InvalidOperationException("called"));
        Measure.AssertSameBits(Fit(mode, null).Audio, Fit(mode, new(never, 0)).Audio);
    }

    [Theory]
    [InlineData(FitMode.Blind)]
    [InlineData(FitMode.Guided)]
    public void A_loss_is_told_rate_scale_channel_and_position_and_is_prepared_once_for_every_network(FitMode mode)
    {
        var spy = new ContextSpy();
        UpsamplerOptions options = Quick.Options with { Blind = Quick.Options.Blind with { ExtraLoss = new(spy) }, Guided = Quick.Options.Guided with { Loss = spy } };
        UpsampleResult result = Quick.Fit(mode, options, 6000);
        Assert.Equal(result.Report.Networks.Count, spy.Prepared.Count);
        Assert.Equal(spy.Prepared.Count, spy.Disposed);
        foreach ((LossContext context, float[] target) in spy.Prepared)
        {
            Assert.Equal(result.Audio.SampleRate, context.SampleRate);
            Assert.Contains(result.Report.Networks, network => network.Channel == context.Channel && network.Start == context.Start);
            if (mode == FitMode.Blind)
            {
                // The target of a blind fit's extra loss is the baseline: in the clip's own scale after multiplication.
                float[] own = [.. target.Select(x => (float)(x * context.Scale))];
                ReadOnlySpan<float> baseline = result.Baseline.Channel(context.Channel).Slice((int)context.Start, target.Length);
                Assert.InRange(TensorPrimitives.Distance(baseline, own), 0, 1e-5 * TensorPrimitives.Norm(baseline));
            }
        }
    }

    [Fact]
    public void A_loss_that_asks_for_less_energy_gets_less_through_the_refinement_too()
    {
        (AudioClip clip, AudioClip reference) = Clips.SpeechPair(5512, 5000);
        double[] injected = [.. new[] { 0, 10.0, 100 }.Select(weight => Measure.Injected(new Upsampler(Refined(weight)).FitAndPredict(clip, reference.SampleRate)))];
        Assert.InRange(injected[1], 0, 0.9 * injected[0]);
        Assert.InRange(injected[2], 0, 0.6 * injected[1]);
    }

    [Fact]
    [Trait("Suite", "slow")]
    public void A_saved_fit_keeps_the_levels_that_an_extra_loss_has_brought_about()
    {
        (AudioClip clip, AudioClip reference) = Clips.SpeechPair(5512, 3000);
        FittedClip fitted = new Upsampler(Refined(100)).Fit(clip, reference.SampleRate);
        using var stream = new MemoryStream();
        fitted.Save(stream);
        stream.Position = 0;
        Measure.AssertSameBits(fitted.Render(), FittedClip.Load(stream).Render());
    }

    [Theory]
    [InlineData(FitMode.Blind)]
    [InlineData(FitMode.Guided)]
    public void An_extra_loss_of_weight_0_changes_no_bit(FitMode mode)
    {
        var nothing = new WeightedLoss(new MultiResolutionStftLoss(), 0);
        UpsampleResult plain = Quick.Fit(mode, Quick.Options, 1500);
        Measure.AssertSameBits(plain.Audio, Quick.Fit(mode, Quick.With(plan => plan with { ExtraLoss = nothing }), 1500).Audio);
        UpsamplerOptions hybrid = Quick.Options with { Guided = Quick.Options.Guided with { Loss = new HybridLoss(new(new MeanSquaredErrorLoss()), nothing) } };
        Measure.AssertSameBits(plain.Audio, Quick.Fit(mode, hybrid, 1500).Audio);
    }

    private static UpsamplerOptions Refined(double weight) => UpsamplerOptions.Balanced with
    {
        Blind = UpsamplerOptions.Balanced.Blind with { ExtraLoss = new(MeanEnergy, weight) },
    };

    private static UpsamplerOptions Learning { get; } = Unrefined(Quick.With(plan => plan with
    {
        Decoder = new() { Width = 48, Depth = 2, UseBaseline = true },
        Fit = new() { StepCount = 60 },
    }));

    private static UpsamplerOptions Unrefined(UpsamplerOptions options) => options with { Blind = options.Blind with { RefinementIterations = 0 } };

    [Theory]
    [InlineData(FitMode.Blind)]
    [InlineData(FitMode.Guided)]
    public void A_hybrid_loss_none_of_whose_parts_has_a_weight_is_as_none(FitMode mode)
    {
        var nothing = new HybridLoss(new(new MeanSquaredErrorLoss(), 0), new(new HybridLoss(new WeightedLoss(new MeanAbsoluteErrorLoss(), 0))));
        Measure.AssertSameBits(Fit(mode, null).Audio, Fit(mode, new(nothing)).Audio);
    }

    private static UpsampleResult Fit(FitMode mode, WeightedLoss? extra) => Quick.Fit(
        mode, Learning with { Blind = Learning.Blind with { ExtraLoss = extra }, Guided = Learning.Guided with { ExtraLoss = extra } }, 1500);

    /// <summary>The squared error, and a record of what it was told.</summary>
    private sealed class ContextSpy : IWaveformLoss
    {
        private static readonly MeanSquaredErrorLoss Square = new();

        public List<(LossContext Context, float[] Target)> Prepared { get; } = [];

        public int Disposed { get; private set; }

        public double Evaluate(ReadOnlySpan<float> prediction, ReadOnlySpan<float> target, LossContext context, Span<float> gradient) =>
            throw new InvalidOperationException("A fit prepares its losses.");

        public IPreparedLoss Prepare(ReadOnlyMemory<float> target, LossContext context)
        {
            lock (Prepared)
            {
                Prepared.Add((context, target.ToArray()));
            }

            return new AgainstTarget(this, target);
        }

        private sealed class AgainstTarget(ContextSpy spy, ReadOnlyMemory<float> target) : IPreparedLoss, IDisposable
        {
            public double Evaluate(ReadOnlySpan<float> prediction, Span<float> gradient) =>
                Square.Evaluate(prediction, target.Span, LossContext.Default, gradient);

            public void Dispose()
            {
                lock (spy.Prepared)
                {
                    spy.Disposed++;
                }
            }
        }
    }
}
