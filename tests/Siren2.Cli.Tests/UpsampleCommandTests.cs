using System.Text.Json;
using Siren2.Baseline;

namespace Siren2.Cli.Tests;

public sealed class UpsampleCommandTests : IDisposable
{
    private readonly WorkFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_blind_fit_gives_a_clip_a_table_and_a_report_that_say_what_they_are()
    {
        string input = _folder.Clip("in.wav", 8_000, 3_001, channels: 2, gain: 0.5f);
        string output = _folder.PathOf("out.wav");

        CliRun run = CliRun.Of(
            "upsample", input, output, "--rate", "16000", "--preset", "fast", "--seed", "3", "--json", _folder.PathOf("out.json"));

        Assert.Equal("", run.Error);
        Assert.Equal(0, run.ExitCode);
        AudioClip clip = AudioClip.Load(output);
        Assert.Equal((16_000, 2, 6_002), (clip.SampleRate, clip.ChannelCount, clip.Length));
        Assert.Equal(24, BitConverter.ToInt16(File.ReadAllBytes(output), 34));
        Assert.Contains("BLIND", run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("GUIDED", run.Output, StringComparison.OrdinalIgnoreCase);
        JsonElement json = _folder.Json("out.json");
        Assert.Equal("blind", json.GetProperty("mode").GetString());
        Assert.Equal(JsonValueKind.Null, json.GetProperty("comparison").ValueKind);
        Assert.Equal("fast", json.GetProperty("settings").GetProperty("preset").GetString());
        Assert.Equal(3, json.GetProperty("settings").GetProperty("seed").GetInt32());
        Assert.Equal(3_001, json.GetProperty("input").GetProperty("samples").GetInt32());
        Assert.Equal(6_002, json.GetProperty("output").GetProperty("samples").GetInt32());
        JsonElement report = json.GetProperty("report");
        Assert.Equal("blind", report.GetProperty("mode").GetString());
        Assert.Equal(4_000, report.GetProperty("inputBandwidth").GetDouble());
        Assert.True(report.GetProperty("elapsedSeconds").GetDouble() > 0);
        Assert.True(report.GetProperty("estimatedPsnrCost").ValueKind == JsonValueKind.Number);
        Assert.StartsWith("siren2.prior.", report.GetProperty("levelModel").GetString(), StringComparison.Ordinal);
        Assert.StartsWith("siren2.copied.", report.GetProperty("texture").GetString(), StringComparison.Ordinal);
        Assert.Equal(0, report.GetProperty("networks").GetArrayLength());
        Assert.NotEqual("", json.GetProperty("machine").GetProperty("processor").GetString());
    }

    [Theory]
    [InlineData("8000", "1", "notFound", "no earlier end was found, so that nothing was found missing and nothing filled; --bandwidth gives one")]
    [InlineData("16000", "1", "notFound", "no earlier end was found; --bandwidth gives one")]
    [InlineData("8000", "0", "notLookedFor", "no earlier end was looked for")]
    [InlineData("16000", "0", "notLookedFor", "no earlier end was looked for")]
    public void Where_no_end_of_the_band_is_known_table_report_and_page_say_so(string rate, string detail, string end, string text)
    {
        string input = _folder.Clip("in.wav", 8_000, 20_000);
        CliRun run = CliRun.Of(
            "upsample", input, _folder.PathOf("out.wav"), "--rate", rate, "--detail", detail, "--json", _folder.PathOf("out.json"), "--report", _folder.PathOf("out.html"));
        Assert.Equal(0, run.ExitCode);
        Assert.Contains($"up to 4,000 Hz: {text}", run.Output, StringComparison.Ordinal);
        Assert.Contains(text, File.ReadAllText(_folder.PathOf("out.html")), StringComparison.Ordinal);
        Assert.Equal(end, _folder.Json("out.json").GetProperty("report").GetProperty("inputBandEnd").GetString());
    }

    [Fact]
    public void Networks_and_a_line_fill_the_band_where_they_are_asked_for()
    {
        string input = _folder.Clip("in.wav", 8_000, 3_001, channels: 2, gain: 0.5f);
        CliRun run = CliRun.Of(
            "upsample", input, _folder.PathOf("out.wav"), "--rate", "16000", "--preset", "fast", "--texture", "network", "--levels", "line", "--json",
            _folder.PathOf("out.json"));
        Assert.Equal(0, run.ExitCode);
        JsonElement report = _folder.Json("out.json").GetProperty("report");
        Assert.StartsWith("siren2.line.", report.GetProperty("levelModel").GetString(), StringComparison.Ordinal);
        Assert.Equal(JsonValueKind.Null, report.GetProperty("texture").ValueKind);
        Assert.Equal(2, report.GetProperty("networks").GetArrayLength());
        Assert.Equal("stepsTaken", report.GetProperty("networks")[0].GetProperty("stopReason").GetString());
        Assert.True(report.GetProperty("meanLosses").GetArrayLength() > 0);
    }

    [Fact]
    public void A_checkpoint_is_gone_when_the_result_is_there_and_one_of_another_clip_is_refused()
    {
        string input = _folder.Clip("in.wav", 8_000, 2_000);
        string checkpoint = _folder.PathOf("job.checkpoint");
        string[] command = ["upsample", input, _folder.PathOf("out.wav"), "--rate", "16000", "--preset", "fast", "--checkpoint", checkpoint];
        Assert.Equal(0, CliRun.Of(command).ExitCode);
        Assert.False(File.Exists(checkpoint));

        UpsamplerOptions options = UpsamplerOptions.Fast with { CheckpointFile = checkpoint };
        _ = new Upsampler(options).Fit(AudioClip.Load(_folder.Clip("other.wav", 8_000, 1_500)), 16_000);
        CliRun run = CliRun.Of(command);
        Assert.Equal(2, run.ExitCode);
        Assert.Contains("another clip", run.Error, StringComparison.Ordinal);
        Assert.True(File.Exists(checkpoint));
    }

    [Fact]
    public void A_pipe_gets_at_most_ten_lines_of_progress_and_no_carriage_return()
    {
        CliRun run = CliRun.Of(
            "upsample", _folder.Clip("in.wav", 8_000, 2_000), _folder.PathOf("out.wav"), "--rate", "16000", "--preset", "fast");

        Assert.DoesNotContain('\r', run.Progress);
        Assert.InRange(run.Progress.Split('\n').Count(line => line.Contains('%', StringComparison.Ordinal)), 1, 10);
        Assert.DoesNotContain('%', run.Output);
    }

    [Fact]
    public void Detail_0_is_the_sinc_baseline_to_the_byte()
    {
        string input = _folder.Clip("in.wav", 8_000, 2_000);
        SincBaseline.Compute(AudioClip.Load(input), 22_050).Save(_folder.PathOf("sinc.wav"));

        CliRun run = CliRun.Of("upsample", input, _folder.PathOf("out.wav"), "--rate", "22050", "--detail", "0");

        Assert.Equal(0, run.ExitCode);
        Assert.Equal(File.ReadAllBytes(_folder.PathOf("sinc.wav")), File.ReadAllBytes(_folder.PathOf("out.wav")));
        Assert.Contains("100 %  no network to fit", run.Progress, StringComparison.Ordinal);
        Assert.Contains("none: the output is the sinc baseline", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void The_same_seed_gives_the_same_file_and_another_seed_another()
    {
        string input = _folder.Clip("in.wav", 8_000, 2_000);
        foreach ((string name, string seed) in new[] { ("a.wav", "1"), ("b.wav", "1"), ("c.wav", "2") })
        {
            CliRun run = CliRun.Of("upsample", input, _folder.PathOf(name), "--rate", "16000", "--preset", "fast", "--texture", "network", "--seed", seed);
            Assert.Equal(0, run.ExitCode);
        }

        Assert.Equal(File.ReadAllBytes(_folder.PathOf("a.wav")), File.ReadAllBytes(_folder.PathOf("b.wav")));
        Assert.NotEqual(File.ReadAllBytes(_folder.PathOf("a.wav")), File.ReadAllBytes(_folder.PathOf("c.wav")));
    }

    [Fact]
    public void A_fit_with_a_reference_is_called_guided_and_not_super_resolution()
    {
        string reference = _folder.Clip("ref.wav", 16_000, 4_000);
        string input = _folder.Clip("in.wav", 8_000, 2_000);

        CliRun run = CliRun.Of(
            "upsample", input, _folder.PathOf("out.wav"), "--rate", "16000", "--preset", "fast", "--reference", reference,
            "--json", _folder.PathOf("out.json"));

        Assert.Equal("", run.Error);
        Assert.Contains("GUIDED", run.Output, StringComparison.Ordinal);
        Assert.Contains("Not super-resolution", run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("BLIND", run.Output, StringComparison.OrdinalIgnoreCase);
        Assert.True(
            run.Output.IndexOf("| sinc", StringComparison.Ordinal) < run.Output.IndexOf("| guided", StringComparison.Ordinal));
        JsonElement json = _folder.Json("out.json");
        JsonElement comparison = json.GetProperty("comparison");
        Assert.Equal("guided", json.GetProperty("mode").GetString());
        Assert.True(
            comparison.GetProperty("guided").GetProperty("psnr").GetDouble() >= comparison.GetProperty("sinc").GetProperty("psnr").GetDouble());
        Assert.True(comparison.GetProperty("sinc").GetProperty("missingBandLsdHann").GetDouble() > 0);
    }

    [Fact]
    public void What_does_not_fit_is_refused_before_anything_is_written()
    {
        string input = _folder.Clip("in.wav", 8_000, 2_000);
        string output = _folder.PathOf("out.wav");
        string[] before = [.. _folder.Files, .. References()];

        CliRun.Of("upsample", input, output, "--rate", "7999").AssertRefused("at least the clip's 8,000 Hz", "7999");
        CliRun.Of("upsample", input, output, "--rate", "16000", "--reference", _folder.PathOf("none.wav")).AssertRefused("none.wav");
        CliRun.Of("upsample", input, output, "--rate", "16000", "--reference", _folder.PathOf("rate.wav")).AssertRefused("22,050 Hz", "16000");
        CliRun.Of("upsample", input, output, "--rate", "16000", "--reference", _folder.PathOf("long.wav")).AssertRefused("reference");
        CliRun.Of("upsample", input, output, "--rate", "16000", "--reference", _folder.PathOf("stereo.wav")).AssertRefused("reference");
        CliRun.Of("upsample", _folder.PathOf("nan.wav"), output, "--rate", "16000").AssertRefused("NaN");
        CliRun.Of("upsample", input, _folder.PathOf("none/out.wav"), "--rate", "16000").AssertRefused("none/out.wav", "does not exist");
        CliRun.Of("upsample", input, _folder.Location, "--rate", "16000").AssertRefused("folder");
        CliRun.Of("upsample", input, _folder.PathOf("out.mp3"), "--rate", "16000").AssertRefused("out.mp3", "WAV and FLAC are written");
        CliRun.Of("upsample", input, input, "--rate", "16000").AssertRefused("in.wav", "named twice");
        CliRun.Of("upsample", input, output, "--rate", "16000", "--json", output).AssertRefused("out.wav", "named twice");

        Assert.Equal(before.Order(StringComparer.Ordinal), _folder.Files);
    }

    [Fact]
    public void A_fit_that_is_canceled_leaves_nothing_behind()
    {
        string input = _folder.Clip("in.wav", 8_000, 16_000);

        CliRun run = CliRun.CanceledAtFirstProgress(
            "upsample", input, _folder.PathOf("out.wav"), "--rate", "16000", "--preset", "fast", "--json", _folder.PathOf("out.json"));

        Assert.Equal(130, run.ExitCode);
        Assert.Equal("error: canceled\n", run.Error);
        Assert.Equal(["in.wav"], _folder.Files);
    }

    private IEnumerable<string> References()
    {
        _folder.Clip("rate.wav", 22_050, 5_512);
        _folder.Clip("long.wav", 16_000, 4_400);
        _folder.Clip("stereo.wav", 16_000, 4_000, channels: 2);
        _folder.ClipThatEndsInNotANumber("nan.wav", 8_000, 2_000);
        return ["rate.wav", "long.wav", "stereo.wav", "nan.wav"];
    }
}
