namespace Siren2.Cli.Evaluation;

/// <summary>A file that no task can use, or that failed in one.</summary>
/// <param name="File">Name of the file.</param>
/// <param name="Reason">Why, for people.</param>
/// <param name="IsFailure">Whether something is wrong with it, rather than that it is too short or its rate too low for the tasks.</param>
internal sealed record SkippedClip(string File, string Reason, bool IsFailure)
{
    /// <summary>The reason in a line.</summary>
    public override string ToString() => $"{(IsFailure ? "failed" : "skipped")}: {Reason}";
}
