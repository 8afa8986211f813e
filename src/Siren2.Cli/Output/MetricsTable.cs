using Siren2.Metrics;

namespace Siren2.Cli.Output;

/// <summary>All metrics of a comparison, one a line, each under the name of its definition.</summary>
internal static class MetricsTable
{
    /// <summary>Which of the distances is to be quoted where.</summary>
    public const string Meaning =
        "LSD: quote that of AP-BWE beside figures of other publications, Hann 2048 between versions of one clip, and the rectangular one only beside "
            + "the original experiment.";

    /// <summary>The table that a terminal shows.</summary>
    public static TextTable Create(AudioComparisonResult metrics)
    {
        var table = new TextTable("metric", ">value", "better");
        foreach (string[] row in Rows(metrics))
        {
            table.Add(row);
        }

        return table;
    }

    /// <summary>Name, value and which way is better, for each metric.</summary>
    public static IReadOnlyList<string[]> Rows(AudioComparisonResult metrics)
    {
        var rows = new List<string[]>();
        Add("PSNR, peak 1 (dB)", metrics.Psnr, 2, "higher");
        Add("SNR (dB)", metrics.Snr, 2, "higher");
        Add("SI-SDR (dB)", metrics.SiSdr, 2, "higher");
        Add("LSD, Hann 2048", metrics.LsdHann, 3, "lower");
        Add("LSD, rectangular 2048", metrics.LsdRectangular, 3, "lower");
        Add("LSD, AP-BWE", metrics.LsdApBwe, 3, "lower");
        if (metrics.MissingBandLsdHann is not null)
        {
            Add("LSD of the missing band, Hann 2048", metrics.MissingBandLsdHann, 3, "lower");
            Add("LSD of the missing band, rectangular 2048", metrics.MissingBandLsdRectangular, 3, "lower");
            Add("LSD of the missing band, AP-BWE", metrics.MissingBandLsdApBwe, 3, "lower");
        }

        if (metrics.MissingBandLevelErrors is MissingBandLevelErrors errors)
        {
            AddLevel("pauses", errors.Pause);
            AddLevel("bright frames", errors.Bright);
            AddLevel("other frames", errors.Other);
        }

        if (metrics.MissingBandOnsetRise is OnsetRise rise)
        {
            string name = $"onset rise of the missing band, {rise.OnsetCount} onset{(rise.OnsetCount == 1 ? "" : "s")} (dB)";
            Add(name, rise.Estimate, 1, $"near {Figure.Of(rise.Reference, 1)}");
        }

        if (metrics.MissingBandChannelCorrelation is ChannelCorrelation correlation)
        {
            Add("correlation of the missing band between channels", correlation.Estimate, 2, $"near {Figure.Of(correlation.Reference, 2)}");
        }

        Add("spectral convergence", metrics.SpectralConvergence, 4, "lower");
        Add("envelope distance", metrics.EnvelopeDistance, 4, "lower");
        Add("STOI", metrics.Stoi, 4, "higher");
        Add("ESTOI", metrics.ExtendedStoi, 4, "higher");
        return rows;

        void AddLevel(string frames, LevelError error)
        {
            Add($"level of the missing band, bias in {frames} (dB)", error.Bias, 1, "near 0");
            Add($"level of the missing band, mean error in {frames} (dB)", error.MeanAbsoluteError, 1, "lower");
        }

        void Add(string name, double? value, int decimals, string better) => rows.Add([name, Figure.Of(value, decimals), better]);
    }
}
