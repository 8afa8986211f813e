namespace Siren2.Core.Tests.Upsampling;

/// <summary>What cannot be upsampled is refused with the name, the value and what is allowed.</summary>
public class RefusedInputTests
{
    private static readonly Upsampler Subject = Quick.Upsampler;
    private static readonly AudioClip Good = Clips.Noise(1000, channels: 2);
    private static readonly AudioClip GoodReference = Clips.Noise(2000, 16_000, 2);

    [Theory]
    [InlineData(float.NaN, "NaN")]
    [InlineData(float.PositiveInfinity, "Infinity")]
    [InlineData(float.NegativeInfinity, "-Infinity")]
    [InlineData(1e30f, "1E+30")]
    [InlineData(-1.1e10f, "-1.1E+10")]
    public void A_sample_that_is_no_number_or_too_large_is_named_with_its_place(float sample, string text)
    {
        float[] bad = Clips.Samples(2000, 1, 1);
        bad[77] = sample;
        var clip = new AudioClip(8000, new float[2000], bad);
        var reference = new AudioClip(16_000, new float[2000], bad);
        ArgumentException[] failures =
        [
            Assert.Throws<ArgumentException>("clip", () => Subject.FitAndPredict(clip, 16_000)),
            Assert.Throws<ArgumentException>("clip", () => Subject.FitAndPredict(clip, GoodReference)),
            Assert.Throws<ArgumentException>("reference", () => Subject.FitAndPredict(Good, reference)),
            Assert.Throws<ArgumentException>("clip", () => Subject.Fit(clip, 16_000)),
        ];
        Assert.All(failures, failure => Assert.StartsWith(
            $"Sample 77 of channel 1 is {text}; every sample must be a number from -1E+10 to 1E+10.", failure.Message, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(0.0)]
    [InlineData(1e-3)]
    [InlineData(0.1)]
    [InlineData(99.9)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(double.NaN)]
    public void A_band_that_ends_below_any_sound_is_refused(double bandwidth)
    {
        ArgumentOutOfRangeException failure = Assert.Throws<ArgumentOutOfRangeException>(
            nameof(UpsamplerOptions.Bandwidth), () => new UpsamplerOptions { Bandwidth = bandwidth });
        Assert.StartsWith("The bandwidth must be a number of hertz from 100, or null.", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Suite", "slow")]
    public void The_lowest_bandwidth_gives_a_sound_result()
    {
        foreach (int rate in (int[])[150, 8000])
        {
            AudioClip clip = Clips.Noise(3000, rate);
            UpsampleResult result = new Upsampler(new() { Bandwidth = UpsamplerOptions.LowestBandwidth, Detail = 1 }).FitAndPredict(clip, 48_000);
            Measure.AssertSound(clip, 48_000, result);
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(1)]
    [InlineData(7999)]
    [InlineData(1_536_001)]
    [InlineData(10_000_000)]
    [InlineData(int.MinValue)]
    [InlineData(int.MaxValue)]
    public void A_target_rate_below_the_clips_or_beyond_the_highest_is_refused(int rate)
    {
        ArgumentOutOfRangeException failure =
            Assert.Throws<ArgumentOutOfRangeException>("targetSampleRate", () => Subject.FitAndPredict(Good, rate));
        Assert.Equal(rate, failure.ActualValue);
        Assert.Contains("from 8000 Hz to 1536000 Hz; the clip's is 8000 Hz", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(10_000_000)]
    public void A_clip_cannot_have_such_a_rate_in_the_first_place(int rate) =>
        Assert.Throws<ArgumentOutOfRangeException>("sampleRate", () => new AudioClip(rate, new float[10]));

    [Fact]
    public void A_result_too_long_for_an_array_is_refused_before_it_is_begun()
    {
        var clip = new AudioClip(1000, new float[2_000_000]);
        ArgumentOutOfRangeException failure =
            Assert.Throws<ArgumentOutOfRangeException>("targetSampleRate", () => Subject.FitAndPredict(clip, 1_536_000));
        Assert.Contains("3072000000 samples", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(8000)]
    [InlineData(4000)]
    public void A_reference_at_or_below_the_clips_rate_is_refused(int rate) =>
        Assert.Throws<ArgumentOutOfRangeException>("reference", () => Subject.FitAndPredict(Good, Clips.Noise(rate / 8, rate, 2)));

    [Fact]
    public void A_reference_with_another_number_of_channels_is_refused()
    {
        ArgumentException failure = Assert.Throws<ArgumentException>("reference", () => Subject.FitAndPredict(Good, Clips.Noise(2000, 16_000)));
        Assert.Contains("1 channel(s), the clip 2", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1835)]
    [InlineData(2165)]
    [InlineData(0)]
    public void A_reference_more_than_10_ms_longer_or_shorter_is_refused(int length)
    {
        ArgumentException failure =
            Assert.Throws<ArgumentException>("reference", () => Subject.FitAndPredict(Good, Clips.Noise(length, 16_000, 2)));
        Assert.Contains("0.125 s", failure.Message, StringComparison.Ordinal);
        Assert.Contains("10 ms", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1841)]
    [InlineData(2000)]
    [InlineData(2159)]
    public void A_reference_within_10_ms_is_taken_and_the_result_is_as_long_as_the_clip_asks_for(int length) =>
        Measure.AssertSound(Good, 16_000, Subject.FitAndPredict(Good, Clips.Noise(length, 16_000, 2)));

    [Fact]
    public void Nothing_is_no_clip()
    {
        _ = Assert.Throws<ArgumentNullException>("clip", () => Subject.FitAndPredict(null!, 16_000));
        _ = Assert.Throws<ArgumentNullException>("reference", () => Subject.FitAndPredict(Good, null!));
    }
}
