using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Siren2;

/// <summary>
/// The names under which fits are traced and measured by <c>System.Diagnostics</c>, for an OpenTelemetry exporter or any other listener. What is
/// recorded, and with which fields, stands in <c>docs/hosting.md</c>. Nothing is recorded per step, and nothing where nobody listens.
/// </summary>
/// <example>
/// <code>
/// var listener = new ActivityListener
/// {
///     ShouldListenTo = source => source.Name == FitTelemetry.ActivitySourceName,
///     Sample = (ref ActivityCreationOptions&lt;ActivityContext&gt; _) => ActivitySamplingResult.AllData,
///     ActivityStopped = fit => Console.WriteLine($"{fit.OperationName} took {fit.Duration}"),
/// };
/// ActivitySource.AddActivityListener(listener);
/// </code>
/// </example>
public static class FitTelemetry
{
    /// <summary>Name of the <see cref="ActivitySource"/>: an activity for every fit, and one within for every part of a clip that is cut into parts.</summary>
    public const string ActivitySourceName = "Siren2";

    /// <summary>Name of the <see cref="Meter"/>: how many fits, how long, of how much audio.</summary>
    public const string MeterName = "Siren2";

    internal const string Fit = "siren2.fit";
    internal const string Part = "siren2.part";

    private const string Mode = "siren2.mode";
    private const string Outcome = "siren2.outcome";
    private const string ErrorType = "error.type";

    private static readonly string? Version = typeof(FitTelemetry).Assembly.GetName().Version?.ToString(3);
    private static readonly ActivitySource Source = new(ActivitySourceName, Version);
    private static readonly Meter Meter = new(MeterName, Version);

    // Bounds in seconds, as the semantic conventions advise for durations, with more room above: fits take from milliseconds to hours.
    private static readonly InstrumentAdvice<double> Seconds = new()
    {
        HistogramBucketBoundaries = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 25, 50, 100, 250, 1_000, 5_000],
    };

    private static readonly Histogram<double> FitDuration = Meter.CreateHistogram(
        "siren2.fit.duration", "s", "Time that fits take, from the clip to the result.", tags: null, Seconds);

    private static readonly Histogram<double> PartDuration = Meter.CreateHistogram(
        "siren2.part.duration", "s", "Time that the parts of clips take that are fitted part by part.", tags: null, Seconds);

    private static readonly UpDownCounter<int> ActiveFits = Meter.CreateUpDownCounter<int>(
        "siren2.fit.active", "{fit}", "Fits that are under way.");

    private static readonly Counter<double> AudioTime = Meter.CreateCounter<double>(
        "siren2.fit.audio", "s", "Length of the clips that were fitted.");

    private static readonly Counter<long> Networks = Meter.CreateCounter<long>(
        "siren2.fit.networks", "{network}", "Networks that were fitted.");

    /// <summary>Runs a fit under the eyes of whoever listens.</summary>
    /// <param name="name"><see cref="Fit"/> or <see cref="Part"/>.</param>
    /// <param name="mode">Blind or guided.</param>
    /// <param name="clip">What is fitted.</param>
    /// <param name="outputRate">Rate of the result in hertz.</param>
    /// <param name="fit">The fit.</param>
    /// <param name="reportOf">The report of its result.</param>
    /// <param name="part">Number of the part, from zero; −1 where it is none.</param>
    internal static T Observe<T>(
        string name, FitMode mode, IAudioSource clip, int outputRate, Func<T> fit, Func<T, UpsampleReport> reportOf, int part = -1)
    {
        bool isWhole = name == Fit;
        string modeName = mode == FitMode.Blind ? "blind" : "guided";
        using Activity? activity = Source.StartActivity(name);
        Describe(activity, modeName, clip, outputRate, part);
        KeyValuePair<string, object?> modeTag = new(Mode, modeName);
        if (isWhole)
        {
            ActiveFits.Add(1, modeTag);
        }

        long start = Stopwatch.GetTimestamp();
        string outcome = "failed";
        string? error = null;
        try
        {
            T result = fit();
            UpsampleReport report = reportOf(result);
            outcome = report.WasCanceled ? "canceled" : "completed";
            Describe(activity, report);
            if (isWhole)
            {
                AudioTime.Add((double)clip.Length / clip.SampleRate, modeTag);
                Networks.Add(report.NetworkCount, modeTag);
            }

            return result;
        }
        catch (OperationCanceledException)
        {
            outcome = "canceled";
            throw;
        }
        catch (Exception e)
        {
            error = e.GetType().FullName;
            activity?.SetStatus(ActivityStatusCode.Error, e.Message).SetTag(ErrorType, error);
            throw;
        }
        finally
        {
            activity?.SetTag(Outcome, outcome);
            Histogram<double> duration = isWhole ? FitDuration : PartDuration;
            if (duration.Enabled)
            {
                var tags = new TagList { modeTag, new(Outcome, outcome) };
                if (error is not null)
                {
                    tags.Add(ErrorType, error);
                }

                duration.Record(Stopwatch.GetElapsedTime(start).TotalSeconds, tags);
            }

            if (isWhole)
            {
                ActiveFits.Add(-1, modeTag);
            }
        }
    }

    private static void Describe(Activity? activity, string mode, IAudioSource clip, int outputRate, int part)
    {
        if (activity is { IsAllDataRequested: true })
        {
            activity.SetTag(Mode, mode)
                .SetTag("siren2.input.sample_rate", clip.SampleRate)
                .SetTag("siren2.input.length", clip.Length)
                .SetTag("siren2.output.sample_rate", outputRate)
                .SetTag("siren2.channels", clip.ChannelCount);
            if (part >= 0)
            {
                activity.SetTag("siren2.part.index", part);
            }
        }
    }

    private static void Describe(Activity? activity, UpsampleReport report)
    {
        if (activity is { IsAllDataRequested: true })
        {
            activity.SetTag("siren2.output.length", report.Length)
                .SetTag("siren2.input.bandwidth", report.InputBandwidth)
                .SetTag("siren2.parts", report.PartCount)
                .SetTag("siren2.networks", report.NetworkCount)
                .SetTag("siren2.level_model", report.LevelModel)
                .SetTag("siren2.texture", report.Texture)
                .SetTag("siren2.psnr_cost", report.EstimatedPsnrCost)
                .SetTag("siren2.psnr_gain", report.GainOverBaseline);
        }
    }
}
