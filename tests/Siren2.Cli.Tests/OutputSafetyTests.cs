using Siren2.Cli.Batch;

namespace Siren2.Cli.Tests;

/// <summary>No output replaces a file of the command, under whatever name, or a file that was to be kept.</summary>
public sealed class OutputSafetyTests : IDisposable
{
    private static readonly string[] Options = ["--rate", "16000", "--detail", "0"];

    private readonly WorkFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void An_output_that_is_an_input_under_another_name_is_refused()
    {
        if (OperatingSystem.IsWindows())
        {
            return; // Symbolic links take a privilege there, and hard links are parted by a move.
        }

        Directory.CreateDirectory(_folder.PathOf("real"));
        string input = _folder.Clip("real/in.wav", 16_000, 8_000);
        byte[] before = File.ReadAllBytes(input);
        File.CreateSymbolicLink(_folder.PathOf("soft.wav"), input);
        Directory.CreateSymbolicLink(_folder.PathOf("link"), _folder.PathOf("real"));
        Assert.Equal(0, StandardStreamTests.Shell($"ln '{input}' '{_folder.PathOf("hard.wav")}'").ExitCode);

        foreach (string name in new[] { "hard.wav", "soft.wav", "link/in.wav" })
        {
            string other = _folder.PathOf(name);
            CliRun.Of(["upsample", input, other, .. Options]).AssertRefused(other, "the same file");
            CliRun.Of(["upsample", other, input, .. Options]).AssertRefused(other, "the same file");
            CliRun.Of(["upsample", input, _folder.PathOf("out.wav"), "--report", other, .. Options]).AssertRefused(other, "the same file");
            CliRun.Of("compare", input, input, "--json", other).AssertRefused(other, "the same file");
            CliRun.Of("evaluate", _folder.PathOf("real"), "--json", other).AssertRefused(other, "the same file");
        }

        CliRun.Of(["upsample", input, _folder.PathOf("real/out"), "--json", _folder.PathOf("link/out"), .. Options]).AssertRefused("the same file");
        CliRun.Of(["upsample", input, "--out-dir", _folder.PathOf("link"), .. Options]).AssertRefused("would replace");
        CliRun.Of(["upsample", _folder.PathOf("real"), "--out-dir", _folder.PathOf("link"), .. Options]).AssertRefused("the folder of the results too");
        CliRun.Of(["upsample", input, "--out-dir", _folder.PathOf("out"), "--json", _folder.PathOf("out/in.wav"), .. Options])
            .AssertRefused("in.wav", "");
        Assert.Equal(before, File.ReadAllBytes(input));
    }

