using Siren2.Core.Tests.Upsampling;
using Siren2.Decoding;
using Siren2.Encoding;
using Siren2.Losses;
using Siren2.Optimization;
using Siren2.Segments;

namespace Siren2.Core.Tests.Options;

/// <summary>Every setting of a plan works, or is refused when it is set.</summary>
public class PlanTests
{
    private static readonly SeaNetEncoderOptions SmallEncoder =
        new() { FilterCount = 2, Dimension = 3, Ratios = [4, 2], LstmLayerCount = 1 };

    private static Dictionary<string, Func<NetworkOptions, NetworkOptions>> Changes { get; } = new()
    {
        ["encoder"] = plan => plan with { Encoder = SmallEncoder },
        ["frozen encoder"] = plan => plan with { Encoder = SmallEncoder, EncoderLearningRateScale = 0 },
        ["encoder and baseline"] = plan => plan with { Encoder = SmallEncoder, Decoder = plan.Decoder with { UseBaseline = true } },
        ["baseline"] = plan => plan with { Decoder = plan.Decoder with { UseBaseline = true } },
        ["time alone"] = plan => plan with { Decoder = plan.Decoder with { UseBaseline = false } },
        ["no WINNER"] = plan => plan with { UseWinner = false },
        ["one layer of one unit"] = plan => plan with { Decoder = new() { Width = 1, Depth = 1 } },
        ["deep"] = plan => plan with { Decoder = new() { Width = 8, Depth = 6 } },
        ["long segments"] = plan => plan with { SegmentLength = 1 << 20 },
        ["an odd length of segments"] = plan => plan with { SegmentLength = 4999 },
        ["one step"] = plan => plan with { Fit = new() { StepCount = 1 } },
        ["an absurd learning rate"] = plan => plan with { Fit = new() { StepCount = 8, Schedule = LearningRateSchedule.Constant(1e6) } },
    };

    public static TheoryData<string, FitMode> Cases => EitherMode.Of(Changes.Keys);

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_plan_gives_a_sound_and_consistent_result(string name, FitMode mode)
    {
        (AudioClip clip, _) = Clips.Pair(2500);
        UpsampleResult result = Quick.Fit(mode, Quick.With(Changes[name]), 2500);
        Measure.AssertSound(clip, 16_000, result);
        Measure.AssertConsistent(clip, result.Audio);
        Assert.NotEmpty(result.Report.Networks);
        Assert.InRange(result.Report.GainOverBaseline ?? 0, 0, 60);
    }

    [Fact]
    public void An_encoder_sees_every_clip_however_short()
    {
        var upsampler = new Upsampler(Quick.With(plan => plan with { Encoder = SmallEncoder }));
        foreach (int length in (int[])[8, 9, 20, 300])
        {
            AudioClip clip = Clips.Noise(length, 750);
            Measure.AssertSound(clip, 48_000, upsampler.FitAndPredict(clip, 48_000));
            Measure.AssertSound(clip, 48_000, upsampler.FitAndPredict(clip, Clips.Noise(64 * length, 48_000)));
        }
    }

    [Fact]
    public void Presets_differ_in_effort_alone_and_leave_the_rest_to_the_defaults()
    {
        UpsamplerOptions[] presets = [UpsamplerOptions.Fast, UpsamplerOptions.Balanced, UpsamplerOptions.Best];
        Assert.All(presets.Zip(presets.Skip(1)), pair =>
        {
            Assert.True(pair.First.Blind.Fit.StepCount < pair.Second.Blind.Fit.StepCount);
            Assert.True(pair.First.Guided.Fit.StepCount < pair.Second.Guided.Fit.StepCount);
        });
        Assert.All(presets, preset => Assert.Equal(0.5, preset.Detail));
        Assert.All(presets, preset => Assert.Equal(0, preset.Seed));
        Assert.All(presets, preset => Assert.Equal(CancellationBehavior.Throw, preset.OnCancellation));
        Assert.All(presets, preset => Measure.AssertSound(
            Clips.Noise(600), 16_000, new Upsampler(preset).FitAndPredict(Clips.Noise(600), 16_000)));
    }

    [Fact]
    public void Options_are_changed_by_with_and_stay_what_they_were()
    {
        UpsamplerOptions changed = UpsamplerOptions.Balanced with { Detail = 1, Seed = 7 };
        Assert.Equal((1.0, 7, 0.5, 0), (changed.Detail, changed.Seed, UpsamplerOptions.Balanced.Detail, UpsamplerOptions.Balanced.Seed));
        Assert.Same(UpsamplerOptions.Balanced.Blind, changed.Blind);
        Assert.Equal(changed, UpsamplerOptions.Balanced with { Detail = 1, Seed = 7 });
        Assert.NotEqual(changed, UpsamplerOptions.Balanced);
    }

    [Fact]
    public void What_is_out_of_range_is_refused_by_name_when_it_is_set()
    {
        AssertRefused("Detail", -0.01, () => new UpsamplerOptions { Detail = -0.01 });
        AssertRefused("Detail", 1.01, () => new UpsamplerOptions { Detail = 1.01 });
        AssertRefused("Detail", double.NaN, () => new UpsamplerOptions { Detail = double.NaN });
        AssertRefused("MaxDegreeOfParallelism", 0, () => new UpsamplerOptions { MaxDegreeOfParallelism = 0 });
        AssertRefused("SegmentLength", 4095, () => new GuidedOptions { SegmentLength = 4095 });
        AssertRefused("SegmentLength", (1 << 20) + 1, () => new GuidedOptions { SegmentLength = (1 << 20) + 1 });
        AssertRefused("RefinementIterations", -1, () => new BlindOptions { RefinementIterations = -1 });
        AssertRefused("EncoderLearningRateScale", double.NaN, () => new GuidedOptions { EncoderLearningRateScale = double.NaN });
        AssertRefused("EncoderLearningRateScale", double.NaN, () => new SirenSegmentModel { EncoderLearningRateScale = double.NaN });
        _ = Assert.Throws<ArgumentNullException>("Schedule", () => new FitOptions { Schedule = null! });
        _ = Assert.Throws<ArgumentNullException>("Decoder", () => new SirenSegmentModel { Decoder = null! });
        _ = Assert.Throws<ArgumentNullException>("EncoderWeightsPrefix", () => new SirenSegmentModel { EncoderWeightsPrefix = null! });
        _ = Assert.Throws<ArgumentException>("Encoder", () => new SirenSegmentModel { Encoder = new() { Channels = 2 } });
        AssertRefused("weight", -1.0, () => new WeightedLoss(new MeanSquaredErrorLoss(), -1));
        AssertRefused("weight", double.NaN, () => new WeightedLoss(new MeanSquaredErrorLoss(), double.NaN));
        AssertRefused("Width", 0, () => new SirenDecoderOptions { Width = 0 });
        _ = Assert.Throws<ArgumentNullException>("loss", () => new WeightedLoss(null!));
        _ = Assert.Throws<ArgumentException>("Encoder", () => new GuidedOptions { Encoder = new() { Channels = 2 } });
    }

    [Fact]
    public void Without_limit_there_are_still_no_more_threads_than_work()
    {
        UpsampleResult result = Quick.Fit(FitMode.Guided, Quick.Options with { MaxDegreeOfParallelism = int.MaxValue }, 1500);
        Measure.AssertSameBits(Quick.Fit(FitMode.Guided, Quick.Options, 1500).Audio, result.Audio);
    }

    private static void AssertRefused(string name, object value, Func<object> set) =>
        Assert.Equal(value, Assert.Throws<ArgumentOutOfRangeException>(name, set).ActualValue);
}
