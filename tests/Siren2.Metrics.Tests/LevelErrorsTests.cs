using System.Text.Json;

namespace Siren2.Metrics.Tests;

public class LevelErrorsTests
{
    public static TheoryData<int> Cases { get; } = [.. Enumerable.Range(0, Figures().GetArrayLength())];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Errors_by_class_equal_those_of_SciPy(int index)
    {
        JsonElement expected = Figures()[index];
        int length = expected.GetProperty("length").GetInt32();
        string name = expected.GetProperty("estimate").GetString()!;
        float[] reference = MetricsFixture.Samples("reference")[..length];
        float[] estimate = name == "silence" ? new float[length] : MetricsFixture.Samples(name)[..length];

        MissingBandLevelErrors actual = MissingBandMetrics.LevelErrors(
            reference, estimate, expected.GetProperty("sampleRate").GetInt32(), expected.GetProperty("inputRate").GetInt32());

        AssertEqual(expected.GetProperty("pause"), actual.Pause);
        AssertEqual(expected.GetProperty("bright"), actual.Bright);
        AssertEqual(expected.GetProperty("other"), actual.Other);
    }

    [Fact]
    public void A_gain_is_the_bias_of_every_frame()
    {
        float[] noise = Signals.Noise(16_000);
        MissingBandLevelErrors errors = MissingBandMetrics.LevelErrors(noise, Signals.Scaled(noise, 0.1f), 16_000, 8_000);
        Assert.Equal((0, 1, 0), (errors.Pause.Share, errors.Bright.Share, errors.Other.Share));
        Assert.Equal(-20, errors.Bright.Bias, 1e-4);
        Assert.Equal(20, errors.Bright.MeanAbsoluteError, 1e-4);
        Assert.Equal(double.NaN, errors.Pause.Bias);
        Assert.Equal(double.NaN, errors.Other.MeanAbsoluteError);
    }

    [Fact]
    public void Errors_of_both_signs_cancel_in_the_bias_alone()
    {
        float[] noise = Signals.Noise(32_000);
        float[] estimate = [.. noise.Select((x, i) => x * (i < 16_000 ? 0.5f : 2))];
        LevelError bright = MissingBandMetrics.LevelErrors(noise, estimate, 16_000, 8_000).Bright;
        Assert.Equal(0, bright.Bias, 0.05);
        Assert.Equal(20 * Math.Log10(2), bright.MeanAbsoluteError, 0.05);
    }

    [Fact]
    public void Any_length_from_one_sample_on_is_defined()
    {
        for (int length = 1; length < 300; length++)
        {
            float[] noise = Signals.Noise(length);
            MissingBandLevelErrors errors = MissingBandMetrics.LevelErrors(noise, Signals.Scaled(noise, 0.5f), 16_000, 8_000);
            Assert.Equal(1, errors.Pause.Share + errors.Bright.Share + errors.Other.Share, 1e-12);
        }
    }

    [Fact]
    public void Silence_has_neither_pauses_nor_errors()
    {
        // With all levels at the floor the missing band is as loud as the known one.
        MissingBandLevelErrors errors = MissingBandMetrics.LevelErrors(new float[4_000], new float[4_000], 16_000, 8_000);
        Assert.Equal((0, 1, 0), (errors.Pause.Share, errors.Bright.Share, errors.Bright.Bias));
    }

    [Fact]
    public void A_known_band_narrower_than_a_bin_leaves_every_figure_undefined()
    {
        float[] noise = Signals.Noise(4_000);
        MissingBandLevelErrors errors = MissingBandMetrics.LevelErrors(noise, noise, 48_000, 50);
        Assert.Equal((double.NaN, double.NaN, double.NaN), (errors.Pause.Share, errors.Bright.Bias, errors.Other.MeanAbsoluteError));
    }

    [Theory]
    [InlineData(249, 100, "sampleRate")]
    [InlineData(AudioClip.MaximumSampleRate + 1, 100, "sampleRate")]
    [InlineData(16_000, 0, "inputRate")]
    [InlineData(16_000, 16_000, "inputRate")]
    public void Rates_without_a_missing_band_are_refused(int sampleRate, int inputRate, string name)
    {
        Assert.Throws<ArgumentOutOfRangeException>(name, () => MissingBandMetrics.LevelErrors([1], [1], sampleRate, inputRate));
        Assert.Throws<ArgumentOutOfRangeException>(name, () => MissingBandMetrics.MeanOnsetRise([1], [1], sampleRate, inputRate));
    }

    private static JsonElement Figures() =>
        JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Fixtures", "level_errors.json"))).RootElement;

    private static void AssertEqual(JsonElement expected, LevelError actual)
    {
        double[] figures = [.. expected.EnumerateArray().Select(figure => figure.ValueKind == JsonValueKind.Null ? double.NaN : figure.GetDouble())];
        Assert.Equal(figures[0], actual.Share, 1e-9);
        Assert.Equal(figures[1], actual.Bias, 1e-6);
        Assert.Equal(figures[2], actual.MeanAbsoluteError, 1e-6);
    }
}
