using Siren2.Baseline;
using Siren2.Losses;
using Siren2.Optimization;
using Siren2.Resampling;

namespace Siren2.Core.Tests.Upsampling;

/// <summary>What a guided fit promises: it measures what the networks can represent, and says so truly.</summary>
public class GuidedPromiseTests
{
    [Fact]
    public void The_gain_over_several_segments_and_channels_is_that_which_can_be_measured()
    {
        (AudioClip clip, AudioClip reference) = Clips.Pair(3000, channels: 2);
        UpsampleResult result = Learn(clip, reference);
        Assert.InRange(result.Report.GainOverBaseline!.Value, 3, 60);
        AssertGainIsMeasured(reference, result);
        Assert.Equal(FitMode.Guided, result.Report.Mode);
        Assert.Null(result.Report.EstimatedPsnrCost);
        Assert.True(result.Report.IsProjected);
        Measure.AssertSound(clip, 16_000, result);
        Measure.AssertConsistent(clip, result.Audio);
    }

    [Fact]
    public void A_reference_that_is_the_baseline_leaves_nothing_to_fit()
    {
        AudioClip clip = Clips.Noise(3000, channels: 2);
        UpsampleResult result = Quick.Upsampler.FitAndPredict(clip, SincBaseline.Compute(clip, 16_000));
        Measure.AssertSameBits(result.Baseline, result.Audio);
        Assert.Empty(result.Report.Networks);
        Assert.Equal(0, result.Report.GainOverBaseline);
        Assert.True(result.Report.IsProjected);
    }

    [Fact]
    public void A_reference_that_does_not_decimate_to_the_clip_is_fitted_all_the_same_without_the_projection()
    {
        AudioClip reference = Clips.Noise(4000, 16_000);
        AudioClip clip = new SincResampler(16_000, 8000, SincQuality.Fast).Resample(reference);
        UpsampleResult result = Learn(clip, reference);
        Assert.False(result.Report.IsProjected);
        Assert.InRange(result.Report.GainOverBaseline!.Value, 3, 60);
        AssertGainIsMeasured(reference, result);
    }

    [Fact]
    public void Clips_beyond_full_scale_are_fitted_to_the_same_bits_at_any_power_of_two()
    {
        (AudioClip clip, AudioClip reference) = Clips.Pair(1500);
        UpsampleResult once = Learn(Clips.Scaled(clip, 8), Clips.Scaled(reference, 8));
        UpsampleResult louder = Learn(Clips.Scaled(clip, 32_768), Clips.Scaled(reference, 32_768));
        Measure.AssertSameBits(Clips.Scaled(once.Audio, 4096), louder.Audio);
        UpsampleResult quiet = Learn(Clips.Scaled(clip, 0.01f), Clips.Scaled(reference, 0.01f));
        Assert.InRange(once.Report.GainOverBaseline!.Value, 30, 90);
        Assert.InRange(quiet.Report.GainOverBaseline!.Value, 30, 90);
    }

    [Fact]
    public void A_segment_whose_fit_fails_stays_as_the_baseline_and_the_others_are_kept()
    {
        (AudioClip clip, AudioClip reference) = Clips.Pair(5000);

        // The third and last segment is known by its length.
        UpsamplerOptions options = Quick.Options with
        {
            Guided = Quick.Options.Guided with { Loss = new FailingAt(Quick.Fit(FitMode.Guided, Quick.Options).Report.Networks[2].Length) },
            MaxDegreeOfParallelism = 1,
        };
        UpsampleResult result = new Upsampler(options).FitAndPredict(clip, reference);
        UpsampleResult whole = Quick.Upsampler.FitAndPredict(clip, reference);
        Assert.Equal([StopReason.StepsTaken, StopReason.StepsTaken, StopReason.Diverged], result.Report.Networks.Select(n => n.Outcome.Reason));
        Assert.InRange(result.Report.GainOverBaseline!.Value, 0.3 * whole.Report.GainOverBaseline!.Value, whole.Report.GainOverBaseline!.Value);

        // The projection spreads a little of what lies before.
        Assert.InRange(Added(result, 8500), 0, 0.02 * Added(whole, 8500));
        Assert.Equal(Added(whole, 2000), Added(result, 2000), 0.02 * Added(whole, 2000));
    }

    /// <summary>Energy of what was added to the baseline in the 1,000 samples from a place.</summary>
    private static double Added(UpsampleResult result, int place) => Enumerable.Range(place, 1000)
        .Sum(i => Math.Pow(result.Audio.Channel(0)[i] - result.Baseline.Channel(0)[i], 2));

    private static UpsampleResult Learn(AudioClip clip, AudioClip reference) => new Upsampler(Quick.With(plan => plan with
    {
        Decoder = new() { Width = 64, Depth = 2, UseBaseline = true },
        Fit = new() { StepCount = 60 },
    })).FitAndPredict(clip, reference);

    private static void AssertGainIsMeasured(AudioClip reference, UpsampleResult result) => Assert.Equal(
        Measure.Psnr(reference, result.Audio) - Measure.Psnr(reference, result.Baseline), result.Report.GainOverBaseline!.Value, 0.01);

    /// <summary>A squared error that is not a number on segments of one length.</summary>
    private sealed class FailingAt(int length) : IWaveformLoss
    {
        private readonly MeanSquaredErrorLoss _loss = new();

        public double Evaluate(ReadOnlySpan<float> prediction, ReadOnlySpan<float> target, LossContext context, Span<float> gradient)
        {
            double value = _loss.Evaluate(prediction, target, gradient);
            return prediction.Length == length ? double.NaN : value;
        }
    }
}
