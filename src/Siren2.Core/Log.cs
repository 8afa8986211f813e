using Microsoft.Extensions.Logging;
using Siren2.Optimization;

namespace Siren2;

/// <summary>Log messages, source-generated.</summary>
internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Information,
        "{Mode} fit: {Channels} channel(s), {InputLength} samples at {InputRate} Hz to {OutputLength} at {OutputRate} Hz")]
    public static partial void FitStarted(
        ILogger logger, FitMode mode, int channels, int inputLength, int inputRate, int outputLength, int outputRate);

    [LoggerMessage(2, LogLevel.Debug, "Baseline interpolated, missing band from {Bandwidth} Hz")]
    public static partial void BaselineReady(ILogger logger, double bandwidth);

    [LoggerMessage(3, LogLevel.Debug,
        "Channel {Channel}: missing band estimated at {MissingEnergy:G4} of the clip's energy, {BudgetEnergy:G4} to be filled, at an expected {PsnrCost:F3} dB")]
    public static partial void EnvelopeExtrapolated(ILogger logger, int channel, double missingEnergy, double budgetEnergy, double psnrCost);

    [LoggerMessage(4, LogLevel.Debug,
        "Channel {Channel}, segment at {Start} of {Length} samples: {Steps} steps to loss {Loss:G4}, {Reason}")]
    public static partial void NetworkFitted(
        ILogger logger, int channel, int start, int length, int steps, double loss, StopReason reason);

    [LoggerMessage(5, LogLevel.Warning, "Channel {Channel}, segment at {Start}: the loss diverged {Times} time(s), {Reason}")]
    public static partial void Diverged(ILogger logger, int channel, int start, int times, StopReason reason);

    [LoggerMessage(6, LogLevel.Information, "{Mode} fit done: {Networks} network(s) in {Elapsed}")]
    public static partial void FitDone(ILogger logger, FitMode mode, int networks, TimeSpan elapsed);

    [LoggerMessage(7, LogLevel.Warning, "The fit was cancelled; the best result so far is returned")]
    public static partial void Cancelled(ILogger logger);

    [LoggerMessage(8, LogLevel.Warning,
        "The reference does not decimate to the clip (channel {Channel}: {Mismatch:F1} dB of the residual is in the clip's own band); the guided fit is not projected onto the missing band")]
    public static partial void ReferenceMismatch(ILogger logger, int channel, double mismatch);

    [LoggerMessage(9, LogLevel.Information, "Nothing to fit: the clip is silent, too short, or has no energy to extrapolate")]
    public static partial void NothingToFit(ILogger logger);
}
