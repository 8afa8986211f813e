using System.Text.RegularExpressions;

namespace Siren2.Cli.Tests;

/// <summary>What every command has in common: help, refusals of one line, files that are never harmed.</summary>
public sealed partial class CommandLineTests : IDisposable
{
    private readonly WorkFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("--help", "upsample", "compare", "evaluate")]
    [InlineData("upsample --help", "IN.wav", "OUT.wav", "--out-dir", "--jobs", "--cluster", "--bits", "--gain", "--no-clobber", "--rate", "--reference", "--detail", "--preset", "--seed", "--report", "--json")]
    [InlineData("evaluate --help", "FOLDER", "--tasks", "--modes", "--json", "--preset", "--detail", "--seed")]
    [InlineData("compare --help", "REFERENCE.wav", "ESTIMATE.wav", "--input-rate", "--json")]
    public void Help_names_every_option(string line, params string[] words)
    {
        CliRun run = CliRun.Of(line.Split(' '));

        Assert.Equal(0, run.ExitCode);
        Assert.Empty(run.Error);
        Assert.All(words, word => Assert.Contains(word, run.Output, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("upsample")]
    [InlineData("compare")]
    [InlineData("evaluate")]
    public void Help_shows_no_default_as_a_program_holds_it(string command) => Assert.DoesNotContain("{", CliRun.Of(command, "--help").Output, StringComparison.Ordinal);

    [Theory]
    [InlineData("", "a command is missing: upsample, compare, evaluate")]
    [InlineData("downsample a.wav", "downsample")]
    [InlineData("--bogus", "--bogus")]
    [InlineData("compare", "REFERENCE.wav")]
    [InlineData("compare a.wav", "ESTIMATE.wav")]
    [InlineData("compare a.wav b.wav c.wav", "c.wav")]
    [InlineData("compare a.wav --bogus", "unknown option '--bogus'")]
    [InlineData("compare --bogus=1 a.wav b.wav", "unknown option '--bogus=1'")]
    [InlineData("compare a.wav b.wav --json", "--json")]
    [InlineData("compare a.wav b.wav --json --input-rate 8000", "a value is missing before '--input-rate'")]
    [InlineData("compare a.wav b.wav --input-rate fast", "--input-rate must be a whole number from 1 to 1536000; it is 'fast'")]
    [InlineData("compare a.wav b.wav --input-rate 0", "it is '0'")]
    [InlineData("compare a.wav b.wav --input-rate 8000 --input-rate 9000", "--input-rate")]
    [InlineData("compare a.wav b.wav", "there is no file 'a.wav'")]
    [InlineData("upsample a.wav b.wav", "'--rate' is required")]
    [InlineData("upsample a.wav --rate 16000", "OUT.wav")]
    [InlineData("upsample a.wav b.wav --rate 10000000", "--rate must be a whole number from 1 to 1536000; it is '10000000'")]
    [InlineData("upsample a.wav b.wav --rate -8000", "it is '-8000'")]
    [InlineData("upsample a.wav b.wav --rate 16000 --detail 1.5", "--detail must be a number from 0 to 1; it is '1.5'")]
    [InlineData("upsample a.wav b.wav --rate 16000 --detail NaN", "it is 'NaN'")]
    [InlineData("upsample a.wav b.wav --rate 16000 --detail 0,5", "it is '0,5'")]
    [InlineData("upsample a.wav b.wav --rate 16000 --preset turbo", "--preset knows fast, balanced, best; it is 'turbo'")]
    [InlineData("upsample a.wav b.wav --rate 16000 --seed 1.5", "--seed must be a whole number")]
    [InlineData("upsample a.wav b.wav --rate 16000", "there is no file 'a.wav'")]
    [InlineData("compare caf\uFFFD.wav b.wav", "a name that is no UTF-8 cannot be opened; rename the file")]
    [InlineData("upsample a.wav b.wav c.wav --rate 16000", "3 files are named")]
    [InlineData("upsample a.wav b.wav --rate 16000 --jobs 2", "--jobs, --recursive, --format and --cluster go with --out-dir")]
    [InlineData("upsample a.wav --rate 16000 --out-dir d --report r.html", "are of one clip")]
    [InlineData("upsample - --rate 16000 --out-dir d", "'-' is one clip")]
    [InlineData("upsample none/*.wav --rate 16000 --out-dir d", "there is no folder 'none'")]
    [InlineData("upsample a.wav b.wav --rate 16000 --bits 8", "--bits knows 16, 24, 32; it is '8'")]
    [InlineData("upsample a.wav b.wav --rate 16000 --gain loud", "--gain must be auto or a number of decibels from -200 to 200; it is 'loud'")]
    [InlineData("upsample a.wav b.wav --rate 16000 --ffmpeg nowhere", "there is no program 'nowhere'")]
    [InlineData("upsample a.wav - --rate 16000 --json -", "named twice")]
    [InlineData("evaluate", "FOLDER")]
    [InlineData("evaluate none", "there is no folder 'none'")]
    [InlineData("evaluate none --tasks T1,T4", "--tasks knows T1, T2, T3; it is 'T4'")]
    [InlineData("evaluate none --modes oracle", "--modes knows sinc, blind, guided; it is 'oracle'")]
    [InlineData("evaluate none --modes", "--modes")]
    [InlineData("evaluate none --modes sinc --modes blind", "--modes")]
    public void A_line_that_cannot_be_carried_out_is_refused_in_one_line(string line, string complaint) =>
        CliRun.Of(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)).AssertRefused(complaint);

    [Fact]
    public void Files_that_are_not_audio_are_refused_by_name()
    {
        string clip = _folder.Clip("a.wav", 8_000, 100);
        string text = _folder.Text("b.wav", "this is not audio at all, whatever its name says");

        CliRun.Of("compare", clip, text).AssertRefused("b.wav", "cannot read");
        CliRun.Of("compare", clip, _folder.Text("c.wav", string.Empty)).AssertRefused("c.wav", "cannot read");
        CliRun.Of("compare", clip, _folder.Location).AssertRefused("folder");
        CliRun.Of("compare", clip, _folder.Clip("d.wav", 8_000, 0)).AssertRefused("d.wav", "no samples");
    }

    [Fact]
    public void An_output_never_replaces_an_input_and_needs_a_folder()
    {
        string clip = _folder.Clip("a.wav", 8_000, 100);
        byte[] before = File.ReadAllBytes(clip);

        CliRun.Of("compare", clip, clip, "--json", clip).AssertRefused("a.wav", "named twice");
        CliRun.Of("compare", clip, clip, "--json", _folder.Location).AssertRefused("folder");
        CliRun.Of("compare", clip, clip, "--json", _folder.PathOf("none/out.json")).AssertRefused("does not exist");
        Assert.Equal(before, File.ReadAllBytes(clip));
        Assert.Equal(["a.wav"], _folder.Files);
    }

    [Fact]
    public void Files_may_have_names_that_look_like_options_or_response_files()
    {
        string clip = _folder.Clip("@a.wav", 8_000, 100);

        Assert.Equal(0, CliRun.Of("compare", clip, "--", clip).ExitCode);
        CliRun.Of("compare", clip, "--", "-b.wav").AssertRefused("there is no file '-b.wav'");
    }

    [Fact]
    public void A_canceled_command_says_so_with_the_exit_code_of_Ctrl_C()
    {
        string clip = _folder.Clip("a.wav", 8_000, 100);

        CliRun run = CliRun.With(new CancellationToken(canceled: true), "compare", clip, clip, "--json", _folder.PathOf("out.json"));

        Assert.Equal(130, run.ExitCode);
        Assert.Equal("error: canceled\n", run.Error);
        Assert.Equal(["a.wav"], _folder.Files);
    }

    /// <summary>All options whose help names auto, by the help itself: one that comes later is tried, too.</summary>
    [Theory]
    [InlineData("upsample", "--bandwidth 3000", "--input-filter sox", "--gain -6")]
    [InlineData("evaluate", "--bandwidth 3000", "--input-filter sox")]
    public void Where_the_help_names_auto_auto_is_taken_and_so_is_what_else_it_names_but_nothing_more(string command, params string[] others)
    {
        string input = _folder.Clip("in.wav", 16_000, 2_000);
        string[] options = [.. AutoOption().Matches(CliRun.Of(command, "--help").Output).Select(match => match.Groups[1].Value)];
        Assert.Equal(others.Select(other => other.Split(' ')[0]).Order(), options.Order());
        string[] line = command == "upsample"
            ? [command, input, _folder.PathOf("out.wav"), "--rate", "32000", "--preset", "fast"]
            : [command, _folder.Location, "--tasks", "T2", "--modes", "sinc"];

        string expected = Settings();
        foreach (string option in options)
        {
            Assert.Equal(expected, Settings(option, "auto"));
            Assert.Equal(expected, Settings(option, "AUTO"));
            CliRun.Of([.. line, option, "automatic"]).AssertRefused(option, "'automatic'");
            CliRun.Of([.. line, option, "aut"]).AssertRefused(option, "'aut'");
        }

        Assert.All(others, other => Settings(other.Split(' ')));

        string Settings(params string[] more)
        {
            CliRun run = CliRun.Of([.. line, "--json", _folder.PathOf("out.json"), .. more]);
            Assert.Equal(("", 0), (run.Error, run.ExitCode));
            return _folder.Json("out.json").GetProperty("settings").GetRawText();
        }
    }

    [Fact]
    public void The_version_is_printed() => Assert.Matches(@"^\d+\.\d+\.\d+", CliRun.Of("--version").Output);

    [GeneratedRegex(@"^ +(--[a-z-]+) <[^>]*\bauto\b[^>]*>", RegexOptions.Multiline)]
    private static partial Regex AutoOption();
}
