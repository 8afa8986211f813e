using System.Text.Json;
using Siren2.Metrics;

namespace Siren2.Cli.Tests;

public sealed class EvaluateCommandTests : IDisposable
{
    private readonly WorkFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Sinc_gives_back_a_tone_of_the_known_band_and_nothing_of_the_missing_one()
    {
        _folder.Tone("known.wav", 16_000, 8_000, frequency: 1_000, amplitude: 0.5);
        _folder.Tone("missing.wav", 16_000, 8_000, frequency: 6_000, amplitude: 0.5);

        CliRun run = CliRun.Of("evaluate", _folder.Location, "--tasks", "T2", "--modes", "sinc", "--json", _folder.PathOf("out.json"));

        Assert.Equal("", run.Error);
        JsonElement task = Assert.Single(_folder.Json("out.json").GetProperty("tasks").EnumerateArray());
        Assert.Equal(("T2", "sinc"), (task.GetProperty("task").GetString(), task.GetProperty("mode").GetString()));
        JsonElement[] clips = [.. task.GetProperty("clips").EnumerateArray()];
        Assert.Equal(["known.wav", "missing.wav"], clips.Select(clip => clip.GetProperty("file").GetString()));
        Assert.True(clips[0].GetProperty("psnr").GetDouble() > 60);

        // Of a tone of amplitude A that is lost, the mean square A²/2 remains as error.
        Assert.Equal(10 * Math.Log10(2 / (0.5 * 0.5)), clips[1].GetProperty("psnr").GetDouble(), 0.1);
        Assert.Equal("missing.wav", task.GetProperty("worst").GetProperty("lsd").GetProperty("file").GetString());
    }

    [Fact]
    [Trait("Suite", "slow")]
    public void Each_clip_has_a_row_per_task_and_mode_with_sinc_first_and_guided_in_tables_of_its_own()
    {
        _folder.Clip("a.wav", 22_050, 3_001);
        _folder.Clip("b.wav", 16_000, 2_501, channels: 2);

        CliRun run = CliRun.Of("evaluate", _folder.Location, "--modes", "guided,sinc,blind", "--preset", "fast");

        Assert.Equal("", run.Error);
        Assert.Equal(
            ["T1 BLIND", "T1 GUIDED", "T2 BLIND", "T2 GUIDED"],
            run.Output.Split('\n').Where(line => line.Contains(" Hz from ", StringComparison.Ordinal)).Select(line => line.Split(',')[0]));
        Assert.Equal(
            ["a.wav sinc", "a.wav blind", "mean of 1 sinc", "mean of 1 blind", "worst PSNR: a.wav blind", "worst LSD: a.wav blind"],
            Rows(run, "T1 BLIND"));
        Assert.Equal(
            ["a.wav sinc", "a.wav guided", "b.wav sinc", "b.wav guided", "mean of 2 sinc", "mean of 2 guided"],
            Rows(run, "T2 GUIDED")[..6]);
        Assert.Equal(2, run.Output.Split("Not super-resolution").Length - 1);
    }

    [Fact]
    public void Means_and_worst_clips_are_those_of_the_rows()
    {
        _folder.Clip("a.wav", 44_100, 4_001);
        _folder.Clip("b.wav", 48_000, 6_000, gain: 0.1f);

        CliRun run = CliRun.Of(
            "evaluate", _folder.Location, "--tasks", "t3", "--preset", "fast", "--json", _folder.PathOf("out.json"));

        Assert.Equal(0, run.ExitCode);
        JsonElement json = _folder.Json("out.json");
        Assert.True(json.GetProperty("machine").GetProperty("logicalCores").GetInt32() > 0);
        JsonElement[] tasks = [.. json.GetProperty("tasks").EnumerateArray()];
        Assert.Equal(["sinc", "blind"], tasks.Select(task => task.GetProperty("mode").GetString()));
        JsonElement[] clips = [.. tasks[1].GetProperty("clips").EnumerateArray()];
        foreach (string figure in new[] { "psnr", "psnrChange", "lsd", "lsdMissingBand", "lsdRectangular", "lsdApBwe", "seconds" })
        {
            Assert.Equal(
                clips.Average(clip => clip.GetProperty(figure).GetDouble()), tasks[1].GetProperty("mean").GetProperty(figure).GetDouble(), 1e-9);
        }

        // These clips are too short for intelligibility to be defined.
        Assert.All(clips.Append(tasks[1].GetProperty("mean")), clip => Assert.Equal(JsonValueKind.Null, clip.GetProperty("stoi").ValueKind));
        JsonElement[] sinc = [.. tasks[0].GetProperty("clips").EnumerateArray()];
        Assert.All(clips.Zip(sinc), pair => Assert.Equal(
            pair.First.GetProperty("psnr").GetDouble() - pair.Second.GetProperty("psnr").GetDouble(),
            pair.First.GetProperty("psnrChange").GetDouble(),
            1e-9));
        JsonElement worst = tasks[1].GetProperty("worst");
        Assert.Equal(
            clips.Min(clip => clip.GetProperty("psnrChange").GetDouble()),
            worst.GetProperty("psnrChange").GetProperty("psnrChange").GetDouble());
        Assert.Equal(clips.Max(clip => clip.GetProperty("lsd").GetDouble()), worst.GetProperty("lsd").GetProperty("lsd").GetDouble());
    }

