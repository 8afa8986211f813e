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

        // A job that returns its best so far when it is cancelled goes to its end all the same.
        CancellationToken stop = options.OnCancellation == CancellationBehavior.Throw ? cancellationToken : CancellationToken.None;
        byte[]? samples = Scan(clip, reference, stop);
        InputBand band = reference is null ? BlindFit.BandOf(clip, outputRate, options) : GuidedFit.BandOf(clip, outputRate, options);
        var ratio = new RateRatio(clip.SampleRate, outputRate);
        var plan = PartPlan.Create(ratio, clip.Length, clip.ChannelCount, sizes, ClipBaseline.ReachOf(band, ratio, outputRate));
        var job = new StreamJob(clip, reference, outputRate, band, plan);
        FitPlan fit = reference is null ? options.Blind : options.Guided;
        using JobJournal? journal = samples is null
            ? null
            : new JobJournal(options.CheckpointFile!, new JobFingerprint(samples, JobFingerprint.SettingsOf($"{job.Mode} stream of {sizes}", outputRate, band, options, fit)));
        (int first, PartRecord? last) = Resume(job, journal, write, stop);

        Log.StreamStarted(logger, job.Mode, clip.Length, clip.SampleRate, outputRate, plan.Count, first);
        int networksPerPart = ClipFit.SegmentsOf(fit, plan[0].OutputLength).Segments.Count * clip.ChannelCount;
        StreamProgress? whole = progress is null ? null : new(job.Mode, plan.Count, first, networksPerPart, fit.Fit.StepCount, start, progress);
        whole?.ReportResumed();
        var fitter = new PartFitter(options, sizes, job, logger);
        for (int index = first; index < plan.Count; index++)
        {
            whole?.Part = index;
            last = fitter.Next(index, last, Stopwatch.GetElapsedTime(start), whole, cancellationToken);
            if (!last.Totals.WasCancelled)
            {
                journal?.Append(last.ToBytes());
            }

            last = Write(job, last, write);

            if (index < plan.Count - 1)
            {
                // What a part leaves behind is some hundred megabytes of large arrays, which the collector would let grow by as much again. In the
                // background, it costs nobody a pause.
                GC.Collect(GC.MaxGeneration, GCCollectionMode.Forced, blocking: false);
            }

            Log.PartWritten(logger, job.Mode, index + 1, plan.Count, Stopwatch.GetElapsedTime(start));
        }

        return Report(job, last!.Totals, Stopwatch.GetElapsedTime(start));
    }

    /// <summary>Hands over the parts that an earlier run has finished.</summary>
    /// <returns>How many there were, and the last of them.</returns>
    private static (int Count, PartRecord? Last) Resume(StreamJob job, JobJournal? journal, Action<AudioClip> write, CancellationToken cancellationToken)
    {
        PartRecord? last = null;
        int count = 0;
        while (count < job.Parts.Count && journal?.ReadNext() is byte[] bytes)
        {
            cancellationToken.ThrowIfCancellationRequested();
            last = PartRecord.Of(bytes, job.Clip.ChannelCount, job.Parts.FinishedLength(count), job.Parts.PendingLength(count))
                ?? throw journal.Damaged(null);
            last = Write(job, last, write);
            count++;
        }

        return (count, last);
    }

    /// <summary>Hands over what is finished of a part, and keeps the rest.</summary>
    private static PartRecord Write(StreamJob job, PartRecord part, Action<AudioClip> write)
    {
        write(AudioClip.FromOwned(job.OutputRate, part.Finished));
        return part with { Finished = [] };
    }

    private static StreamReport Report(StreamJob job, StreamTotals totals, TimeSpan elapsed) => new()
    {
        Mode = job.Mode,
        InputSampleRate = job.Clip.SampleRate,
        OutputSampleRate = job.OutputRate,
        Length = PartPlan.OutputLength(job.Clip, job.OutputRate),
        InputBandwidth = job.Band.Bandwidth,
        InputFilter = job.Band.Filter,
        Elapsed = elapsed,
        PartCount = job.Parts.Count,
        NetworkCount = totals.Networks,
        ParameterCount = totals.Parameters,
        WasCancelled = totals.WasCancelled,
        EstimatedPsnrCost = job.Mode == FitMode.Blind ? totals.PsnrCost / job.Parts.Count : null,
        GainOverBaseline = job.Mode == FitMode.Guided ? GuidedFit.Gain(totals.ErrorBefore, totals.ErrorAfter) : null,
        IsProjected = totals.IsProjected,
    };

    /// <summary>Reads all samples once, and returns their hash where there is a checkpoint.</summary>
    private byte[]? Scan(CheckedSource clip, CheckedSource? reference, CancellationToken cancellationToken)
    {
        using Digest? digest = options.CheckpointFile is null ? null : new Digest();
        clip.Scan(digest, cancellationToken);
        reference?.Scan(digest, cancellationToken);
        return digest?.Finish();
    }
}
