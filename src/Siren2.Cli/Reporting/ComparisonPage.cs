using Siren2.Cli.Clips;
using Siren2.Cli.Output;

namespace Siren2.Cli.Reporting;

/// <summary>The page of a clip beside its reference.</summary>
internal static class ComparisonPage
{
    /// <summary>Builds the page.</summary>
    /// <param name="pair">Both clips.</param>
    /// <param name="comparison">Every figure.</param>
    /// <returns>HTML in UTF-8.</returns>
    public static byte[] Build(ClipPair pair, ComparisonDocument comparison)
    {
        string estimate = Path.GetFileName(comparison.Estimate);
        var scene = new PageScene
        {
            Name = estimate,
            Mode = "",
            Sounds = [new("reference", SoundRole.Original, pair.Reference), new("estimate", SoundRole.Result, pair.Estimate)],
            KnownBand = comparison.InputRate / 2.0,
        };
        var content = new PageContent
        {
            Title = estimate,
            Heading = "COMPARISON",
            Meaning = $"{estimate} beside its reference {Path.GetFileName(comparison.Reference)}.",
            Tables = [ReportTables.Metrics(comparison)],
            Footer = $"{MetricsTable.Meaning} {MachineDescription.Current()}",
        };
        return ReportPage.Build(content, [EncodedScene.Of(scene, ReportPage.MaximumSoundBytes, ReportPage.MaximumSeconds)]);
    }
}
