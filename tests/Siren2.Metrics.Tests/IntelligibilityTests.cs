namespace Siren2.Metrics.Tests;

public class IntelligibilityTests
{
    public static TheoryData<string> Degradations => MetricsFixture.Degradations;

    [Theory]
    [MemberData(nameof(Degradations))]
    public void Scores_of_a_real_clip_equal_those_of_pystoi(string degradation)
    {
        float[] reference = MetricsFixture.Samples("reference");
        float[] estimate = MetricsFixture.Samples(degradation);
        MetricsFixture.AssertEqual(degradation, "stoi", Intelligibility.Stoi(reference, estimate, 22_050), 1e-5);
        MetricsFixture.AssertEqual(degradation, "estoi", Intelligibility.ExtendedStoi(reference, estimate, 22_050), 1e-5);
    }

    /// <summary>Expected figures: pystoi on the fixture's samples, taken to be at another rate.</summary>
    [Theory]
    [InlineData("noise20", 5_512, 0.704458, 0.518223)]
    [InlineData("noise20", 8_000, 0.802087, 0.638366)]
    [InlineData("noise20", 10_000, 0.871934, 0.745011)]
    [InlineData("noise20", 16_000, 0.947545, 0.886921)]
    [InlineData("noise20", 44_100, 0.873412, 0.787450)]
    [InlineData("noise20", 48_000, 0.856132, 0.759114)]
    [InlineData("sinc_x2", 8_000, 0.886289, 0.758143)]
    [InlineData("sinc_x2", 16_000, 0.998579, 0.997690)]
    [InlineData("sinc_x4", 5_512, 0.635753, 0.422058)]
    [InlineData("sinc_x4", 10_000, 0.771391, 0.567019)]
    [InlineData("sinc_x4", 16_000, 0.877662, 0.729828)]
    public void Scores_at_other_rates_equal_those_of_pystoi(string degradation, int sampleRate, double stoi, double extendedStoi)
    {
        float[] reference = MetricsFixture.Samples("reference");
        float[] estimate = MetricsFixture.Samples(degradation);
        Assert.Equal(stoi, Intelligibility.Stoi(reference, estimate, sampleRate), 1e-5);
        Assert.Equal(extendedStoi, Intelligibility.ExtendedStoi(reference, estimate, sampleRate), 1e-5);
    }

    [Fact]
    public void Equal_signals_and_any_gain_score_one()
    {
        float[] speech = MetricsFixture.Samples("reference");
        foreach (float[] estimate in new[] { speech, Signals.Scaled(speech, 0.001f), Signals.Scaled(speech, -20) })
        {
            Assert.Equal(1, Intelligibility.Stoi(speech, estimate, 22_050), 1e-6);
            Assert.Equal(1, Intelligibility.ExtendedStoi(speech, estimate, 22_050), 1e-6);
        }
    }

    [Fact]
    public void Scores_fall_as_noise_rises()
    {
        float[] speech = MetricsFixture.Samples("reference");
        float[][] estimates =
            [.. new[] { 0.001, 0.01, 0.1, 1 }.Select(level => Signals.Sum(speech, Signals.Noise(speech.Length, level)))];
        double[] stoi = [.. estimates.Select(e => Intelligibility.Stoi(speech, e, 22_050))];
        double[] extended = [.. estimates.Select(e => Intelligibility.ExtendedStoi(speech, e, 22_050))];
        Assert.Equal(stoi.OrderDescending(), stoi);
        Assert.Equal(extended.OrderDescending(), extended);
    }

    [Fact]
    public void What_lies_above_the_speech_bands_is_not_judged()
    {
        float[] speech = MetricsFixture.Samples("reference");
        float[] hiss = Signals.Sum(speech, Signals.Sine(speech.Length, 8000 / 22_050.0, 0.1));
        Assert.Equal(1, Intelligibility.Stoi(speech, hiss, 22_050), 1e-3);
    }

    [Fact]
    public void Silence_in_both_signals_is_removed_before_the_score_is_taken()
    {
        float[] speech = MetricsFixture.Samples("reference");
        float[] estimate = MetricsFixture.Samples("sinc_x4");
        double expected = Intelligibility.Stoi(speech, estimate, 22_050);
        float[] pause = new float[22_050];
        double actual = Intelligibility.Stoi([.. pause, .. speech, .. pause], [.. pause, .. estimate, .. pause], 22_050);
        Assert.Equal(expected, actual, 0.01);
    }

    [Fact]
    public void A_silent_estimate_scores_zero()
    {
        float[] speech = MetricsFixture.Samples("reference");
        Assert.Equal(0, Intelligibility.Stoi(speech, new float[speech.Length], 22_050));
        Assert.Equal(0, Intelligibility.ExtendedStoi(speech, new float[speech.Length], 22_050));
    }

    [Fact]
    public void A_silent_or_too_short_reference_and_a_rate_without_speech_are_undefined()
    {
        float[] noise = Signals.Noise(10_000);
        AssertUndefined(new float[10_000], noise, 10_000);
        AssertUndefined([1], [1], 10_000);
        AssertUndefined(Signals.Noise(256), Signals.Noise(256), 10_000);
        AssertUndefined(noise, noise, 999);

        // 31 frames of 256 at hop 128 are just enough, with the one sample more that the reference code asks for.
        AssertUndefined(Signals.Noise(256 + (30 * 128)), Signals.Noise(256 + (30 * 128)), 10_000);
        Assert.Equal(1, Intelligibility.Stoi(Signals.Noise(257 + (30 * 128)), Signals.Noise(257 + (30 * 128)), 10_000), 1e-6);

        static void AssertUndefined(float[] reference, float[] estimate, int sampleRate)
        {
            Assert.Equal(double.NaN, Intelligibility.Stoi(reference, estimate, sampleRate));
            Assert.Equal(double.NaN, Intelligibility.ExtendedStoi(reference, estimate, sampleRate));
        }
    }

    [Theory]
    [InlineData(1_000)]
    [InlineData(44_099)]
    [InlineData(192_000)]
    [InlineData(1_535_999)]
    public void Every_rate_from_a_kilohertz_up_is_scored(int sampleRate)
    {
        float[] noise = Signals.Noise(Math.Max(sampleRate / 2, 4000));
        float[] estimate = Signals.Sum(noise, Signals.Noise(noise.Length, 0.1, seed: 2));
        Assert.InRange(Intelligibility.Stoi(noise, estimate, sampleRate), 0.2, 0.95);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-8000)]
    [InlineData(AudioClip.MaximumSampleRate + 1)]
    public void A_rate_that_no_clip_has_is_refused(int sampleRate) =>
        Assert.Throws<ArgumentOutOfRangeException>(nameof(sampleRate), () => Intelligibility.Stoi([1], [1], sampleRate));
}
