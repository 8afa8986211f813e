using System.CommandLine;
using System.Text.Json;
using Siren2.Cli.Commands;
using Siren2.Cli.Output;
using Siren2.Formats;

namespace Siren2.Cli.Tests;

/// <summary>Many clips at once.</summary>
public sealed class BatchTests : IDisposable
{
    private readonly WorkFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Each_clip_of_a_folder_gives_the_bytes_that_it_gives_alone()
    {
        Clips("takes", 3);
        CliRun run = Batch("takes");

        Assert.Equal(0, run.ExitCode);
        for (int i = 0; i < 3; i++)
        {
            string alone = _folder.PathOf("alone.wav");
            Assert.Equal(0, CliRun.Of("upsample", _folder.PathOf($"takes/{i}.wav"), alone, "--rate", "16000", "--preset", "fast").ExitCode);
            Assert.Equal(File.ReadAllBytes(alone), File.ReadAllBytes(_folder.PathOf($"out/{i}.wav")));
        }

        Assert.Contains("3 done, 0 up to date, 0 failed", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void One_bad_file_does_not_stop_the_rest_and_shows_in_the_exit_code()
    {
        Clips("takes", 2);
        _folder.Text("takes/bad.wav", "not audio");
        CliRun run = Batch("takes", "--json", _folder.PathOf("out.json"));

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("failed: cannot read", run.Error, StringComparison.Ordinal);
        Assert.Contains("2 done, 0 up to date, 1 failed", run.Output, StringComparison.Ordinal);
        Assert.True(File.Exists(_folder.PathOf("out/1.wav")));
        JsonElement json = _folder.Json("out.json");
        Assert.Equal(1, json.GetProperty("failed").GetInt32());
        Assert.Equal(["done", "done", "failed"], json.GetProperty("clips").EnumerateArray().Select(clip => clip.GetProperty("state").GetString()));
    }

    [Fact]
    public void What_is_finished_is_known_by_its_content_and_options_not_by_its_name()
    {
        Clips("takes", 3);
        Batch("takes");
        DateTime[] written = Written();

        Assert.Contains("0 done, 3 up to date", Batch("takes").Output, StringComparison.Ordinal);
        Assert.Equal(written, Written());

        _folder.Text("out/1.wav", "something else");
        File.Delete(_folder.PathOf("out/2.wav"));
        Assert.Contains("2 done, 1 up to date", Batch("takes").Output, StringComparison.Ordinal);
        Assert.Contains("3 done, 0 up to date", Batch("takes", "--seed", "1").Output, StringComparison.Ordinal);
        Assert.Contains("3 done, 0 up to date", Batch("takes", "--seed", "1", "--bits", "16").Output, StringComparison.Ordinal);
        _folder.Clip("takes/0.wav", 8_000, 3_000);
        Assert.Contains("1 done, 2 up to date", Batch("takes", "--seed", "1", "--bits", "16").Output, StringComparison.Ordinal);

        DateTime[] Written() => [.. Enumerable.Range(0, 3).Select(i => File.GetLastWriteTimeUtc(_folder.PathOf($"out/{i}.wav")))];
    }

    [Fact]
    public void A_result_is_made_anew_when_any_option_is_another()
    {
        using var nowhere = new StringWriter();
        Clips("takes", 1);
        Directory.CreateDirectory(_folder.PathOf("mp3"));
        File.Copy(Path.Combine(AppContext.BaseDirectory, "Fixtures", "speech.mp3"), _folder.PathOf("mp3/0.mp3"));
        foreach (Option option in new UpsampleCommand(new Terminal(nowhere, nowhere), CancellationToken.None).Options)
        {
            string? value = option.Name switch
            {
                "--rate" => "25000",
                "--preset" => "fast",
                "--detail" => "0.25",
                "--levels" => "line",
                "--texture" => "network",
                "--seed" => "1",
                "--bandwidth" => "3000",
                "--input-filter" => "sox",
                "--bits" => "16",
                "--gain" => "-3",
                "--ffmpeg" when FFmpegProgram.Find() is null => null,
                "--ffmpeg" => "none",

                // Where results lie, what they are called, which clips they are of, who makes them, and what is written beside them.
                "--out-dir" or "--format" or "--recursive" or "--jobs" or "--cluster" or "--no-clobber" or "--json" => null,

                // Of one clip; a batch refuses them.
                "--reference" or "--original" or "--report" or "--checkpoint" => null,
                _ => throw new InvalidOperationException($"{option.Name} is an option of which this test does not know whether results depend on it."),
            };
            if (value is null)
            {
                continue;
            }

            string[] command =
            [
                "upsample", _folder.PathOf(option.Name == "--ffmpeg" ? "mp3" : "takes"), "--out-dir", _folder.PathOf("out"),

                // Presets differ in their networks, and seeds in how these begin; copies have none.
                .. option.Name is "--preset" or "--seed" ? ["--texture", "network"] : Array.Empty<string>(),
            ];
            string[] rate = ["--rate", "24000"];
            string result = _folder.PathOf("out/0.wav");
            _ = CliRun.Of([.. command, .. rate]);
            byte[] before = File.ReadAllBytes(result);
            Assert.Contains("0 done, 1 up to date", CliRun.Of([.. command, .. rate]).Output, StringComparison.Ordinal);
            string output = CliRun.Of([.. command, .. option.Name == "--rate" ? [] : rate, option.Name, value]).Output;
            Assert.True(output.Contains("1 done, 0 up to date", StringComparison.Ordinal), $"{option.Name} {value}: {output}");
            Assert.True(!before.AsSpan().SequenceEqual(File.ReadAllBytes(result)), $"{option.Name} {value} changes no byte here: nothing was shown.");
        }
    }

    [Theory]
    [InlineData("--gain")]
    [InlineData("--detail")]
    public void Minus_zero_makes_no_result_anew(string option)
    {
        Clips("takes", 1);
        Batch("takes", option, "0");
        Assert.Contains("0 done, 1 up to date", Batch("takes", option, "-0").Output, StringComparison.Ordinal);
        Assert.Contains("0 done, 1 up to date", Batch("takes", option, "-0.0").Output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_decoder_that_a_clip_is_not_read_by_does_not_make_its_result_anew()
    {
        Clips("takes", 1);
        Batch("takes");
        Assert.Contains("0 done, 1 up to date", Batch("takes", "--ffmpeg", "none").Output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_torn_line_of_what_is_finished_costs_that_clip_alone()
    {
        Clips("takes", 2);
        Batch("takes");
        string ledger = _folder.PathOf("out/.siren2-done");
        byte[] bytes = File.ReadAllBytes(ledger);
        File.WriteAllBytes(ledger, bytes[..^5]);

        Assert.Contains("1 done, 1 up to date", Batch("takes").Output, StringComparison.Ordinal);
        Assert.Contains("0 done, 2 up to date", Batch("takes").Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("two\nlines.wav")]
    [InlineData("back\rslash \\n.wav")]
    [InlineData(" spaces .wav")]
    public void A_result_of_any_name_is_known_again(string name)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        Clips("takes", 1);
        File.Move(_folder.PathOf("takes/0.wav"), _folder.PathOf($"takes/{name}"));
        Assert.Contains("1 done, 0 up to date", Batch("takes").Output, StringComparison.Ordinal);
        Assert.Contains("0 done, 1 up to date", Batch("takes").Output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_name_that_would_steer_a_terminal_or_break_a_line_is_shown_without_that()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        Clips("takes", 1);
        File.Move(_folder.PathOf("takes/0.wav"), _folder.PathOf("takes/go\nod\u001b[2J.wav"));
        _folder.Text("takes/b\na\u009bd.wav", "not audio");
        CliRun run = Batch("takes");

        Assert.Contains("go od?[2J.wav", run.Output, StringComparison.Ordinal);
        Assert.Contains("b a?d.wav", run.Error, StringComparison.Ordinal);
        Assert.Single(run.Error.Split('\n'), line => line.StartsWith("failed: ", StringComparison.Ordinal));
        Assert.Equal(1, run.Error.Split("b a?d.wav").Length - 1);
        Assert.DoesNotContain(run.Output + run.Error + run.Progress, c => char.IsControl(c) && c != '\n');
        Assert.All(run.Output.Split('\n').Where(line => line.Contains("wav", StringComparison.Ordinal)), line => Assert.StartsWith("| ", line, StringComparison.Ordinal));
    }

    [Fact]
    public void Files_that_are_there_and_are_no_results_are_kept_where_that_is_asked_for()
    {
        Clips("takes", 2);
        Directory.CreateDirectory(_folder.PathOf("out"));
        _folder.Text("out/0.wav", "mine");
        CliRun run = Batch("takes", "--no-clobber");

        Assert.Equal(0, run.ExitCode);
        Assert.Contains("1 done, 0 up to date, 1 kept", run.Output, StringComparison.Ordinal);
        Assert.Equal("mine", File.ReadAllText(_folder.PathOf("out/0.wav")));
    }

    [Fact]
    public void Patterns_and_folders_in_folders_keep_their_order_and_results_are_no_clips()
    {
        Clips("takes", 2);
        Clips("takes/more", 1);
        _folder.Text("takes/notes.txt", "text");
        string takes = _folder.PathOf("takes");
        string output = Path.Combine(takes, "out");

        Assert.Contains(
            "2 done", CliRun.Of("upsample", takes, "--out-dir", output, "--rate", "16000", "--detail", "0").Output, StringComparison.Ordinal);
        Assert.Contains(
            "1 done, 2 up", CliRun.Of(
                "upsample", takes, "--out-dir", output, "--rate", "16000", "--detail", "0", "--recursive").Output, StringComparison.Ordinal);
        Assert.True(File.Exists(Path.Combine(output, "more", "0.wav")));
        Directory.Delete(output, recursive: true);
        Assert.Equal(["0.wav", "1.wav"], Results("flat", Path.Combine(takes, "?.wav")));
        Assert.Equal(["0.wav"], Results("one", Path.Combine(takes, "*0*")));
        Assert.Equal(["0.wav", "1.wav", "more/0.wav"], Results("deep", Path.Combine(takes, "**", "*.wav")));
        Assert.Equal(["0.wav", "more/0.wav"], Results("named", Path.Combine(takes, "**", "0.wav")));

        string[] Results(string name, string pattern)
        {
            string results = _folder.PathOf(name);
            Assert.Equal(0, CliRun.Of("upsample", pattern, "--out-dir", results, "--rate", "16000", "--detail", "0").ExitCode);
            return [.. Directory.GetFiles(results, "*.wav", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(results, file)).Order(StringComparer.Ordinal)];
        }
    }

    [Fact]
    public void Results_of_one_name_get_the_whole_names_of_their_clips_and_never_replace_a_clip()
    {
        Clips("takes", 1);
        File.Copy(_folder.PathOf("takes/0.wav"), _folder.PathOf("takes/0.wave"));

        Assert.Contains("2 done", Batch("takes").Output, StringComparison.Ordinal);
        Assert.True(File.Exists(_folder.PathOf("out/0.wav.wav")));
        Assert.True(File.Exists(_folder.PathOf("out/0.wave.wav")));
        File.Delete(_folder.PathOf("takes/0.wave"));
        CliRun.Of(
            "upsample", _folder.PathOf("takes/0.wav"), "--out-dir", _folder.PathOf("takes"), "--rate", "16000").AssertRefused("would replace", "0.wav");
    }

    [Fact]
    public void A_batch_that_is_canceled_keeps_what_is_finished_and_the_same_command_does_the_rest()
    {
        Clips("takes", 4);
        CliRun run = CliRun.CanceledAtFirstProgress(
            "upsample", _folder.PathOf("takes"), "--out-dir", _folder.PathOf("out"), "--rate", "16000", "--preset", "fast", "--jobs", "1");

        Assert.Equal(130, run.ExitCode);
        Assert.Contains("clips are finished; the same command does the rest", run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain(Directory.GetFiles(_folder.PathOf("out")), file => file.EndsWith(".tmp", StringComparison.Ordinal));
        Assert.Contains(" 0 failed", Batch("takes").Output, StringComparison.Ordinal);
        Assert.Equal(4, Directory.GetFiles(_folder.PathOf("out"), "?.wav").Length);
    }

    [Fact]
    public async Task Short_clips_are_worked_on_one_to_a_core()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        // Pipes, which become the clips as soon as each of them is being read: where one waits for another to be done, that is never.
        int count = Math.Min(3, Environment.ProcessorCount);
        Clips("takes", count);
        Clips("clips", count);
        string[] pipes = [.. Enumerable.Range(0, count).Select(i => _folder.PathOf($"takes/{i}.wav"))];
        Array.ForEach(pipes, File.Delete);
        Assert.Equal(0, StandardStreamTests.Shell($"mkfifo '{string.Join("' '", pipes)}'").ExitCode);
        using var allAreRead = new Barrier(count);
        Task<bool>[] writers =
        [
            .. pipes.Select(pipe => Task.Factory.StartNew(
                () => Become(pipe), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default)),
        ];
        CliRun run = Batch("takes");

        Assert.All(await Task.WhenAll(writers), Assert.True);
        Assert.Contains($"{count} done, 0 up to date, 0 failed", run.Output, StringComparison.Ordinal);

        bool Become(string pipe)
        {
            using var writer = new FileStream(pipe, FileMode.Open, FileAccess.Write, FileShare.ReadWrite); // waits for the reader
            bool isMet = allAreRead.SignalAndWait(TimeSpan.FromSeconds(20));
            File.Move(_folder.PathOf($"clips/{Path.GetFileName(pipe)}"), pipe, overwrite: true);
            return isMet;
        }
    }

    [Fact]
    public void Short_and_long_clips_of_one_batch_are_both_done()
    {
        Directory.CreateDirectory(_folder.PathOf("takes"));
        _folder.Tone("takes/long.wav", 8_000, 140 * 8_000, 440, 0.5);
        _folder.Tone("takes/short.wav", 8_000, 4_000, 440, 0.5);

        CliRun run = CliRun.Of("upsample", _folder.PathOf("takes"), "--out-dir", _folder.PathOf("out"), "--rate", "16000", "--detail", "0");

        Assert.Contains("2 done, 0 up to date, 0 failed", run.Output, StringComparison.Ordinal);
        using var result = new WaveFileSource(_folder.PathOf("out/long.wav"));
        Assert.Equal(2 * 140 * 8_000, result.Length);
    }

    private void Clips(string folder, int count)
    {
        Directory.CreateDirectory(_folder.PathOf(folder));
        for (int i = 0; i < count; i++)
        {
            _folder.Clip($"{folder}/{i}.wav", 8_000, 2_000 + (100 * i));
        }
    }

    private CliRun Batch(string folder, params string[] more) =>
        CliRun.Of(["upsample", _folder.PathOf(folder), "--out-dir", _folder.PathOf("out"), "--rate", "16000", "--preset", "fast", .. more]);
}
