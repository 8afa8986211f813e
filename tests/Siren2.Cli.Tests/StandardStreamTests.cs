using System.Diagnostics;
using System.Text.Json;

namespace Siren2.Cli.Tests;

/// <summary>What goes through pipes: clips, results, figures; and what is no file at all.</summary>
public sealed class StandardStreamTests : IDisposable
{
    private static readonly string[] Options = ["--rate", "16000", "--detail", "0"];

    private readonly WorkFolder _folder = new();

    /// <summary>The program, for a shell.</summary>
    internal static string Program => $"'{Environment.ProcessPath}' '{Path.Combine(AppContext.BaseDirectory, "siren2.dll")}'";

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_clip_comes_from_standard_input_and_its_result_goes_to_standard_output_alone()
    {
        string input = _folder.Clip("in.wav", 8_000, 2_000);
        Assert.Equal(0, CliRun.Of(["upsample", input, _folder.PathOf("out.wav"), .. Options]).ExitCode);

        CliRun run = CliRun.Given(File.ReadAllBytes(input), ["upsample", "-", "-", .. Options]);

        Assert.Equal(0, run.ExitCode);
        Assert.Equal(File.ReadAllBytes(_folder.PathOf("out.wav")), run.Bytes);
        Assert.Empty(run.Output);
        Assert.Contains("BLIND", run.Error, StringComparison.Ordinal);
        Assert.Contains("100 %", run.Progress, StringComparison.Ordinal);
    }

    [Fact]
    public void Figures_go_to_standard_output_as_JSON_alone()
    {
        string clip = _folder.Clip("in.wav", 16_000, 8_000);

        foreach (CliRun run in new[]
        {
            CliRun.Of(["upsample", clip, _folder.PathOf("out.wav"), "--rate", "32000", "--detail", "0", "--json", "-"]),
            CliRun.Of("compare", clip, clip, "--json", "-"),
            CliRun.Of("evaluate", _folder.Location, "--tasks", "T2", "--modes", "sinc", "--json", "-"),
        })
        {
            Assert.Equal(0, run.ExitCode);
            Assert.Empty(run.Output);
            using var document = JsonDocument.Parse(run.Bytes);
            Assert.Equal(JsonValueKind.Object, document.RootElement.ValueKind);
            Assert.Contains('|', run.Error);
        }
    }

    [Fact]
    public void Either_clip_of_a_comparison_comes_from_standard_input_but_not_both()
    {
        string reference = _folder.Clip("reference.wav", 16_000, 8_000);
        byte[] estimate = File.ReadAllBytes(_folder.Clip("estimate.wav", 16_000, 8_000, gain: 0.5f));
        string expected = CliRun.Of("compare", reference, _folder.PathOf("estimate.wav")).Output;

        CliRun run = CliRun.Given(estimate, "compare", reference, "-", "--json", _folder.PathOf("out.json"));
        Assert.Equal((0, expected), (run.ExitCode, run.Output));
        Assert.Equal("-", _folder.Json("out.json").GetProperty("estimate").GetString());
        Assert.Equal(0, CliRun.Given(estimate, "compare", "-", reference).ExitCode);

        CliRun.Given(estimate, "compare", "-", "-").AssertRefused("standard input", "twice");
        CliRun.Given(estimate, ["upsample", "-", _folder.PathOf("out.wav"), "--original", "-", .. Options]).AssertRefused("standard input", "twice");
    }

    [Fact]
    public void What_is_not_audio_on_standard_input_is_refused_by_that_name() =>
        CliRun.Given("text"u8.ToArray(), ["upsample", "-", _folder.PathOf("out.wav"), .. Options]).AssertRefused("cannot read 'standard input'");

    [Fact]
    public async Task A_named_pipe_gets_the_result_and_stays_a_pipe()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        string input = _folder.Clip("in.wav", 8_000, 2_000);
        string pipe = _folder.PathOf("pipe");
        Shell($"mkfifo '{pipe}'");
        Task<byte[]> reader = Task.Run(() => File.ReadAllBytes(pipe));

        Assert.Equal(0, CliRun.Of(["upsample", input, pipe, .. Options]).ExitCode);
        Assert.Equal(0, CliRun.Of(["upsample", input, _folder.PathOf("out.wav"), .. Options]).ExitCode);