    [Fact]
    public void Standard_output_that_a_shell_sent_to_an_input_is_refused()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        string input = _folder.Clip("in.wav", 8_000, 2_000);
        byte[] before = File.ReadAllBytes(input);
        (int code, _) = StandardStreamTests.Shell($"{StandardStreamTests.Program} upsample '{input}' - --rate 16000 >> '{input}'");
        Assert.Equal(2, code);
        Assert.Equal(before, File.ReadAllBytes(input));
    }

    [Fact]
    public void A_file_that_is_there_is_kept_whatever_it_was_to_hold()
    {
        string input = _folder.Clip("in.wav", 8_000, 2_000);
        string former = _folder.Text("former", "former");
        foreach (string option in new[] { "--json", "--report" })
        {
            CliRun.Of(["upsample", input, _folder.PathOf("out.wav"), "--no-clobber", option, former, .. Options])
                .AssertRefused("former", "--no-clobber");
        }

        CliRun.Of(["upsample", input, "--out-dir", _folder.PathOf("out"), "--no-clobber", "--json", former, .. Options])
            .AssertRefused("former", "--no-clobber");
        Assert.Equal("former", File.ReadAllText(former));
        Assert.Equal(["former", "in.wav"], _folder.Files);
    }

    [Theory]
    [InlineData(88_201, 1, "--rate is 88201")]
    [InlineData(705_600, 1, "--rate is 705600")]
    [InlineData(16_000, 9, "8 channels")]
    public void What_FLAC_cannot_hold_is_refused_before_the_fit(int rate, int channels, string reason)
    {
        if (Siren2.Formats.FFmpegProgram.Find() is null)
        {
            return;
        }

        string input = _folder.Clip("in.wav", 8_000, 500, channels);
        string[] options = ["--rate", rate.ToString(System.Globalization.CultureInfo.InvariantCulture), "--detail", "0"];
        CliRun run = CliRun.Of(["upsample", input, _folder.PathOf("out.flac"), .. options]);
        run.AssertRefused("out.flac", reason);
        Assert.Empty(run.Progress);
        CliRun batch = CliRun.Of(["upsample", input, "--out-dir", _folder.PathOf("out"), "--format", "flac", .. options]);
        Assert.Equal(1, batch.ExitCode);
        Assert.Contains(reason, batch.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void An_empty_clip_is_not_said_to_be_unfinished_and_has_a_page()
    {
        string input = _folder.Clip("in.wav", 8_000, 0);
        CliRun run = CliRun.Of(["upsample", input, _folder.PathOf("out.wav"), "--report", _folder.PathOf("out.html"), .. Options]);

        Assert.Equal("", run.Error);
        Assert.Equal(0, run.ExitCode);
        Assert.True(new FileInfo(_folder.PathOf("out.html")).Length > 0);
    }

    [Fact]
    public void Folders_that_links_lead_to_in_circles_are_searched_once()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        Directory.CreateDirectory(_folder.PathOf("takes/more"));
        _folder.Clip("takes/1.wav", 8_000, 500);
        _folder.Clip("takes/more/2.wav", 8_000, 500);
        Directory.CreateSymbolicLink(_folder.PathOf("takes/a-link"), _folder.PathOf("takes/more"));
        Directory.CreateSymbolicLink(_folder.PathOf("takes/more/up"), _folder.PathOf("takes"));

        CliRun run = CliRun.Of(["upsample", _folder.PathOf("takes"), "--recursive", "--out-dir", _folder.PathOf("out"), .. Options]);

        Assert.Contains("2 done, 0 up to date, 0 failed", run.Output, StringComparison.Ordinal);
        Assert.True(File.Exists(_folder.PathOf("out/more/2.wav")));
    }

    [Fact]
    public void What_is_finished_keeps_its_name_when_a_clip_of_that_name_comes_or_goes()
    {
        Directory.CreateDirectory(_folder.PathOf("takes"));
        _folder.Clip("takes/a.wav", 8_000, 500);
        Assert.Contains("1 done, 0 up to date", Batch(), StringComparison.Ordinal);
        _folder.Clip("takes/a.wave", 8_000, 600);
        Assert.Contains("1 done, 1 up to date", Batch(), StringComparison.Ordinal);
        Assert.Contains("0 done, 2 up to date", Batch(), StringComparison.Ordinal);
        File.Delete(_folder.PathOf("takes/a.wav"));
        Assert.Contains("0 done, 1 up to date", Batch(), StringComparison.Ordinal);
        Assert.Equal([".siren2-done", "a.wav", "a.wave.wav"], Directory.GetFiles(_folder.PathOf("out")).Select(Path.GetFileName).Order());

        string Batch() => CliRun.Of(["upsample", _folder.PathOf("takes"), "--out-dir", _folder.PathOf("out"), .. Options]).Output;
    }

    [Theory]
    [InlineData("[12].wav", "1.wav", true)]
    [InlineData("[12].wav", "3.wav", false)]
    [InlineData("[!a-c]?.wav", "d1.wav", true)]
    [InlineData("[!a-c]?.wav", "b1.wav", false)]
    [InlineData("[]x].wav", "].wav", true)]
    [InlineData("a[.wav", "a[.wav", true)]
    [InlineData("*.wav", "a.wave", false)]
    [InlineData("a.*", "abc", false)]
    public void Patterns_are_those_of_shells(string pattern, string name, bool matches) =>
        Assert.Equal(matches, FilePattern.Of(pattern)(name));

    [Fact]
    public void A_folder_of_results_that_is_a_file_and_clips_of_one_name_are_refused_with_words()
    {
        Directory.CreateDirectory(_folder.PathOf("b"));
        string first = _folder.Clip("a.wav", 8_000, 500);
        string second = _folder.Clip("b/a.wav", 8_000, 500);
        CliRun.Of(["upsample", first, "--out-dir", second, .. Options]).AssertRefused("--out-dir", "is a file, not a folder");
        CliRun.Of(["upsample", first, second, "--out-dir", _folder.PathOf("out"), .. Options]).AssertRefused("have one name", "--out-dir");
    }

    [Fact]
    public void Complaints_name_the_file_and_what_would_help()
    {
        CliRun.Of(["upsample", _folder.ClipThatEndsInNotANumber("nan.wav", 8_000, 500), _folder.PathOf("out.wav"), .. Options])
            .AssertRefused("nan.wav", "NaN");
        string adpcm = _folder.Clip("adpcm.wav", 8_000, 500);
        byte[] bytes = File.ReadAllBytes(adpcm);
        bytes[20] = 2;
        File.WriteAllBytes(adpcm, bytes);
        CliRun.Of(["upsample", adpcm, _folder.PathOf("out.wav"), "--ffmpeg", "none", .. Options]).AssertRefused("0x0002", "by way of ffmpeg");
        CliRun.Of(["upsample", adpcm, _folder.PathOf("out.flac"), "--ffmpeg", "none", .. Options]).AssertRefused("--ffmpeg none was given");
        Assert.Contains("(1 sample)", CliRun.Of(["upsample", _folder.Clip("one.wav", 8_000, 1), _folder.PathOf("out.wav"), .. Options]).Output, StringComparison.Ordinal);
    }
}
