using System.Text.Json.Serialization;
using Siren2.Cli.Cluster;
using Siren2.Cli.Output;

namespace Siren2.Cli.Batch;

/// <summary>What <c>upsample --out-dir</c> writes as JSON.</summary>
/// <param name="Mode">"blind".</param>
/// <param name="Meaning">What a figure of that mode means.</param>
/// <param name="Settings">The options of the fits.</param>
/// <param name="Rate">Rate of the results, in hertz.</param>
/// <param name="Done">Clips that were worked on.</param>
/// <param name="UpToDate">Clips whose results were there.</param>
/// <param name="Failed">Clips that could not be worked on.</param>
/// <param name="ElapsedSeconds">Wall-clock time of all.</param>
/// <param name="Clips">One entry for each clip.</param>
/// <param name="Machine">Where it was done; with a cluster, where the program ran.</param>
internal sealed record BatchDocument(
    string Mode,
    string Meaning,
    SettingsDocument Settings,
    int Rate,
    int Done,
    int UpToDate,
    int Failed,
    double ElapsedSeconds,
    IReadOnlyList<BatchOutcome> Clips,
    MachineDescription Machine)
{
    /// <summary>The cluster that did it, which has no figures of single clips; left out where none did.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ClusterDocument? Cluster { get; init; }
}

/// <summary>What became of a clip of many.</summary>
/// <param name="Input">Its file.</param>
/// <param name="Output">The file of its result.</param>
/// <param name="State">"done", "up to date", "kept" (another file of that name, which was not to be replaced) or "failed".</param>
internal sealed record BatchOutcome(string Input, string Output, string State)
{
    public const string Done = "done";
    public const string UpToDate = "up to date";
    public const string Kept = "kept";
    public const string Failed = "failed";

    /// <summary>Why it failed; left out where it did not.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Reason { get; init; }

    /// <summary>Length of the clip; null where it was not opened.</summary>
    public double? AudioSeconds { get; init; }

    /// <summary>Wall-clock time of the work on it.</summary>
    public double? ElapsedSeconds { get; init; }

    /// <summary>What the fit expects to lose in PSNR against sinc, in dB.</summary>
    public double? EstimatedPsnrCost { get; init; }

    /// <summary>How the samples were stored.</summary>
    public LevelsDocument? Levels { get; init; }

    /// <summary>What is to be said of the files.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];
}