        Assert.Equal(await File.ReadAllBytesAsync(_folder.PathOf("out.wav")), await reader.WaitAsync(TimeSpan.FromSeconds(30)));
        Assert.Equal(0, Shell($"test -p '{pipe}'").ExitCode);
    }

    [Fact]
    public async Task A_clip_is_read_from_a_named_pipe()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        string input = _folder.Clip("in.wav", 8_000, 2_000);
        string pipe = _folder.PathOf("pipe");
        Shell($"mkfifo '{pipe}'");
        Task writer = Task.Run(() => Shell($"cat '{input}' > '{pipe}'"));
        Assert.Equal(0, CliRun.Of(["upsample", pipe, _folder.PathOf("out.wav"), .. Options]).ExitCode);
        await writer.WaitAsync(TimeSpan.FromSeconds(30));
        Assert.Equal(4_000, (await AudioClip.LoadAsync(_folder.PathOf("out.wav"))).Length);
    }

    [Theory]
    [InlineData("/dev/null", 0)]
    [InlineData("/dev/full", 2)]
    public void A_device_is_written_to_and_stays_one(string device, int exitCode)
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        CliRun run = CliRun.Of(["upsample", _folder.Clip("in.wav", 8_000, 2_000), device, .. Options]);

        Assert.Equal(exitCode, run.ExitCode);
        Assert.Equal(0, Shell($"test -c {device}").ExitCode);
    }

    [Theory]
    [InlineData("{0} upsample in.wav /dev/stdout --rate 16000 --detail 0 2>error.txt | cmp - out.wav", 0)]
    [InlineData("{0} upsample in.wav - --rate 16000 --detail 0 2>error.txt | head -c 1 >part.txt; exit ${{PIPESTATUS[0]}}", 0)]
    [InlineData("{0} compare in.wav in.wav 2>error.txt | true; exit ${{PIPESTATUS[0]}}", 0)]
    [InlineData("{0} compare in.wav in.wav >&- 2>error.txt", 0)]
    [InlineData("{0} compare in.wav in.wav >/dev/full 2>error.txt", 2)]
    [InlineData("{0} upsample - none.wav --rate 16000 <&- 2>error.txt", 2)]
    [InlineData("{0} upsample in.wav - --rate 16000 --detail 0 >&- 2>error.txt", 0)]
    [InlineData("{0} upsample in.wav - --rate 16000 --detail 0 2>&- | cmp - out.wav", 0)]
    [InlineData("{0} upsample in.wav /dev/stdout --rate 16000 --detail 0 2>error.txt | head -c 1 >part.txt; exit ${{PIPESTATUS[0]}}", 0)]
    [InlineData("mkfifo p; head -c 1 p >part.txt & {0} upsample in.wav p --rate 16000 --detail 0 2>error.txt", 0)]
    [InlineData("{0} upsample in.wav out.wav --rate 48000 --preset best --texture network 2>error.txt & sleep 2; kill -TERM $!; wait $!", 143)]
    [InlineData("env --default-signal=HUP {0} upsample in.wav out.wav --rate 48000 --preset best --texture network 2>error.txt & sleep 2; kill -HUP $!; wait $!", 129)]
    [Trait("Suite", "slow")]
    public void A_shell_sees_what_it_expects(string command, int exitCode)
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        // Long enough at the best preset to be still at work when a signal comes.
        string input = _folder.Clip("in.wav", 8_000, command.Contains("best", StringComparison.Ordinal) ? 250_000 : 2_000);
        bool isEnded = exitCode > 128;
        if (!isEnded)
        {
            Assert.Equal(0, CliRun.Of(["upsample", input, _folder.PathOf("out.wav"), .. Options]).ExitCode);
        }

        (int code, string error) = Shell($"cd '{_folder.Location}'; {string.Format(null, command, Program)}");

        Assert.True(code == exitCode, $"exit code {code}: {error} "
            + $"{(File.Exists(_folder.PathOf("error.txt")) ? File.ReadAllText(_folder.PathOf("error.txt")) : "")}");
        if (isEnded)
        {
            Assert.Equal(["error.txt", "in.wav"], _folder.Files);
        }
    }

    [Theory]
    [InlineData("upsample - out.wav", "exec 3<>hold; ", "<&3", "INT", 130)]
    [InlineData("upsample in.wav hold", "", "", "TERM", 143)]
    [InlineData("upsample in.wav -", "exec 3<>hold; head -c 60000 /dev/zero >&3; ", ">&3", "HUP", 129)]
    [Trait("Suite", "slow")]
    public void What_waits_for_a_pipe_ends_by_a_signal_and_leaves_nothing(string arguments, string before, string streams, string signal, int exitCode)
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        _folder.Clip("in.wav", 8_000, 8_000);
        Directory.CreateDirectory(_folder.PathOf("tmp"));
        (int code, string error) = Shell($"cd '{_folder.Location}'; mkfifo hold; {before}"
            + $"TMPDIR=tmp env --default-signal={signal} {Program} {arguments} --rate 16000 --detail 0 {streams} 2>error.txt & "
            + $"sleep 1.5; kill -{signal} $!; start=$SECONDS; wait $!; code=$?; [ $((SECONDS - start)) -lt 5 ] || code=0; exit $code");

        Assert.True(code == exitCode, $"exit code {code}: {error} {File.ReadAllText(_folder.PathOf("error.txt"))}");
        Assert.Empty(Directory.GetFiles(_folder.PathOf("tmp")));
        Assert.Equal(["error.txt", "hold", "in.wav"], _folder.Files);
    }

    [Fact]
    public async Task FLAC_is_written_through_to_pipes_and_devices_too()
    {
        if (!OperatingSystem.IsLinux() || Siren2.Formats.FFmpegProgram.Find() is null)
        {
            return;
        }

        string input = _folder.Clip("in.wav", 8_000, 2_000);
        Shell($"cd '{_folder.Location}'; mkfifo pipe.flac; ln -s /dev/null null.flac");
        Task<byte[]> reader = Task.Run(() => File.ReadAllBytes(_folder.PathOf("pipe.flac")));
        foreach (string name in new[] { "out.flac", "pipe.flac", "null.flac" })
        {
            Assert.Equal(0, CliRun.Of(["upsample", input, _folder.PathOf(name), .. Options]).ExitCode);
        }

        Assert.Equal(await File.ReadAllBytesAsync(_folder.PathOf("out.flac")), await reader.WaitAsync(TimeSpan.FromSeconds(30)));
        Assert.Equal(0, Shell($"cd '{_folder.Location}'; test -p pipe.flac && test -L null.flac && test -c /dev/null").ExitCode);
    }

    internal static (int ExitCode, string Error) Shell(string command)
    {
        using Process process = Process.Start(new ProcessStartInfo("bash", ["-c", command]) { RedirectStandardError = true })!;
        string error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, error);
    }
}
