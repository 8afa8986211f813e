using System.Text.Json;
using System.Text.Json.Serialization;

namespace Siren2.Cli.Output;

/// <summary>An <see cref="UpsampleReport"/> in JSON; what a fit part by part does not keep is null there.</summary>
internal sealed record ReportDocument
{
    public required string Mode { get; init; }

    public required int InputSampleRate { get; init; }

    public required int OutputSampleRate { get; init; }

    public required double InputBandwidth { get; init; }

    /// <summary>"found", "foundGradual" where it cannot be told to 3 %, "given", "notFound" where an end was looked for in vain, or "notLookedFor".</summary>
    public required string InputBandEnd { get; init; }

    /// <summary>Where the decimator's roll-off that was undone has a gain of ½, in units of the input's Nyquist frequency.</summary>
    public required double InputFilterCenter { get; init; }

    /// <summary>How wide it is, in the same units; 0 where there is none.</summary>
    public required double InputFilterWidth { get; init; }

    public required double ElapsedSeconds { get; init; }

    /// <summary>Seconds of audio per second of work.</summary>
    public required double TimesRealTime { get; init; }

    public required bool IsProjected { get; init; }

    public required double? EstimatedPsnrCost { get; init; }

    /// <summary>Blind: what told the levels of the missing band; null where nothing was filled.</summary>
    public required string? LevelModel { get; init; }

    /// <summary>Blind: what made its waveform; null where networks did, or nothing was filled.</summary>
    public required string? Texture { get; init; }

    public required double? GainOverBaseline { get; init; }

    public required long ParameterCount { get; init; }

    /// <summary>Parts that the clip was cut into; left out where it was fitted in one piece.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? PartCount { get; init; }

    /// <summary>Networks of all parts; left out where <see cref="Networks"/> tells of each.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? NetworkCount { get; init; }

    /// <summary>Steps of all networks together.</summary>
    public long? Steps { get; init; }

    /// <summary>Mean loss of the networks at each step.</summary>
    public IReadOnlyList<double>? MeanLosses { get; init; }

    public IReadOnlyList<NetworkDocument>? Networks { get; init; }

    public static ReportDocument Of(UpsampleResult result)
    {
        UpsampleReport report = result.Report;
        return new ReportDocument
        {
            Mode = ModeText.Name(report.Mode),
            InputSampleRate = report.InputSampleRate,
            OutputSampleRate = report.OutputSampleRate,
            InputBandwidth = report.InputBandwidth,
            InputBandEnd = JsonNamingPolicy.CamelCase.ConvertName(report.InputBandEnd.ToString()),
            InputFilterCenter = report.InputFilter.Center,
            InputFilterWidth = report.InputFilter.Width,
            ElapsedSeconds = report.Elapsed.TotalSeconds,
            TimesRealTime = result.Audio.Duration / report.Elapsed,
            IsProjected = report.IsProjected,
            EstimatedPsnrCost = report.EstimatedPsnrCost,
            LevelModel = report.LevelModel,
            Texture = report.Texture,
            GainOverBaseline = report.GainOverBaseline,
            ParameterCount = report.ParameterCount,
            Steps = report.Networks.Sum(network => (long)network.Outcome.Losses.Count),
            MeanLosses = report.MeanLosses(),
            Networks = [.. report.Networks.Select(NetworkDocument.Of)],
        };
    }

    /// <summary>Of a clip that was worked on part by part.</summary>
    /// <param name="report">What was done.</param>
    /// <param name="duration">Length of the result.</param>
    public static ReportDocument Of(UpsampleReport report, TimeSpan duration) => new()
    {
        Mode = ModeText.Name(report.Mode),
        InputSampleRate = report.InputSampleRate,
        OutputSampleRate = report.OutputSampleRate,
        InputBandwidth = report.InputBandwidth,
        InputBandEnd = JsonNamingPolicy.CamelCase.ConvertName(report.InputBandEnd.ToString()),
        InputFilterCenter = report.InputFilter.Center,
        InputFilterWidth = report.InputFilter.Width,
        ElapsedSeconds = report.Elapsed.TotalSeconds,
        TimesRealTime = duration / report.Elapsed,
        IsProjected = report.IsProjected,
        EstimatedPsnrCost = report.EstimatedPsnrCost,
        LevelModel = report.LevelModel,
        Texture = report.Texture,
        GainOverBaseline = report.GainOverBaseline,
        ParameterCount = report.ParameterCount,
        PartCount = report.PartCount,
        NetworkCount = report.NetworkCount,
    };
}

/// <summary>A <see cref="NetworkReport"/> in JSON.</summary>
/// <param name="Channel">Channel, from zero.</param>
/// <param name="Start">First output sample of its segment.</param>
/// <param name="Length">Output samples of its segment.</param>
/// <param name="ParameterCount">Weights and biases.</param>
/// <param name="StopReason">Why the fit ended.</param>
/// <param name="Divergences">How often the loss diverged.</param>
/// <param name="BestLoss">Lowest loss.</param>
/// <param name="Losses">Loss at each step.</param>
internal sealed record NetworkDocument(
    int Channel, int Start, int Length, int ParameterCount, string StopReason, int Divergences, double BestLoss, IReadOnlyList<double> Losses)
{
    public static NetworkDocument Of(NetworkReport network) => new(
        network.Channel,
        network.Start,
        network.Length,
        network.ParameterCount,
        JsonNamingPolicy.CamelCase.ConvertName(network.Outcome.Reason.ToString()),
        network.Outcome.Divergences,
        network.Outcome.BestLoss,
        network.Outcome.Losses);
}
