using System.Text.Json;
using Siren2.Cli.Experiment;

namespace Siren2.Cli.Tests;

public sealed class ExperimentTests : IDisposable
{
    private readonly WorkFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    [Trait("Suite", "slow")]
    public void One_guided_table_compares_all_ways_with_sinc()
    {
        _folder.Clip("a.wav", 22_050, 3_001);
        _folder.Clip("b.wav", 44_100, 5_000, channels: 2, gain: 0.5f);

        CliRun run = CliRun.Of("evaluate", _folder.Location, "--experiment", "original", "--steps", "40", "--json", _folder.PathOf("out.json"));

        Assert.Equal("", run.Error);
        Assert.Single(
            run.Output.Split('\n'), line => line.StartsWith("GUIDED: ", StringComparison.Ordinal) && line.Contains("Not super-resolution", StringComparison.Ordinal));
        JsonElement json = _folder.Json("out.json");
        Assert.Equal("guided", json.GetProperty("mode").GetString());
        Dictionary<string, JsonElement> rows = json.GetProperty("rows").EnumerateArray().ToDictionary(row => row.GetProperty("name").GetString()!);
        Assert.Equal(
            ["sinc", "linear", "linear, centered", "plain SIREN", "SIREN²+SEANet, linear base", "SIREN²+SEANet, centered base", "SIREN²+SEANet, sinc base", "Siren2"], rows.Keys);

        // Linear interpolation of harmonics up to the Nyquist frequency loses to sinc, and takes what is scored on it along.
        Assert.Equal(0, Change(rows["sinc"]));
        Assert.True(Change(rows["linear"]) < -1);
        Assert.True(Change(rows["linear, centered"]) < Change(rows["linear"]));
        Assert.True(Change(rows["SIREN²+SEANet, linear base"]) < Change(rows["SIREN²+SEANet, sinc base"]));
        Assert.True(Change(rows["plain SIREN"]) < 1);
        Assert.True(Change(rows["Siren2"]) > 20);
        Assert.True(rows["Siren2"].GetProperty("mean").GetProperty("lsdRectangular").GetDouble() < 0.4);
    }

    [Fact]
    public void A_clip_that_is_too_long_does_not_stop_the_rest()
    {
        _folder.Clip("a.wav", 22_050, 1_501);
        _folder.Tone("long.wav", 22_050, AudioClip.MaximumSampleRate + 1, 440, 0.5);

        CliRun run = CliRun.Of("evaluate", _folder.Location, "--experiment", "original", "--steps", "2", "--json", _folder.PathOf("out.json"));

        Assert.Equal((1, ""), (run.ExitCode, run.Error));
        Assert.Contains("failed: 'long.wav' has 1536001 samples", run.Output, StringComparison.Ordinal);
        JsonElement json = _folder.Json("out.json");
        Assert.True(Assert.Single(json.GetProperty("skipped").EnumerateArray()).GetProperty("isFailure").GetBoolean());
        Assert.All(json.GetProperty("rows").EnumerateArray(), row => Assert.Equal(1, row.GetProperty("clips").GetArrayLength()));
    }

    [Fact]
    public void Equal_seeds_give_equal_figures()
    {
        _folder.Clip("a.wav", 22_050, 1_501);

        double[] Figures(string seed)
        {
            CliRun run = CliRun.Of(
                "evaluate", _folder.Location, "--experiment", "original", "--steps", "5", "--seed", seed, "--json", _folder.PathOf("out.json"));
            Assert.Equal(0, run.ExitCode);
            return [.. _folder.Json("out.json").GetProperty("rows").EnumerateArray().Select(Change)];
        }

        Assert.Equal(Figures("3"), Figures("3"));
        Assert.NotEqual(Figures("3"), Figures("4"));
    }

    [Theory]
    [InlineData(22_050, 41_885, 41_885, 10_470)]
    [InlineData(22_050, 22_050, 22_050, 5_512)]
    [InlineData(44_100, 84_001, 42_000, 10_499)]
    public void Lengths_are_rounded_down(int rate, int length, int expected, int expectedLow)
    {
        var clip = ExperimentClip.Prepare("clip", new AudioClip(rate, new float[length]));

        Assert.Equal((expected, expectedLow, expected), (clip.Reference.Length, clip.Low.Length, clip.Sinc.Length));
        Assert.Equal(length * 22_050.0 / rate, clip.Reference.Length, 1.0);
    }

    [Fact]
    public void Linear_interpolation_runs_straight_between_samples_and_1_5_samples_late_between_centers()
    {
        float[] ramp = [.. Enumerable.Range(0, 22_050).Select(i => 1e-5f * i)];
        var clip = new ExperimentClip("ramp", ramp, [.. Enumerable.Range(0, 5_512).Select(i => (float)(1e-5 * i * 22_050 / 5_512))], ramp);

        float[] linear = clip.InterpolateLinearly(centered: false);
        float[] centered = clip.InterpolateLinearly(centered: true);

        Assert.All(Enumerable.Range(0, 22_045), i => Assert.Equal(ramp[i], linear[i], 1e-6f));
        Assert.Equal(clip.Low[^1], linear[^1]);

        // Four samples a low-rate sample: centers lie 1.5 samples late.
        Assert.All(Enumerable.Range(2, 22_043), i => Assert.Equal(ramp[i] - 1.5e-5f, centered[i], 1e-6f));
    }

    [Fact]
    public void Options_that_the_protocol_fixes_are_refused()
    {
        _folder.Clip("a.wav", 22_050, 3_000);

        CliRun.Of("evaluate", _folder.Location, "--experiment", "original", "--tasks", "T1").AssertRefused("--tasks", "--experiment");
        CliRun.Of("evaluate", _folder.Location, "--steps", "10").AssertRefused("--steps", "--experiment");
        CliRun.Of("evaluate", _folder.Location, "--experiment", "another").AssertRefused("--experiment", "original");
    }

    private static double Change(JsonElement row) => row.GetProperty("mean").GetProperty("psnrChange").GetDouble();
}
