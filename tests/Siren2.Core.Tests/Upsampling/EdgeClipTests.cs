using Siren2.Resampling;

namespace Siren2.Core.Tests.Upsampling;

/// <summary>Clips at the edge of what a clip can be: every one has an answer.</summary>
public class EdgeClipTests
{
    private static Dictionary<string, (AudioClip Clip, int Rate)> All { get; } = new()
    {
        ["empty"] = (Clips.Noise(0), 16_000),
        ["empty, 2 channels"] = (Clips.Noise(0, channels: 2), 16_000),
        ["one sample"] = (Clips.Of(1, _ => 0.7f), 16_000),
        ["10 samples"] = (Clips.Noise(10), 16_000),
        ["just too short for a network"] = (Clips.Noise(255), 16_000),
        ["just long enough for a network"] = (Clips.Noise(256), 16_000),
        ["one sample more than a segment"] = (Clips.Noise(2049), 16_000),
        ["DC"] = (Clips.Of(3000, _ => 0.5f), 16_000),
        ["full-scale square wave"] = (Clips.Of(3000, i => i / 20 % 2 == 0 ? 1 : -1), 16_000),
        ["impulse"] = (Clips.Of(3000, i => i == 1500 ? 1 : 0), 16_000),
        ["denormals"] = (Clips.Noise(2000, level: 1e-42f), 16_000),
        ["1e-30"] = (Clips.Noise(2000, level: 1e-30f), 16_000),
        ["16-bit steps as samples"] = (Clips.Noise(2000, level: 32_768), 16_000),
        ["the largest magnitude"] = (Clips.Of(2000, i => i / 20 % 2 == 0 ? 1e10f : -1e10f), 16_000),
        ["7 channels"] = (Clips.Noise(1000, channels: 7), 16_000),
        ["odd rates"] = (Clips.Noise(1000, 7919), 48_017),
        ["a ratio just above 1"] = (Clips.Noise(4000, 44_100), 48_000),
        ["one bin is missing"] = (Clips.Noise(2000, 47_900), 48_000),
        ["a ratio of 64"] = (Clips.Noise(200, 750), 48_000),
        ["a ratio of 4,800"] = (Clips.Of(2, i => 1 - i, 1), 4800),
        ["the highest rate"] = (Clips.Noise(700, 768_000), AudioClip.MaximumSampleRate),
    };

    public static TheoryData<string> Names => [.. All.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_blind_result_is_sound_consistent_with_the_clip_and_within_its_budget(string name)
    {
        (AudioClip clip, int rate) = All[name];
        UpsampleResult result = Quick.Upsampler.FitAndPredict(clip, rate);
        Measure.AssertSound(clip, rate, result);
        Measure.AssertConsistent(clip, result.Audio);
        // 0.1 dB, and what a deviation of the level makes of it.
        Assert.InRange(result.Report.EstimatedPsnrCost!.Value, 0, 1);
        Assert.Equal(result.Report.Networks.Count == 0, Measure.Injected(result) == 0);
    }

    [Theory]
    [InlineData("silent")]
    [InlineData("just too short for a network")]
    [InlineData("empty")]
    [InlineData("without detail")]
    public void Where_nothing_is_filled_the_report_names_no_model_and_no_texture(string name)
    {
        AudioClip clip = name is "silent" or "without detail" ? new AudioClip(8000, new float[40_000]) : All[name].Clip;
        var upsampler = new Upsampler(new() { Detail = name == "without detail" ? 0 : 0.5 });
        foreach (UpsampleReport report in (UpsampleReport[])[upsampler.FitAndPredict(clip, 16_000).Report, upsampler.FitAndWrite(clip, 16_000, _ => { })])
        {
            Assert.Null(report.LevelModel);
            Assert.Null(report.Texture);
        }

        UpsampleReport filled = upsampler.FitAndWrite(Clips.Noise(4000), 16_000, _ => { });
        Assert.Equal(name == "without detail", filled.LevelModel is null);
        Assert.Equal(name == "without detail", filled.Texture is null);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_guided_result_is_sound_and_no_worse_than_the_baseline(string name)
    {
        (AudioClip clip, int rate) = All[name];
        int length = new SincResampler(clip.SampleRate, rate).OutputLength(clip.Length);
        AudioClip reference = Clips.Noise(length, rate, clip.ChannelCount);
        UpsampleResult result = Quick.Upsampler.FitAndPredict(clip, reference);
        Measure.AssertSound(clip, rate, result);
        Assert.InRange(result.Report.GainOverBaseline!.Value, 0, 20);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Silence_stays_silence_without_a_network(bool isNegativeZero)
    {
        float zero = isNegativeZero ? -0f : 0;
        AudioClip clip = Clips.Of(4000, _ => zero);
        foreach (UpsampleResult result in (UpsampleResult[])
            [Quick.Upsampler.FitAndPredict(clip, 16_000), Quick.Upsampler.FitAndPredict(clip, Clips.Of(8000, _ => zero, 16_000))])
        {
            Assert.Equal(0, Measure.Energy(result.Audio));
            Assert.Empty(result.Report.Networks);
            Assert.Equal(0, result.Report.EstimatedPsnrCost ?? result.Report.GainOverBaseline);
        }
    }

    [Fact]
    public void A_silent_channel_beside_a_loud_one_stays_silent()
    {
        var clip = new AudioClip(8000, new float[3000], Clips.Samples(3000, 0.5f, 1));
        UpsampleResult result = Quick.Upsampler.FitAndPredict(clip, 16_000);
        Assert.Equal(-1, result.Audio.Channel(0).IndexOfAnyExcept(0));
        Assert.All(result.Report.Networks, network => Assert.Equal(1, network.Channel));
        Assert.InRange(Measure.Injected(result), 1e-6, double.MaxValue);
        Measure.AssertConsistent(clip, result.Audio);
    }

    [Fact]
    public void Digital_silence_after_sound_is_left_alone_beyond_the_reach_of_a_frame()
    {
        AudioClip clip = Clips.Of(20_000, i => i < 4000 ? MathF.Sin(i * i * 1e-4f) : 0);
        UpsampleResult result = Quick.Upsampler.FitAndPredict(clip, 16_000);
        Assert.InRange(Measure.Injected(result), 1e-6, double.MaxValue);
        float peak = 0;
        for (int i = 20_000; i < 39_000; i++)
        {
            peak = Math.Max(peak, Math.Abs(result.Audio.Channel(0)[i] - result.Baseline.Channel(0)[i]));
        }

        // −100 dB: a spectrum that ends abruptly rings, as that of the baseline itself does.
        Assert.InRange(peak, 0, 1e-5);
    }
}
