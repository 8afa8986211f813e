namespace Siren2.Metrics.Tests;

public class AddedBandTests
{
    private const int Rate = 48_000;

    [Theory]
    [InlineData(48_000, 16_000)]
    [InlineData(48_000, 24_000)]
    [InlineData(48_000, 8_000)]
    [InlineData(16_000, 8_000)]
    [InlineData(22_050, 5_512)]
    [InlineData(48_000, 44_100)]
    [InlineData(192_000, 8_000)]
    public void A_tone_that_steps_in_the_missing_band_rises_by_its_step(int rate, int inputRate)
    {
        float[] stepped = Stepped(rate, 0.95, 30);
        OnsetRise rise = MissingBandMetrics.MeanOnsetRise(stepped, stepped, rate, inputRate);
        Assert.Equal(1, rise.OnsetCount);
        Assert.Equal(30, rise.Reference, 1.0);
        Assert.Equal(rise.Reference, rise.Estimate);
    }

    [Fact]
    public void What_is_as_loud_before_an_onset_as_after_it_does_not_rise()
    {
        float[] reference = Stepped(Rate, 0.95, 30);
        float[] steady = Signals.Sine(Rate, 0.4);
        Assert.Equal(0, MissingBandMetrics.MeanOnsetRise(reference, steady, Rate, 16_000).Estimate, 0.1);
        Assert.Equal(0, MissingBandMetrics.MeanOnsetRise(reference, new float[Rate], Rate, 16_000).Estimate);
        Assert.Equal(10, MissingBandMetrics.MeanOnsetRise(reference, Stepped(Rate, 0.95, 10), Rate, 16_000).Estimate, 0.5);
    }

    [Fact]
    public void An_added_band_that_begins_ten_milliseconds_early_has_no_rise_left()
    {
        float[] reference = Stepped(Rate, 0.95, 40);
        float[] early = [.. reference[480..], .. reference[^480..]];
        Assert.Equal(0, MissingBandMetrics.MeanOnsetRise(reference, early, Rate, 16_000).Estimate, 0.5);
    }

    [Fact]
    public void The_known_band_has_no_part_in_an_onset()
    {
        float[] reference = Stepped(Rate, 0.95, 30);
        float[] loudHit = Signals.Sum(reference, Stepped(Rate, 0.1, 60));
        OnsetRise rise = MissingBandMetrics.MeanOnsetRise(reference, loudHit, Rate, 24_000);
        Assert.Equal(rise.Reference, rise.Estimate, 3.0);
        Assert.Equal(0, MissingBandMetrics.MeanOnsetRise(Signals.Sine(Rate, 0.05), reference, Rate, 16_000).OnsetCount);
    }

    [Fact]
    public void Each_hit_counts_once_and_what_is_far_below_the_loudest_does_not()
    {
        float[] noise = Signals.Noise(Rate);
        float[] hits = [.. noise.Select((x, i) => x * Hit(i))];
        OnsetRise rise = MissingBandMetrics.MeanOnsetRise(hits, Signals.Scaled(hits, 0.5f), Rate, 16_000);
        Assert.Equal(3, rise.OnsetCount);
        Assert.InRange(rise.Reference, 40, 60);
        Assert.Equal(rise.Reference, rise.Estimate, 1e-6);

        // Decays by 60 dB in 100 ms; the fourth hit is 44 dB below the others.
        static float Hit(int i) => ((i + 6_000) / 12_000 == 3 ? 0.006f : 1) * MathF.Pow(10, -((i + 6_000) % 12_000) / 1_600f);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(100)]
    [InlineData(1_000)]
    public void A_clip_too_short_for_an_onset_has_none(int length)
    {
        float[] noise = Signals.Noise(length);
        OnsetRise rise = MissingBandMetrics.MeanOnsetRise(noise, noise, Rate, 16_000);
        Assert.Equal((0, double.NaN, double.NaN), (rise.OnsetCount, rise.Reference, rise.Estimate));
    }

    [Fact]
    public void Equal_channels_correlate_by_one_inverted_ones_by_minus_one_and_independent_ones_not_at_all()
    {
        float[] a = Signals.Noise(Rate);
        float[] b = Signals.Noise(Rate, seed: 2);
        Assert.Equal(1, Correlation(a, Signals.Scaled(a, 0.3f)), 1e-5);
        Assert.Equal(-1, Correlation(a, Signals.Scaled(a, -2)), 1e-5);
        Assert.Equal(0, Correlation(a, b), 0.03);

        // Of independent a and b of equal power, a and a + b have the correlation 1/√2, a + b and a − b none.
        Assert.Equal(Math.Sqrt(0.5), Correlation(a, Signals.Sum(a, b)), 0.02);
        Assert.Equal(0, Correlation(Signals.Sum(a, b), Signals.Sum(a, Signals.Scaled(b, -1))), 0.03);
        Assert.Equal((1 + 0 + 0) / 3.0, Correlation(a, a, b), 0.02);
    }

    [Fact]
    public void The_known_band_has_no_part_in_the_correlation()
    {
        float[] voice = Signals.Sine(Rate, 0.05, 0.9);
        float[] left = Signals.Sum(voice, Signals.Noise(Rate, 0.01));
        float[] right = Signals.Sum(voice, Signals.Noise(Rate, 0.01, seed: 2));
        Assert.Equal(0, Correlation(left, right), 0.03);
        Assert.Equal(double.NaN, Correlation(voice, voice));
    }

    [Fact]
    public void One_channel_or_one_that_is_empty_above_has_no_correlation()
    {
        float[] noise = Signals.Noise(4_000);
        Assert.Equal(double.NaN, Correlation(noise));
        Assert.Equal(double.NaN, Correlation(noise, new float[4_000]));
        Assert.Equal(1, Correlation(noise, new float[4_000], noise), 1e-5);
        Assert.Throws<ArgumentNullException>("clip", () => MissingBandMetrics.InterChannelCorrelation(null!, 8_000));
        Assert.Throws<ArgumentOutOfRangeException>("inputRate", () => Correlation(Rate, noise, noise));
        Assert.Throws<ArgumentException>(() => Correlation([1, float.NaN], [1, 1]));
    }

    [Fact]
    public void A_band_too_narrow_to_be_parted_from_the_rest_is_undefined()
    {
        float[] noise = Signals.Noise(4_000);
        Assert.Equal(double.NaN, Correlation(Rate - 200, noise, noise));
        Assert.Equal(0, MissingBandMetrics.MeanOnsetRise(noise, noise, Rate, Rate - 200).OnsetCount);
    }

    private static double Correlation(params float[][] channels) => Correlation(16_000, channels);

    private static double Correlation(int inputRate, params float[][] channels) =>
        MissingBandMetrics.InterChannelCorrelation(new AudioClip(Rate, channels), inputRate);

    /// <summary>A second of a tone at a share of the Nyquist frequency that gets louder in its middle, by so many decibels.</summary>
    private static float[] Stepped(int rate, double share, double decibels)
    {
        float quiet = (float)Math.Pow(10, -decibels / 20);
        return [.. Signals.Sine(rate, share / 2).Select((x, i) => i < rate / 2 ? x * quiet : x)];
    }
}
