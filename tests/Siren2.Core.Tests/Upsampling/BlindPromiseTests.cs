using Siren2.Baseline;

namespace Siren2.Core.Tests.Upsampling;

/// <summary>What a blind fit promises of every clip.</summary>
public class BlindPromiseTests
{
    private static readonly Lazy<(AudioClip Clip, AudioClip Reference)> Speech = new(() => Clips.SpeechPair(8000, 8000));

    [Theory]
    [InlineData(0.25)]
    [InlineData(0.5)]
    [InlineData(1)]
    public void Decimating_the_result_gives_the_clip_back(double detail)
    {
        (AudioClip clip, AudioClip reference) = Speech.Value;
        UpsampleResult result = Upsample(clip, reference.SampleRate, detail);
        Assert.True(result.Report.IsProjected);
        Measure.AssertSound(clip, reference.SampleRate, result);
        Measure.AssertConsistent(clip, result.Audio);
    }

    [Fact]
    public void More_detail_injects_more_energy_at_a_higher_expected_cost()
    {
        UpsampleResult[] results = [.. ((double[])[0, 0.1, 0.25, 0.5, 0.75, 1]).Select(detail => Upsample(Speech.Value.Clip, 22_050, detail))];
        for (int i = 1; i < results.Length; i++)
        {
            Assert.True(Measure.Injected(results[i]) > 1.5 * Measure.Injected(results[i - 1]));
            Assert.True(results[i].Report.EstimatedPsnrCost > results[i - 1].Report.EstimatedPsnrCost);
        }
    }

    [Fact]
    public void Detail_0_is_the_sinc_baseline_to_the_bit_and_makes_no_network()
    {
        AudioClip clip = Clips.Of(3000, i => i < 1000 ? -0f : MathF.Sin(i * 0.7f));
        UpsampleResult result = Upsample(clip, 16_000, 0);
        Measure.AssertSameBits(SincBaseline.Compute(clip, 16_000), result.Audio);
        Measure.AssertSameBits(result.Baseline, result.Audio);
        Assert.Empty(result.Report.Networks);
        Assert.Empty(result.Report.MeanLosses());
        Assert.Equal(0, result.Report.ParameterCount);
        Assert.Equal(0, result.Report.EstimatedPsnrCost);
    }

    [Fact]
    public void At_the_default_speech_pays_no_more_than_is_promised()
    {
        (AudioClip clip, AudioClip reference) = Speech.Value;
        Assert.Equal(0.5, new UpsamplerOptions().Detail);
        UpsampleResult result = Upsample(clip, reference.SampleRate, new UpsamplerOptions().Detail);
        Assert.InRange(result.Report.EstimatedPsnrCost!.Value, 0.05, 0.5);
        Assert.InRange(
            Measure.Psnr(reference, result.Baseline) - Measure.Psnr(reference, result.Audio), 0, result.Report.EstimatedPsnrCost.Value);
    }

    [Fact]
    public void The_report_is_that_of_a_blind_fit()
    {
        UpsampleReport report = Upsample(Speech.Value.Clip, 22_050, 0.5).Report;
        Assert.Equal(FitMode.Blind, report.Mode);
        Assert.Equal(4000, report.InputBandwidth);
        Assert.Null(report.GainOverBaseline);
        Assert.False(report.WasCanceled);
        Assert.Equal(4, report.MeanLosses().Count);
        Assert.Equal(report.Networks.Count * ((2 * 16) + (16 * 17) + 17), report.ParameterCount);
        Assert.Equal(0, report.Networks[0].Start);
        Assert.Equal(22_050, report.Networks[^1].Start + report.Networks[^1].Length);
        Assert.True(report.Elapsed > TimeSpan.Zero);
    }

    [Fact]
    public void Baselines_follow_their_channels_and_each_channel_keeps_to_its_own_clip()
    {
        float[] first = Clips.Samples(3000, 0.3f, 1);
        float[] second = Clips.Samples(3000, 0.1f, 2);
        UpsampleResult result = Quick.Upsampler.FitAndPredict(new AudioClip(8000, first, second), 16_000);
        UpsampleResult swapped = Quick.Upsampler.FitAndPredict(new AudioClip(8000, second, first), 16_000);
        Assert.Equal(result.Baseline.Channel(0), swapped.Baseline.Channel(1));
        Assert.Equal(result.Baseline.Channel(1), swapped.Baseline.Channel(0));
        Measure.AssertConsistent(new AudioClip(8000, second, first), swapped.Audio);

        // Where there is no budget to share, the first channel of a clip is fitted as it would be alone.
        result = Upsample(new AudioClip(8000, first, second), 16_000, 1);
        Assert.Equal(Upsample(new AudioClip(8000, first), 16_000, 1).Audio.Channel(0), result.Audio.Channel(0));
    }

    [Fact]
    public void A_clip_is_not_modified()
    {
        (AudioClip clip, AudioClip reference) = Clips.Pair(3000, channels: 2);
        AudioClip clipBefore = Clips.Scaled(clip, 1);
        AudioClip referenceBefore = Clips.Scaled(reference, 1);
        _ = Quick.Upsampler.FitAndPredict(clip, 16_000);
        _ = Quick.Upsampler.FitAndPredict(clip, reference);
        Measure.AssertSameBits(clipBefore, clip);
        Measure.AssertSameBits(referenceBefore, reference);
    }

    private static UpsampleResult Upsample(AudioClip clip, int rate, double detail) =>
        new Upsampler(Quick.Options with { Detail = detail }).FitAndPredict(clip, rate);
}
