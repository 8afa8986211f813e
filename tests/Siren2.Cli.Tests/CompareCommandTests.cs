using System.Text.Json;
using Siren2.Metrics;

namespace Siren2.Cli.Tests;

public sealed class CompareCommandTests : IDisposable
{
    private readonly WorkFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Figures_are_those_of_the_metrics_library()
    {
        string reference = _folder.Clip("a.wav", 16_000, 4_000);
        string estimate = _folder.Clip("b.wav", 16_000, 4_000, gain: 0.9f);

        CliRun run = CliRun.Of("compare", reference, estimate, "--input-rate", "8000", "--json", _folder.PathOf("out.json"));

        AudioComparisonResult expected = AudioComparison.Compare(AudioClip.Load(reference), AudioClip.Load(estimate), 8_000);
        JsonElement json = _folder.Json("out.json");
        JsonElement metrics = json.GetProperty("metrics");
        Assert.Equal(0, run.ExitCode);
        Assert.Equal(8_000, json.GetProperty("inputRate").GetInt32());
        Assert.Equal(16_000, json.GetProperty("clip").GetProperty("sampleRate").GetInt32());
        Assert.Equal(expected.Psnr, metrics.GetProperty("psnr").GetDouble());
        Assert.Equal(expected.LsdHann, metrics.GetProperty("lsdHann").GetDouble());
        Assert.Equal(expected.MissingBandLsdHann, metrics.GetProperty("missingBandLsdHann").GetDouble());
        Assert.Equal(
            expected.MissingBandLevelErrors!.Other.Bias,
            metrics.GetProperty("missingBandLevelErrors").GetProperty("other").GetProperty("bias").GetDouble());
        Assert.Contains("LSD of the missing band", run.Output, StringComparison.Ordinal);
        Assert.Contains("LSD: quote that of AP-BWE", run.Output, StringComparison.Ordinal);
        Assert.Contains("level of the missing band, bias in bright frames (dB)", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Canceled_amid_its_work_it_ends_at_once_and_writes_nothing()
    {
        string clip = _folder.Tone("a.wav", 48_000, 48_000 * 200, 440, 0.3);
        using var cancellation = new CancellationTokenSource();
        var clock = new System.Diagnostics.Stopwatch();
        using CancellationTokenRegistration _ = cancellation.Token.Register(clock.Start);
        cancellation.CancelAfter(200);

        CliRun run = CliRun.With(cancellation.Token, "compare", clip, clip, "--json", _folder.PathOf("out.json"), "--report", _folder.PathOf("r.html"));

        Assert.Equal((130, "error: canceled\n"), (run.ExitCode, run.Error));
        Assert.InRange(clock.ElapsedMilliseconds, 0, 1500);
        Assert.Equal(["a.wav"], _folder.Files);
    }

    [Fact]
    public void Without_an_input_rate_no_band_is_missing()
    {
        string clip = _folder.Clip("a.wav", 16_000, 4_000);

        CliRun run = CliRun.Of("compare", clip, clip, "--json", _folder.PathOf("out.json"));

        Assert.DoesNotContain("missing band", run.Output, StringComparison.Ordinal);
        Assert.Equal(JsonValueKind.Null, _folder.Json("out.json").GetProperty("metrics").GetProperty("missingBandLsdHann").ValueKind);
    }

    [Fact]
    public void The_infinite_PSNR_of_equal_files_is_a_string_and_an_undefined_STOI_null()
    {
        string clip = _folder.Clip("a.wav", 16_000, 1_000);

        CliRun run = CliRun.Of("compare", clip, clip, "--json", _folder.PathOf("out.json"));

        JsonElement metrics = _folder.Json("out.json").GetProperty("metrics");
        Assert.Equal(0, run.ExitCode);
        Assert.Equal("Infinity", metrics.GetProperty("psnr").GetString());
        Assert.Equal(JsonValueKind.Null, metrics.GetProperty("stoi").ValueKind);
        Assert.Equal(0, metrics.GetProperty("lsdHann").GetDouble());
        Assert.Contains("∞", run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("note:", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Lengths_within_50_ms_are_cut_with_a_note()
    {
        string reference = _folder.Clip("a.wav", 16_000, 4_000, channels: 2);
        string estimate = _folder.Clip("b.wav", 16_000, 4_800, channels: 2);

        CliRun run = CliRun.Of("compare", reference, estimate, "--json", _folder.PathOf("out.json"));

        Assert.Equal(0, run.ExitCode);
        Assert.Contains("note: the lengths differ by 800 samples", run.Error, StringComparison.Ordinal);
        Assert.Equal(800, _folder.Json("out.json").GetProperty("samplesCut").GetInt32());
        Assert.Equal(4_000, _folder.Json("out.json").GetProperty("clip").GetProperty("samples").GetInt32());
    }

    [Fact]
    public void A_file_that_was_cut_off_is_said_to_be_so()
    {
        string reference = _folder.Clip("a.wav", 16_000, 8_000);
        string estimate = _folder.Clip("b.wav", 16_000, 8_000);
        File.WriteAllBytes(estimate, File.ReadAllBytes(estimate)[..^1_600]);

        CliRun run = CliRun.Of("compare", reference, estimate, "--json", _folder.PathOf("out.json"));

        Assert.Equal(0, run.ExitCode);
        Assert.Contains("b.wav': it was cut off: its header promises 0.50 s, ", run.Error, StringComparison.Ordinal);
        Assert.Contains("cut off", Assert.Single(_folder.Json("out.json").GetProperty("notes").EnumerateArray()).GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Lengths_that_differ_by_more_than_50_ms_are_refused() =>
        CliRun.Of("compare", _folder.Clip("a.wav", 16_000, 4_000), _folder.Clip("b.wav", 16_000, 4_801))
            .AssertRefused("4,000", "4,801", "50 ms");

    [Fact]
    public void Rates_that_differ_are_refused() =>
        CliRun.Of("compare", _folder.Clip("a.wav", 16_000, 4_000), _folder.Clip("b.wav", 8_000, 2_000))
            .AssertRefused("16,000 Hz", "8,000 Hz");

    [Fact]
    public void Channels_that_differ_are_refused() =>
        CliRun.Of("compare", _folder.Clip("a.wav", 16_000, 4_000), _folder.Clip("b.wav", 16_000, 4_000, channels: 2))
            .AssertRefused("1 channel,", "2");

    [Fact]
    public void An_input_rate_that_leaves_no_band_missing_is_refused()
    {
        string clip = _folder.Clip("a.wav", 16_000, 1_000);
        CliRun.Of("compare", clip, clip, "--input-rate", "16000", "--json", _folder.PathOf("out.json")).AssertRefused("--input-rate", "16000");
        Assert.Equal(["a.wav"], _folder.Files);
    }

    [Fact]
    public void A_sample_that_is_not_a_number_is_refused() =>
        CliRun.Of("compare", _folder.Clip("a.wav", 16_000, 1_000), _folder.ClipThatEndsInNotANumber("b.wav", 16_000, 1_000))
            .AssertRefused("999", "NaN", "finite");
}
