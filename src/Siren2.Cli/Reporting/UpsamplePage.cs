using Siren2.Cli.Output;

namespace Siren2.Cli.Reporting;

/// <summary>The page of one upsampling.</summary>
internal static class UpsamplePage
{
    /// <summary>Builds the page.</summary>
    /// <param name="clip">The low-rate clip.</param>
    /// <param name="result">What became of it.</param>
    /// <param name="original">Its original; null where there is none. Whether the fit knew it is the report's to say.</param>
    /// <param name="summary">Every figure of the upsampling.</param>
    /// <param name="options">The options of the fit.</param>
    /// <returns>HTML in UTF-8.</returns>
    public static byte[] Build(AudioClip clip, UpsampleResult result, AudioClip? original, UpsampleDocument summary, UpsamplerOptions options)
    {
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

        string title = Path.GetFileName(summary.Files.Output);
        var scene = new PageScene
        {
            Name = title,
            Mode = summary.Mode,
            Sounds = sounds,
            KnownBand = result.Report.InputBandwidth,
            Losses = result.Report.Networks.Count > 0 ? result.Report.MeanLosses() : [],
        };
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
            Title = title,
            Heading = ModeText.Heading(result.Report.Mode),
            Meaning = summary.Meaning,
            Tables = tables,
            Footer = summary.Machine.ToString(),
            Note = string.Concat(
                [.. result.Audio.Length > 0 ? [] : (string[])["The clip is empty: there is nothing to be heard. "], .. summary.Notes.Select(ReportPage.Sentence)]),
        };
        return ReportPage.Build(
            content, result.Audio.Length > 0 ? [EncodedScene.Of(scene, ReportPage.MaximumSoundBytes, ReportPage.MaximumSeconds)] : []);
    }
}
