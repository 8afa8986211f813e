using Siren2.Cli.Evaluation;
using Siren2.Cli.Output;

namespace Siren2.Cli.Experiment;

/// <summary>What <c>evaluate --experiment</c> writes as JSON.</summary>
/// <param name="Machine">Where the times were measured.</param>
/// <param name="Folder">The folder, as it was given.</param>
/// <param name="Mode">Always "guided".</param>
/// <param name="Meaning">What a figure of that mode means.</param>
/// <param name="Protocol">How clips are prepared and judged.</param>
/// <param name="MaximumSteps">Steps of a network at most.</param>
/// <param name="Seed">Seed of the weights.</param>
/// <param name="AudioSeconds">Length of all clips together.</param>
/// <param name="Rows">The rows of the table.</param>
/// <param name="Skipped">Audio files that the experiment could not use.</param>
internal sealed record ExperimentDocument(
    MachineDescription Machine,
    string Folder,
    string Mode,
    string Meaning,
    string Protocol,
    int MaximumSteps,
    int Seed,
    double AudioSeconds,
    IReadOnlyList<ExperimentRow> Rows,
    IReadOnlyList<SkippedClip> Skipped)
{
    /// <inheritdoc cref="EvaluationDocument.Notes"/>
    public IReadOnlyList<string> Notes { get; init; } = [];
}
