using System.Text.Json;
using Siren2.Decimation;

namespace Siren2.Cli.Tests;

/// <summary>Low-rate clips and results of other programs, and what the command line says of a clip's band.</summary>
public sealed class OtherFilesTests : IDisposable
{
    private readonly WorkFolder _folder = new();
    private readonly WorkFolder _inputs = new();
    private readonly WorkFolder _peers = new();

    public void Dispose()
    {
        _folder.Dispose();
        _inputs.Dispose();
        _peers.Dispose();
    }

    [Fact]
    public void A_given_input_takes_the_place_of_the_ideal_decimators_and_a_peer_is_judged_beside()
    {
        var reference = AudioClip.Load(_folder.Clip("a.wav", 16_000, 8_001));
        _ = _inputs.Clip("a.wav", 8_000, 4_001, gain: 0);
        reference.Save(_peers.PathOf("a.wav"), WaveEncoding.Float32);

        CliRun run = CliRun.Of(
            "evaluate", _folder.Location, "--tasks", "T2", "--modes", "sinc", "--inputs", _inputs.Location, "--peers", _peers.Location,
            "--json", _folder.PathOf("out.json"));

        Assert.Equal("", run.Error);
        JsonElement[] tasks = [.. _folder.Json("out.json").GetProperty("tasks").EnumerateArray()];
        Assert.Equal(["sinc", "peer"], tasks.Select(task => task.GetProperty("mode").GetString()));

        // The input is silence, so that interpolation errs by all of the reference; the peer has given the reference itself.
        double power = reference.Channel(0).ToArray().Average(sample => (double)sample * sample);
        Assert.Equal(-10 * Math.Log10(power), Psnr(tasks[0]), 0.01);
        Assert.Equal("Infinity", tasks[1].GetProperty("clips")[0].GetProperty("psnr").GetString());
    }

    [Fact]
    public void Files_that_do_not_fit_the_task_are_refused()
    {
        _ = _folder.Clip("a.wav", 16_000, 8_001);
        CliRun.Of("evaluate", _folder.Location, "--inputs", _inputs.Location).AssertRefused("one task", "--tasks");
        CliRun.Of("evaluate", _folder.Location, "--tasks", "T2", "--inputs", _inputs.Location).AssertRefused("there is no file", "a.wav");
        _ = _inputs.Clip("a.wav", 11_025, 4_001);
        CliRun.Of("evaluate", _folder.Location, "--tasks", "T2", "--inputs", _inputs.Location).AssertRefused("11,025 Hz", "8,000 Hz");
        CliRun.Of("evaluate", _folder.Location, "--experiment", "original", "--peers", _peers.Location).AssertRefused("--peers", "--experiment");
    }

    [Fact]
    public void A_band_that_is_named_is_filled_from_there_at_the_same_rate_and_reported()
    {
        string input = _folder.Clip("in.wav", 16_000, 8_000);
        CliRun run = CliRun.Of(
            "upsample", input, _folder.PathOf("out.wav"), "--rate", "16000", "--bandwidth", "3400", "--preset", "fast", "--json", _folder.PathOf("out.json"));

        Assert.Equal("", run.Error);
        Assert.Contains("up to 3,400 Hz", run.Output, StringComparison.Ordinal);
        JsonElement json = _folder.Json("out.json");
        Assert.Equal(3400, json.GetProperty("report").GetProperty("inputBandwidth").GetDouble());
        Assert.Equal(3400, json.GetProperty("settings").GetProperty("bandwidth").GetDouble());
        Assert.Equal(0, json.GetProperty("report").GetProperty("inputFilterWidth").GetDouble());
    }

    [Fact]
    public void A_decimator_that_is_named_is_undone_and_reported()
    {
        string input = _folder.Clip("in.wav", 8_000, 4_000);
        CliRun run = CliRun.Of(
            "upsample", input, _folder.PathOf("out.wav"), "--rate", "16000", "--input-filter", "FFmpeg", "--detail", "0", "--json", _folder.PathOf("out.json"));

        Assert.Equal("", run.Error);
        JsonElement report = _folder.Json("out.json").GetProperty("report");
        Assert.Equal(AntiAliasingFilter.FFmpeg.Center, report.GetProperty("inputFilterCenter").GetDouble());
        Assert.Equal(AntiAliasingFilter.FFmpeg.Width, report.GetProperty("inputFilterWidth").GetDouble());
        Assert.Contains("undone", run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--bandwidth", "0")]
    [InlineData("--bandwidth", "wide")]
    [InlineData("--bandwidth", "NaN")]
    [InlineData("--input-filter", "soxr")]
    public void What_no_clip_has_is_refused_with_what_is_allowed(string option, string value)
    {
        string input = _folder.Clip("in.wav", 8_000, 4_000);
        CliRun.Of("upsample", input, _folder.PathOf("out.wav"), "--rate", "16000", option, value).AssertRefused(option, value);
        Assert.DoesNotContain("out.wav", _folder.Files);
    }

    private static double Psnr(JsonElement task) => task.GetProperty("clips")[0].GetProperty("psnr").GetDouble();
}
