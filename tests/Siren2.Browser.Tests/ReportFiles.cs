using Siren2.Cli.Tests;

namespace Siren2.Browser.Tests;

/// <summary>Reports to open, in a folder of their own.</summary>
internal sealed class ReportFiles : IDisposable
{
    public WorkFolder Folder { get; } = new();

    /// <summary>The page of an upsampling to 16 kHz.</summary>
    public string Upsampled(string input, params string[] more) =>
        Of(["upsample", input, Folder.PathOf("out.wav"), "--rate", "16000", "--preset", "fast", .. more]);

    /// <summary>The page of a comparison of two tones: the reference's and the estimate's.</summary>
    public string Tones(double reference, double estimate, double seconds = 4) => Of(
        "compare",
        Folder.Tone("reference.wav", 16_000, (int)(16_000 * seconds), reference, 0.3),
        Folder.Tone("estimate.wav", 16_000, (int)(16_000 * seconds), estimate, 0.3),
        "--input-rate",
        "8000");

    /// <summary>The page that a command writes.</summary>
    public string Of(params string[] command)
    {
        string report = Folder.PathOf("report.html");
        CliRun run = CliRun.Of([.. command, "--report", report]);
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        return report;
    }

    public void Dispose() => Folder.Dispose();
}