    [Fact]
    [Trait("Suite", "slow")]
    public void The_missing_band_is_judged_by_level_onsets_and_stereo_and_the_promised_cost_beside_the_true_one()
    {
        string path = _folder.Clip("a.wav", 16_000, 4_000, channels: 2);

        CliRun run = CliRun.Of(
            "evaluate", _folder.Location, "--tasks", "T2", "--modes", "sinc,blind,guided", "--preset", "fast", "--json", _folder.PathOf("out.json"));

        Assert.Equal("", run.Error);
        JsonElement[] tasks = [.. _folder.Json("out.json").GetProperty("tasks").EnumerateArray()];
        JsonElement[] clips = [.. tasks.Select(task => Assert.Single(task.GetProperty("clips").EnumerateArray()))];
        Assert.All(clips, clip =>
        {
            JsonElement errors = clip.GetProperty("levelErrors");
            JsonElement[] classes = [errors.GetProperty("pause"), errors.GetProperty("bright"), errors.GetProperty("other")];
            Assert.Equal(1, classes.Sum(error => error.GetProperty("share").GetDouble()), 1e-9);
            Assert.True(clip.GetProperty("onsetRise").GetProperty("onsetCount").GetInt32() >= 0);
        });
        AudioClip original = AudioClip.Load(path);
        Assert.Equal(
            MissingBandMetrics.InterChannelCorrelation(original, 8_000),
            clips[0].GetProperty("channelCorrelation").GetProperty("reference").GetDouble(),
            1e-6);

        // Only a blind fit promises something.
        Assert.Equal(JsonValueKind.Null, clips[0].GetProperty("psnrCost").ValueKind);
        Assert.Equal(JsonValueKind.Null, clips[2].GetProperty("psnrCost").ValueKind);
        Assert.Equal(-clips[1].GetProperty("psnrChange").GetDouble(), clips[1].GetProperty("psnrCost").GetDouble(), 1e-12);
        Assert.Equal(JsonValueKind.Number, clips[1].GetProperty("estimatedPsnrCost").ValueKind);
        Assert.Equal(
            clips[1].GetProperty("psnrCost").GetDouble(), tasks[1].GetProperty("mean").GetProperty("psnrCost").GetDouble(), 1e-12);
        Assert.Contains("| level bright | level other |", Spaced(run.Output), StringComparison.Ordinal);
        Assert.Contains("| est. cost | true cost |", Spaced(run.Output), StringComparison.Ordinal);
        Assert.Contains("AP-BWE: as there, to quote beside publications.", run.Output, StringComparison.Ordinal);

        static string Spaced(string text) => string.Join(' ', text.Split(' ', StringSplitOptions.RemoveEmptyEntries));
    }

    [Fact]
    public void Files_that_no_task_can_use_are_skipped_with_the_reason()
    {
        _folder.Clip("good.WAV", 16_000, 2_000);
        _folder.Clip("low.wav", 8_000, 2_000);
        _folder.Clip("short.wav", 16_000, 1);
        _folder.Text("text.wav", "not audio");
        _folder.Text("notes.txt", "not audio either");
        _folder.ClipThatEndsInNotANumber("nan.wav", 16_000, 2_000);

        CliRun run = CliRun.Of("evaluate", _folder.Location, "--modes", "sinc", "--json", _folder.PathOf("out.json"));

        Assert.Equal(1, run.ExitCode);
        Assert.Equal("", run.Error);
        JsonElement[] skipped = [.. _folder.Json("out.json").GetProperty("skipped").EnumerateArray()];
        Assert.Equal(["low.wav", "nan.wav", "short.wav", "text.wav"], skipped.Select(clip => clip.GetProperty("file").GetString()));
        Assert.Equal([false, true, false, true], skipped.Select(clip => clip.GetProperty("isFailure").GetBoolean()));
        Assert.Equal(2, run.Output.Split("skipped: ").Length - 1);
        Assert.Equal(2, run.Output.Split("failed: ").Length - 1);
        File.Delete(_folder.PathOf("nan.wav"));
        File.Delete(_folder.PathOf("text.wav"));
        Assert.Equal(0, CliRun.Of("evaluate", _folder.Location, "--modes", "sinc").ExitCode);
    }

