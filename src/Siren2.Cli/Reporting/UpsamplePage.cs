using Siren2.Cli.Output;

namespace Siren2.Cli.Reporting;

/// <summary>The page of one upsampling.</summary>
internal static class UpsamplePage
{
    /// <summary>Encodes what the page plays, which is nearly all of the time that a page takes.</summary>
    /// <param name="clip">The low-rate clip.</param>
    /// <param name="result">What became of it.</param>
    /// <param name="original">Its original; null where there is none. Whether the fit knew it is the report's to say.</param>
    /// <param name="summary">What was done.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>Null for an empty clip.</returns>
    public static EncodedScene? Scene(
        AudioClip clip, UpsampleResult result, AudioClip? original, UpsampleDocument summary, CancellationToken cancellationToken)
    {
        if (result.Audio.Length == 0)
        {
            return null;
        }

        List<PageSound> sounds =
        [
            new("input", SoundRole.Input, clip),
            new("sinc", SoundRole.Baseline, result.Baseline),
            new(summary.Mode, SoundRole.Result, result.Audio),
        ];
        if (original is not null)
        {
            sounds.Add(new PageSound("original", SoundRole.Original, original));
        }

        var scene = new PageScene
        {
            Name = Path.GetFileName(summary.Files.Output),
            Mode = summary.Mode,
            Sounds = sounds,
            KnownBand = result.Report.InputBandwidth,
            Losses = result.Report.Networks.Count > 0 ? result.Report.MeanLosses() : [],
        };
        return EncodedScene.Of(scene, ReportPage.MaximumSoundBytes, ReportPage.MaximumSeconds, cancellationToken);
    }

    /// <summary>Builds the page.</summary>
    /// <param name="scene">What it plays; null where there is nothing.</param>
    /// <param name="result">What became of the clip.</param>
    /// <param name="summary">Every figure of the upsampling.</param>
    /// <param name="options">The options of the fit.</param>
    /// <returns>HTML in UTF-8.</returns>
    public static byte[] Build(EncodedScene? scene, UpsampleResult result, UpsampleDocument summary, UpsamplerOptions options)
    {
        List<PageTable> tables = [ReportTables.Values(result, summary), ReportTables.Options(options, summary)];
        if (summary.Comparison is GuidedComparison guided)
        {
            tables.Insert(0, ReportTables.Comparison("Against the original, which the fit knew", "guided", guided.Sinc, guided.Guided));
        }
        else if (summary.BesideOriginal is BlindComparison blind)
        {
            tables.Insert(0, ReportTables.Comparison("Against the original, which the fit never saw", "blind", blind.Sinc, blind.Blind));
        }

        var content = new PageContent
        {
            Title = Path.GetFileName(summary.Files.Output),
            Heading = ModeText.Heading(result.Report.Mode),
            Meaning = summary.Meaning,
            Tables = tables,
            Footer = summary.Machine.ToString(),
            Note = string.Concat(
                [.. scene is not null ? [] : (string[])["The clip is empty: there is nothing to be heard. "], .. summary.Notes.Select(ReportPage.Sentence)]),
        };
        return ReportPage.Build(content, scene is null ? [] : [scene]);
    }
}
