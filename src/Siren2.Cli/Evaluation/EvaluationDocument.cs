using Siren2.Cli.Output;

namespace Siren2.Cli.Evaluation;

/// <summary>What <c>evaluate</c> writes as JSON.</summary>
/// <param name="Machine">Where the times were measured.</param>
/// <param name="Folder">The folder, as it was given.</param>
/// <param name="Settings">The options of the fits.</param>
/// <param name="Tasks">One entry per task and mode.</param>
/// <param name="Skipped">Audio files that no task could use, and clips that failed in one, whose tables they are not in.</param>
internal sealed record EvaluationDocument(
    MachineDescription Machine,
    string Folder,
    SettingsDocument Settings,
    IReadOnlyList<TaskResult> Tasks,
    IReadOnlyList<SkippedClip> Skipped)
{
    /// <summary>What is to be said of the files: cut off, several streams.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];
}
