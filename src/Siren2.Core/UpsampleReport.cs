using Siren2.Resampling;

namespace Siren2;

/// <summary>What was done to a clip.</summary>
public sealed record UpsampleReport
{
    /// <summary>Blind or guided. Every figure here belongs to that mode.</summary>
    public required FitMode Mode { get; init; }

    /// <summary>Sample rate of the input, in hertz.</summary>
    public required int InputSampleRate { get; init; }

    /// <summary>Sample rate of the output, in hertz.</summary>
    public required int OutputSampleRate { get; init; }

    /// <summary>
    /// Where the missing band begins, in hertz: the input's Nyquist frequency, or where its band was found, or said, to end below.
    /// </summary>
    public required double InputBandwidth { get; init; }

    /// <summary>
    /// The decimator's roll-off that the baseline undoes, found or given; <see cref="AntiAliasingFilter.Ideal"/> for none, as always at the
    /// input's own rate.
    /// </summary>
    public required AntiAliasingFilter InputFilter { get; init; }

    /// <summary>Wall-clock time of fit and rendering; zero in a fit that was loaded.</summary>
    public required TimeSpan Elapsed { get; init; }

    /// <summary>The networks, channel by channel, segment by segment; empty where nothing was to be fitted.</summary>
    public required IReadOnlyList<NetworkReport> Networks { get; init; }

    /// <summary>Whether the caller cancelled and the result is the best so far.</summary>
    public required bool WasCancelled { get; init; }

    /// <summary>Blind: expected loss of PSNR against plain sinc, in dB, the mean over channels: what a roll-off that was undone may gain is not counted; null in a guided fit.</summary>
    public double? EstimatedPsnrCost { get; init; }

    /// <summary>Guided: what the networks gain in PSNR over the baseline, in dB; null in a blind fit.</summary>
    public double? GainOverBaseline { get; init; }

    /// <summary>
    /// Whether the correction was projected onto the missing band, so that decimating the output gives the input back. Always in a
    /// blind fit; in a guided one only if the reference itself decimates to the input.
    /// </summary>
    public required bool IsProjected { get; init; }

    /// <summary>Weights and biases of all networks.</summary>
    public long ParameterCount => Networks.Sum(network => (long)network.ParameterCount);

    /// <summary>Mean loss of the networks at each step; one that stopped early counts with its best.</summary>
    public IReadOnlyList<double> MeanLosses()
    {
        double[] losses = new double[Networks.Count == 0 ? 0 : Networks.Max(network => network.Outcome.Losses.Count)];
        for (int step = 0; step < losses.Length; step++)
        {
            losses[step] = Networks.Average(network =>
                step < network.Outcome.Losses.Count ? network.Outcome.Losses[step] : network.Outcome.BestLoss);
        }

        return losses;
    }
}
