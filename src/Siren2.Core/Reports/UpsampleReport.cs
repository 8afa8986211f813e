using Siren2.Checks;
using Siren2.Decimation;
using Siren2.Options;

namespace Siren2;

/// <summary>What was done to a clip. A resolver of another kind gives the mode, the two rates and the time; the rest it may leave out.</summary>
public sealed record UpsampleReport
{
    /// <summary>Blind or guided. Every figure here belongs to that mode.</summary>
    public required FitMode Mode { get; init; }

    /// <summary>Sample rate of the input, in hertz.</summary>
    public required int InputSampleRate { get; init; }

    /// <summary>Sample rate of the output, in hertz.</summary>
    public required int OutputSampleRate { get; init; }

    /// <summary>Samples of the result, in each channel.</summary>
    public long Length { get; init; }

    /// <summary>
    /// Where the missing band begins, in hertz: the input's Nyquist frequency, which is the default, or where its band was found, or said, to end
    /// below. The Nyquist frequency alone does not say that all of the band is there: <see cref="InputBandEnd"/> does not either, but says what was looked for.
    /// </summary>
    public double InputBandwidth
    {
        get => field > 0 ? field : 0.5 * InputSampleRate;
        init;
    }

    /// <summary>Whether <see cref="InputBandwidth"/> was found, and how far it can be told, given, looked for in vain, or not looked for, which is the default.</summary>
    public InputBandEnd InputBandEnd { get; init; }

    /// <summary>
    /// The decimator's roll-off that the baseline undoes, found or given; <see cref="AntiAliasingFilter.Ideal"/>, the default, for none, as
    /// always at the input's own rate.
    /// </summary>
    /// <exception cref="ArgumentNullException">The value is null.</exception>
    public AntiAliasingFilter InputFilter { get; init => field = NullCheck.NotNull(value); } = AntiAliasingFilter.Ideal;

    /// <summary>Wall-clock time of all that was done; zero in a fit that was loaded. Default zero.</summary>
    public TimeSpan Elapsed { get; init; }

    /// <summary>Parts that the clip was cut into, 1 for one that was worked on as a whole. Default 1.</summary>
    public int PartCount { get; init; } = 1;

    /// <summary>
    /// The networks, channel by channel, segment by segment; empty where nothing was to be fitted, and of clips that were worked on part by part.
    /// Default none.
    /// </summary>
    /// <exception cref="ArgumentNullException">The value is null, or an element of it.</exception>
    public IReadOnlyList<NetworkReport> Networks { get; init => field = NullCheck.NoneNull(value); } = [];

    /// <summary>Number of networks, of all parts. Default: that of <see cref="Networks"/>.</summary>
    public int NetworkCount
    {
        get => field > 0 ? field : Networks.Count;
        init;
    }

    /// <summary>Weights and biases of all networks. Default: those of <see cref="Networks"/>.</summary>
    public long ParameterCount
    {
        get => field > 0 ? field : Networks.Sum(network => (long)network.ParameterCount);
        init;
    }

    /// <summary>All options that the result depends on, as JSON; null where they are not known. Default null.</summary>
    public string? Options { get => field ?? Description?.Json; init; }

    /// <summary>Whether the caller canceled and the result is the best so far, the rest of it the baseline.</summary>
    public bool WasCanceled { get; init; }

    /// <summary>
    /// Blind: identity of what told the levels of the missing band; null in a guided fit, and where nothing was filled: nothing is missing or
    /// wanted, or the clip is silent or too short.
    /// </summary>
    public string? LevelModel { get; init; }

    /// <summary>Blind: identity of the texture source; null where networks were fitted, or nothing was filled.</summary>
    public string? Texture { get; init; }

    /// <summary>
    /// Blind: loss of PSNR against plain interpolation, in dB, that is expected not to be exceeded in five clips of six, the mean over parts;
    /// null in a guided fit. Positive infinity where something was put into a band that its level model, or a budget of a host's own, takes
    /// for empty: any energy is then too much by no end.
    /// </summary>
    public double? EstimatedPsnrCost { get; init; }

    /// <summary>Guided: what the networks gain in PSNR over the baseline, in dB; null in a blind fit.</summary>
    public double? GainOverBaseline { get; init; }

    /// <summary>
    /// Whether the correction was projected onto the missing band, so that decimating the output gives the input back. Always in a
    /// blind fit; in a guided one only if the reference itself decimates to the input.
    /// </summary>
    public bool IsProjected { get; init; }

    /// <summary>Of the library's own fits: where <see cref="Options"/> come from.</summary>
    internal OptionsDescription? Description { get; init; }

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
