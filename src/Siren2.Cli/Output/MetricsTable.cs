using Siren2.Metrics;

namespace Siren2.Cli.Output;

/// <summary>All metrics of a comparison, one a line, each under the name of its definition.</summary>
internal static class MetricsTable
{
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

        Add("spectral convergence", metrics.SpectralConvergence, 4, "lower");
        Add("envelope distance", metrics.EnvelopeDistance, 4, "lower");
        Add("STOI", metrics.Stoi, 4, "higher");
        Add("ESTOI", metrics.ExtendedStoi, 4, "higher");
        return rows;

        void Add(string name, double? value, int decimals, string better) => rows.Add([name, Figure.Of(value, decimals), better]);
    }
}
