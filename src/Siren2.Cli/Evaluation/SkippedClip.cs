namespace Siren2.Cli.Evaluation;

/// <summary>A file that no task can use.</summary>
/// <param name="File">Name of the file.</param>
/// <param name="Reason">Why, for people.</param>
internal sealed record SkippedClip(string File, string Reason);
