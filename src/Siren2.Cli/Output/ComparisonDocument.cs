using Siren2.Metrics;

namespace Siren2.Cli.Output;

/// <summary>What <c>compare</c> writes as JSON.</summary>
/// <param name="Reference">The reference's file, as it was given.</param>
/// <param name="Estimate">The estimate's file, as it was given.</param>
/// <param name="Clip">The format that both have.</param>
/// <param name="SamplesCut">Samples that were cut off the end of the longer clip.</param>
/// <param name="InputRate">Rate of the clip that the estimate was made from, in hertz; null where it was not given.</param>
/// <param name="Metrics">All metrics, under the names that the library gives them.</param>
internal sealed record ComparisonDocument(
    string Reference, string Estimate, ClipDocument Clip, int SamplesCut, int? InputRate, AudioComparisonResult Metrics)
{
    /// <summary>What is to be said of the files: cut off, several streams.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];
}