    [Fact]
    public void A_clip_that_fails_is_in_no_row_and_named_and_the_rest_is_measured()
    {
        string originals = _folder.PathOf("originals"), inputs = _folder.PathOf("inputs");
        Directory.CreateDirectory(originals);
        Directory.CreateDirectory(inputs);
        foreach (string name in new[] { "good.wav", "missing.wav", "nan.wav", "rate.wav" })
        {
            _folder.Clip($"originals/{name}", 16_000, 8_000);
        }

        _folder.Clip("inputs/good.wav", 8_000, 4_000);
        _folder.Clip("inputs/rate.wav", 11_025, 4_000);
        _folder.ClipThatEndsInNotANumber("inputs/nan.wav", 8_000, 4_000);
        string[] arguments = ["evaluate", originals, "--tasks", "T2", "--preset", "fast", "--inputs", inputs];

        CliRun run = CliRun.Of([.. arguments, "--json", _folder.PathOf("out.json"), "--report", _folder.PathOf("out.html")]);

        Assert.Equal((1, ""), (run.ExitCode, run.Error));
        JsonElement json = _folder.Json("out.json");
        JsonElement[] skipped = [.. json.GetProperty("skipped").EnumerateArray()];
        Assert.Equal(["missing.wav", "nan.wav", "rate.wav"], skipped.Select(clip => clip.GetProperty("file").GetString()));
        Assert.All(skipped, clip => Assert.True(clip.GetProperty("isFailure").GetBoolean()));
        Assert.All(json.GetProperty("tasks").EnumerateArray(), task =>
        {
            Assert.Equal("good.wav", Assert.Single(task.GetProperty("clips").EnumerateArray()).GetProperty("file").GetString());
            Assert.Equal("mean of 1", task.GetProperty("mean").GetProperty("file").GetString());
        });
        Assert.Contains("failed: T2 on 'rate.wav': ", run.Output, StringComparison.Ordinal);
        Assert.Contains("Failed: T2 on &#39;nan.wav&#39;: ", File.ReadAllText(_folder.PathOf("out.html")), StringComparison.Ordinal);

        File.Delete(Path.Combine(originals, "good.wav"));
        CliRun.Of(arguments).AssertRefused("T2 on 'missing.wav'", "there is no file");
    }

    [Fact]
    public void A_file_that_was_cut_off_is_said_to_be_so()
    {
        string originals = _folder.PathOf("originals");
        Directory.CreateDirectory(originals);
        string clip = _folder.Clip("originals/a.wav", 16_000, 8_000);
        File.WriteAllBytes(clip, File.ReadAllBytes(clip)[..^8_000]);

        CliRun run = CliRun.Of("evaluate", originals, "--tasks", "T2", "--modes", "sinc", "--json", _folder.PathOf("out.json"));

        Assert.Equal(0, run.ExitCode);
        Assert.Contains("a.wav': it was cut off: its header promises 0.50 s, 0.38 s are there", run.Error, StringComparison.Ordinal);
        Assert.Contains("cut off", Assert.Single(_folder.Json("out.json").GetProperty("notes").EnumerateArray()).GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Samples_beyond_full_scale_are_counted()
    {
        _folder.Tone("loud.wav", 16_000, 4_000, 440, 1.2);
        _folder.Tone("soft.wav", 16_000, 4_000, 440, 0.5);
        CliRun.Of("evaluate", _folder.Location, "--tasks", "T2", "--modes", "sinc", "--json", _folder.PathOf("out.json"));
        JsonElement task = _folder.Json("out.json").GetProperty("tasks")[0];
        long[] clipped = [.. task.GetProperty("clips").EnumerateArray().Select(clip => clip.GetProperty("clippedSamples").GetInt64())];
        Assert.InRange(clipped[0], 1_000, 2_000);
        Assert.Equal(0, clipped[1]);
        Assert.Equal(clipped[0], task.GetProperty("mean").GetProperty("clippedSamples").GetInt64());
    }

    [Fact]
    public void A_folder_without_a_clip_that_can_be_used_is_refused()
    {
        CliRun.Of("evaluate", _folder.Location).AssertRefused("holds no audio files");
        string clip = _folder.Clip("low.wav", 16_000, 2_000);
        CliRun.Of("evaluate", _folder.Location, "--tasks", "T1,T3").AssertRefused("low.wav", "16,000 Hz");
        CliRun.Of("evaluate", clip).AssertRefused("is a file, not a folder");
    }

    [Fact]
    public void An_evaluation_that_is_canceled_writes_no_report()
    {
        _folder.Clip("a.wav", 16_000, 16_000);

        CliRun run = CliRun.CanceledAtFirstProgress(
            "evaluate", _folder.Location, "--preset", "fast", "--json", _folder.PathOf("out.json"));

        Assert.Equal(130, run.ExitCode);
        Assert.Equal(["a.wav"], _folder.Files);
    }

    /// <summary>Clip and mode of each row of the table under a heading.</summary>
    private static string[] Rows(CliRun run, string heading) =>
    [
        .. run.Output.Split('\n')
            .SkipWhile(line => !line.StartsWith(heading, StringComparison.Ordinal)).Skip(4)
            .TakeWhile(line => line.StartsWith('|'))
            .Select(line => line.Split('|', StringSplitOptions.TrimEntries))
            .Select(cells => $"{cells[2]} {cells[3]}"),
    ];
}
