using System.Numerics.Tensors;
using Siren2.BandAnalysis;
using Siren2.Core.Tests.Upsampling;
using Siren2.Decimation;

namespace Siren2.Core.Tests.Baseline;

/// <summary>What is found of a clip's band: its end, and the roll-off of the decimator.</summary>
public class InputBandTests
{
    private static readonly Lazy<AudioClip> Ideal = new(() => Clips.Decimated(Even(Clips.Speech), 11_025, Clips.Speech.Length / 2));

    public static TheoryData<double, double> Steep => new() { { 0.9556, 0.0104 }, { 0.9567, 0.0116 }, { 0.94, 0.006 }, { 0.965, 0.008 } };

    [Theory]
    [MemberData(nameof(Steep))]
    public void A_steep_roll_off_is_found_to_a_hundredth_of_the_band(double centre, double width)
    {
        AntiAliasingFilter found = RollOffEstimator.Estimate(LongTermSpectrum.Of(RolledOff(Ideal.Value, new(centre, width)))!);
        Assert.InRange(found.Centre, centre - 0.012, centre + 0.012);
        Assert.InRange(found.Width, 0.003, 0.017);
    }

    [Fact]
    public void The_roll_off_of_SoX_is_found_and_called_that() =>
        AssertSox(RollOffEstimator.Estimate(LongTermSpectrum.Of(RolledOff(Clips.Noise(60_000), AntiAliasingFilter.Sox))!));

    [Fact]
    public void A_band_that_is_whole_has_no_roll_off_and_no_other_end()
    {
        foreach (AudioClip clip in (AudioClip[])[Ideal.Value, Clips.Noise(20_000), Clips.Noise(20_000, channels: 2), Clips.Of(20_000, _ => 0)])
        {
            LongTermSpectrum spectrum = LongTermSpectrum.Of(clip)!;
            Assert.Same(AntiAliasingFilter.Ideal, RollOffEstimator.Estimate(spectrum));
            Assert.Equal(1, BandwidthDetector.Detect(spectrum, clip.SampleRate));
        }
    }

    [Fact]
    public void A_gentle_roll_off_is_not_mistaken_for_a_steep_one() =>
        Assert.Same(AntiAliasingFilter.Ideal, RollOffEstimator.Estimate(LongTermSpectrum.Of(RolledOff(Ideal.Value, AntiAliasingFilter.FFmpeg))!));

    [Theory]
    [InlineData(0.3)]
    [InlineData(0.45)]
    [InlineData(0.6)]
    [InlineData(0.85)]
    public void A_low_pass_below_the_Nyquist_frequency_is_found_to_two_hundredths(double end)
    {
        AudioClip clip = LowPassed(Clips.Noise(30_000, 44_100), end);
        Assert.InRange(BandwidthDetector.Detect(LongTermSpectrum.Of(clip)!, clip.SampleRate), end - 0.02, end + 0.02);
    }

    [Fact]
    public void Speech_on_a_telephone_line_in_a_wide_file_ends_where_the_line_does()
    {
        AudioClip clip = LowPassed(Clips.Speech, 3400 / 11_025.0);
        Assert.InRange(11_025 * BandwidthDetector.Detect(LongTermSpectrum.Of(clip)!, clip.SampleRate), 3300, 3550);
    }

    [Fact]
    public void What_ends_lower_than_any_line_is_a_sound_of_its_own()
    {
        AudioClip clip = LowPassed(Clips.Noise(30_000), 0.25);
        Assert.Equal(1, BandwidthDetector.Detect(LongTermSpectrum.Of(clip)!, clip.SampleRate));
    }

    [Fact]
    public void A_sound_without_high_partials_and_a_slope_have_no_cliff()
    {
        AudioClip partials = Clips.Of(40_000, i => (float)Enumerable.Range(1, 8).Sum(k => Math.Sin(0.09 * k * i) / k) * 0.1f, 44_100);
        float[] brown = Clips.Samples(40_000, 0.01f, 1);
        for (int i = 1; i < brown.Length; i++)
        {
            brown[i] += 0.98f * brown[i - 1];
        }

        foreach (AudioClip clip in (AudioClip[])[partials, new AudioClip(44_100, brown)])
        {
            Assert.Equal(1, BandwidthDetector.Detect(LongTermSpectrum.Of(clip)!, clip.SampleRate));
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1000)]
    [InlineData(6655)]
    public void A_short_clip_tells_nothing(int length) => Assert.Null(LongTermSpectrum.Of(Clips.Noise(length)));

    [Fact]
    public void A_long_clip_costs_no_more_frames_than_a_few_thousand() =>
        Assert.Equal(2000, LongTermSpectrum.Of(Clips.Noise(3_000_000))!.Frames);

    [Theory]
    [InlineData(1e-4f, 60, 60)]
    [InlineData(2e-3f, 5, 40)]
    public void The_more_noise_there_is_the_less_is_made_up_for(float noise, double least, double most)
    {
        float[] samples = RolledOff(Clips.Noise(60_000), AntiAliasingFilter.Sox).Channel(0).ToArray();
        float[] added = Clips.Samples(samples.Length, noise, 9);
        TensorPrimitives.Add(samples, added, samples);
        Assert.InRange(RollOffEstimator.Estimate(LongTermSpectrum.Of(new AudioClip(8000, samples))!).MostGain, least, most);
    }

    internal static void AssertSox(AntiAliasingFilter found) =>
        Assert.Equal(AntiAliasingFilter.Sox with { MostGain = found.MostGain }, found);

    internal static AudioClip RolledOff(AudioClip clip, AntiAliasingFilter filter) =>
        Filtered(clip, f => double.Hypot(filter.Gain(2 * f), filter.Gain(2 - (2 * f))));

    internal static AudioClip LowPassed(AudioClip clip, double end) =>
        Filtered(clip, f => 0.5 * (1 - Math.Tanh(((2 * f) - end) / 0.005)));

    private static AudioClip Filtered(AudioClip clip, Func<double, double> gain)
    {
        float[] samples = clip.Channel(0).ToArray();
        new ZeroPhaseFilter(samples.Length, gain).Apply(samples, samples);
        return new AudioClip(clip.SampleRate, samples);
    }

    private static AudioClip Even(AudioClip clip) => new(clip.SampleRate, clip.Channel(0)[..(clip.Length / 2 * 2)].ToArray());
}
