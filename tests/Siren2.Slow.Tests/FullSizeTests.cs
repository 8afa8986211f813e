using Siren2.Core.Tests.Upsampling;
using Siren2.Resampling;

namespace Siren2.Slow.Tests;

/// <summary>What the suites of the solution try with small networks and short clips, at full size.</summary>
public class FullSizeTests
{
    [Fact]
    public void One_network_of_width_128_and_depth_4_reaches_50_dB_on_a_second_of_speech_in_100_steps()
    {
        (AudioClip clip, AudioClip reference) = Clips.SpeechPair(5512, 5512);
        GuidedOptions plan = new() { SegmentLength = 1 << 15, Decoder = new() { Width = 128, Depth = 4 }, Fit = new() { StepCount = 100 } };
        UpsampleResult result = new Upsampler(new UpsamplerOptions { Guided = plan }).FitAndPredict(clip, reference);
        NetworkReport network = Assert.Single(result.Report.Networks);
        Assert.Equal(100, network.Outcome.Losses.Count);
        Assert.InRange(Measure.Psnr(reference, result.Baseline), 28, 30);
        Assert.InRange(Measure.Psnr(reference, result.Audio), 50, 140);
        Assert.True(result.Report.IsProjected);
        Measure.AssertConsistent(clip, result.Audio);
        double gain = Measure.Psnr(reference, result.Audio) - Measure.Psnr(reference, result.Baseline);
        Assert.Equal(gain, result.Report.GainOverBaseline!.Value, 0.01);
    }

    [Fact]
    public void A_ratio_of_48_000_has_a_sound_result_blind_and_guided()
    {
        AudioClip clip = Clips.Of(2, i => 1 - i, 1);
        UpsampleResult blind = Quick.Upsampler.FitAndPredict(clip, 48_000);
        Measure.AssertSound(clip, 48_000, blind);
        Measure.AssertConsistent(clip, blind.Audio);
        Assert.InRange(blind.Report.EstimatedPsnrCost!.Value, 0, 0.05001);
        int length = new SincResampler(1, 48_000).OutputLength(clip.Length);
        UpsampleResult guided = Quick.Upsampler.FitAndPredict(clip, Clips.Noise(length, 48_000));
        Measure.AssertSound(clip, 48_000, guided);
        Assert.InRange(guided.Report.GainOverBaseline!.Value, 0, 20);
    }
}
