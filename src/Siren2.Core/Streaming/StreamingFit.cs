using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Siren2.Fitting;
using Siren2.Resampling;

namespace Siren2.Streaming;

/// <summary>
/// A fit of a clip of any length in memory that does not grow with it: part by part, each fitted as a clip of its own with the band edge of long clips,
/// and joined with its neighbours.
/// </summary>
internal sealed class StreamingFit(UpsamplerOptions options, PartSizes sizes, ILogger logger)
{
    /// <summary>Fits and hands over.</summary>
    /// <param name="clip">The clip; its band has not been looked at yet.</param>
    /// <param name="reference">Its original at the output rate, for a guided fit; null for a blind one.</param>
    /// <param name="outputRate">Rate of the result in hertz.</param>
    /// <param name="write">Takes the result, part by part.</param>
    /// <param name="progress">Told after every step; may be null.</param>
    /// <param name="cancellationToken">Ends the fit within one step.</param>
    public StreamReport Run(
        CheckedSource clip,
        CheckedSource? reference,
        int outputRate,
        Action<AudioClip> write,
        IProgress<FitProgress>? progress,
        CancellationToken cancellationToken)
    {
        long start = Stopwatch.GetTimestamp();
        byte[]? samples = Scan(clip, reference, cancellationToken);
        InputBand band = reference is null ? BlindFit.BandOf(clip, outputRate, options) : GuidedFit.BandOf(clip, outputRate, options);
        var ratio = new RateRatio(clip.SampleRate, outputRate);
        var plan = PartPlan.Create(ratio, clip.Length, clip.ChannelCount, sizes);
        var job = new StreamJob(clip, reference, outputRate, band, plan);
        var fitter = new PartFitter(options, sizes, job, logger);
        FitPlan fit = reference is null ? options.Blind : options.Guided;
        using JobJournal? journal = samples is null
            ? null
            : new JobJournal(options.CheckpointFile!, new JobFingerprint(samples, JobFingerprint.SettingsOf($"{job.Mode} stream of {sizes}", outputRate, band, options, fit)));

        PartRecord? last = null;
        int first = 0;
        while (first < plan.Count && journal?.ReadNext() is byte[] bytes)
        {
            last = PartRecord.Of(bytes, clip.ChannelCount, plan.FinishedLength(first), plan.PendingLength(first)) ?? throw journal.Damaged(null);
            write(AudioClip.FromOwned(outputRate, last.Finished));
            last = last with { Finished = [] };
            first++;
        }

        Log.StreamStarted(logger, job.Mode, clip.Length, clip.SampleRate, outputRate, plan.Count, first);
        int networksPerPart = ClipFit.SegmentsOf(fit, plan[0].OutputLength).Segments.Count * clip.ChannelCount;
        StreamProgress? whole = progress is null ? null : new(job.Mode, plan.Count, first, networksPerPart, fit.Fit.StepCount, progress);
        for (int index = first; index < plan.Count; index++)
        {
            whole?.Part = index;
            last = fitter.Next(index, last, BudgetOf(fit, plan.Count - index, start), whole, cancellationToken);
            if (!last.Totals.WasCancelled)
            {
                journal?.Append(last.ToBytes());
            }

            write(AudioClip.FromOwned(outputRate, last.Finished));
            last = last with { Finished = [] };
            Log.PartWritten(logger, job.Mode, index + 1, plan.Count, Stopwatch.GetElapsedTime(start));
        }

        StreamTotals totals = last!.Totals;
        return new StreamReport
        {
            Mode = job.Mode,
            InputSampleRate = clip.SampleRate,
            OutputSampleRate = outputRate,
            Length = PartPlan.OutputLength(clip, outputRate),
            InputBandwidth = band.Bandwidth,
            InputFilter = band.Filter,
            Elapsed = Stopwatch.GetElapsedTime(start),
            PartCount = plan.Count,
            NetworkCount = totals.Networks,
            ParameterCount = totals.Parameters,
            WasCancelled = totals.WasCancelled,
            EstimatedPsnrCost = reference is null ? totals.PsnrCost / plan.Count : null,
            GainOverBaseline = reference is null ? null : totals.Gain(),
            IsProjected = totals.IsProjected,
        };
    }

    /// <summary>Reads all samples once, and returns their hash where there is a checkpoint.</summary>
    private byte[]? Scan(CheckedSource clip, CheckedSource? reference, CancellationToken cancellationToken)
    {
        using Digest? digest = options.CheckpointFile is null ? null : new Digest();

        // A job that returns its best so far when it is cancelled needs to know of its samples all the same.
        CancellationToken token = options.OnCancellation == CancellationBehavior.Throw ? cancellationToken : CancellationToken.None;
        clip.Scan(digest, token);
        reference?.Scan(digest, token);
        return digest?.Finish();
    }

    /// <summary>A part's share of the time that is left of the budget for all.</summary>
    private static TimeSpan? BudgetOf(FitPlan plan, int partsLeft, long start)
    {
        if (plan.Fit.TimeBudget is not TimeSpan budget)
        {
            return null;
        }

        TimeSpan left = (budget - Stopwatch.GetElapsedTime(start)) / partsLeft;
        return left > TimeSpan.Zero ? left : TimeSpan.FromTicks(1);
    }
}
