using Microsoft.Extensions.Logging;
using Siren2.Optimization;

namespace Siren2.Reports;

/// <summary>Log messages, source-generated.</summary>
internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Information,
        "{Mode} fit: {Channels} channel(s), {InputLength} samples at {InputRate} Hz to {OutputLength} at {OutputRate} Hz")]
    public static partial void FitStarted(
        ILogger logger, FitMode mode, int channels, int inputLength, int inputRate, int outputLength, int outputRate);

    [LoggerMessage(2, LogLevel.Debug, "{Mode} fit: baseline interpolated, missing band from {Bandwidth} Hz")]
    public static partial void BaselineReady(ILogger logger, FitMode mode, double bandwidth);

    [LoggerMessage(3, LogLevel.Debug,
        "Blind fit: by {Model} the missing band holds {MissingShare:G4} times the energy of the clip, {FilledShare:G4} times may be filled")]
    public static partial void LevelsPredicted(ILogger logger, string model, double missingShare, double filledShare);

    [LoggerMessage(4, LogLevel.Debug,
        "{Mode} fit, channel {Channel}, segment at {Start} of {Length} samples: {Steps} steps to loss {Loss:G4}, {Reason}")]
    public static partial void NetworkFitted(
        ILogger logger, FitMode mode, int channel, int start, int length, int steps, double loss, StopReason reason);

    [LoggerMessage(5, LogLevel.Warning,
        "{Mode} fit, channel {Channel}, segment at {Start}: the loss diverged {Times} time(s) and the fit was given up; the segment keeps "
            + "{Kept}. Lower the learning rate, or check the loss with GradientCheck if it is your own")]
    public static partial void Diverged(ILogger logger, FitMode mode, int channel, int start, int times, string kept);

    [LoggerMessage(6, LogLevel.Information, "{Mode} fit done: {Networks} network(s) in {Elapsed}")]
    public static partial void FitDone(ILogger logger, FitMode mode, int networks, TimeSpan elapsed);

    [LoggerMessage(7, LogLevel.Warning, "{Mode} fit canceled; the best result so far is returned")]
    public static partial void Canceled(ILogger logger, FitMode mode);

    [LoggerMessage(8, LogLevel.Warning,
        "Guided fit: the reference does not decimate to the clip (channel {Channel}: {Mismatch:F1} dB of the residual is in the clip's own "
            + "band); the correction is not projected onto the missing band")]
    public static partial void ReferenceMismatch(ILogger logger, int channel, double mismatch);

    [LoggerMessage(9, LogLevel.Information,
        "{Mode} fit: nothing to fit, the result is the baseline: no detail is wanted, or the clip is silent, too short or complete")]
    public static partial void NothingToFit(ILogger logger, FitMode mode);

    [LoggerMessage(10, LogLevel.Debug,
        "{Mode} fit, channel {Channel}, segment at {Start}: the loss diverged {Times} time(s), and the fit went on from its best at a lower "
            + "learning rate")]
    public static partial void Recovered(ILogger logger, FitMode mode, int channel, int start, int times);

    [LoggerMessage(11, LogLevel.Information,
        "{Mode} fit part by part: {InputLength} samples at {InputRate} Hz to {OutputRate} Hz in {Parts} part(s), {Done} of them done before")]
    public static partial void StreamStarted(ILogger logger, FitMode mode, long inputLength, int inputRate, int outputRate, int parts, int done);

    [LoggerMessage(12, LogLevel.Information, "{Mode} fit part by part: part {Part} of {Parts} written after {Elapsed}")]
    public static partial void PartWritten(ILogger logger, FitMode mode, int part, int parts, TimeSpan elapsed);

    [LoggerMessage(13, LogLevel.Debug,
        "{Mode} fit: the decimator's roll-off at {Center:G4} of the Nyquist frequency, {Width:G3} wide, is undone")]
    public static partial void RollOffUndone(ILogger logger, FitMode mode, double center, double width);
}
