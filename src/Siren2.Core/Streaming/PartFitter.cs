using System.Numerics.Tensors;
using Microsoft.Extensions.Logging;
using Siren2.Fitting;

namespace Siren2.Streaming;

/// <summary>Fits the parts of a clip, one after the other, and joins each with the one before.</summary>
internal sealed class PartFitter(UpsamplerOptions options, PartSizes sizes, StreamJob job, ILogger logger)
{
    private readonly PartJoint? _joint =
        job.Parts.Count == 1 ? null : new PartJoint(job.Clip.SampleRate, job.OutputRate, job.Parts, job.Band, sizes);

    /// <summary>Fits a part.</summary>
    /// <param name="index">Its number.</param>
    /// <param name="before">What the part before has left behind; null for the first.</param>
    /// <param name="elapsed">Time that the job has taken so far.</param>
    /// <param name="progress">Told after every step; may be null.</param>
    /// <param name="cancellationToken">Ends the fit within one step.</param>
    public PartRecord Next(int index, PartRecord? before, TimeSpan elapsed, IProgress<FitProgress>? progress, CancellationToken cancellationToken)
    {
        Part part = job.Parts[index];
        AudioClip? original = job.Reference is null ? null : ReadReference(job.Reference, part);
        StreamTotals totals = before?.Totals ?? StreamTotals.None;
        UpsampleResult result = totals.WasCancelled ? Baseline(index, progress) : Fit(index, original, elapsed, progress, cancellationToken);
        int pendingLength = job.Parts.PendingLength(index);
        float[][] finished = new float[job.Clip.ChannelCount][];
        float[][] pending = new float[job.Clip.ChannelCount][];
        double errorBefore = 0;
        double errorAfter = 0;
        for (int c = 0; c < finished.Length; c++)
        {
            float[] channel = result.Audio.Channel(c).ToArray();
            ReadOnlySpan<float> baseline = result.Baseline.Channel(c);
            if (before is not null)
            {
                bool isProjected = totals.LastIsProjected && result.Report.IsProjected;
                _joint!.Join(before.Pending[c], channel, baseline, equalPower: job.Mode == FitMode.Blind, isProjected);
            }

            finished[c] = channel[..^pendingLength];
            pending[c] = channel[^pendingLength..];
            if (original is not null)
            {
                // A baseline is none of the clip's where its part has been cut off: of neighbours' each counts to the middle of what they share.
                Range own = (before is null ? 0 : job.Parts.Overlap / 2)..(channel.Length - (pendingLength / 2));
                errorBefore += SquaredError(original.Channel(c), baseline, own);
                errorAfter += SquaredError(original.Channel(c), finished[c], Range.All);
            }
        }

        return new PartRecord(totals.With(result.Report, errorBefore, errorAfter), finished, pending);
    }

    /// <summary>What the reference has of a part; it may end some milliseconds before or after the clip.</summary>
    private static AudioClip ReadReference(CheckedSource reference, Part part)
    {
        long start = Math.Min(part.OutputStart, reference.Length);
        return reference.Read(start, (int)Math.Min(part.OutputLength, reference.Length - start));
    }

    /// <summary>The squared error of a stretch of an estimate, as far as the reference reaches.</summary>
    private static double SquaredError(ReadOnlySpan<float> reference, ReadOnlySpan<float> estimate, Range stretch)
    {
        ReadOnlySpan<float> there = estimate[..Math.Min(estimate.Length, reference.Length)];
        (int start, int length) = stretch.GetOffsetAndLength(estimate.Length);
        int first = Math.Min(start, there.Length);
        int end = Math.Min(start + length, there.Length);
        double distance = end > first ? TensorPrimitives.Distance(reference[first..end], there[first..end]) : 0;
        return distance * distance;
    }

    /// <summary>Where a part is the clip's own: its cut ends, up to where neighbours begin to be joined, are not.</summary>
    private Range Inside(int index, int length)
    {
        int cut = (job.Parts.Overlap - sizes.Fade) / 2;
        return (index == 0 ? 0 : cut)..(index == job.Parts.Count - 1 ? length : length - cut);
    }

    private UpsampleResult Fit(
        int index, AudioClip? original, TimeSpan elapsed, IProgress<FitProgress>? progress, CancellationToken cancellationToken)
    {
        // Parts do not repeat each other's random numbers.
        UpsamplerOptions own = options with
        {
            CheckpointFile = null,
            Seed = unchecked(options.Seed + (index * 0x3C6EF372)),
            Blind = Share(options.Blind),
            Guided = Share(options.Guided),
        };
        FittedClip fitted = original is null
            ? new BlindFit(own, logger).Run(Input(index), job.OutputRate, job.Band, progress, cancellationToken)
            : new GuidedFit(own, logger).Run(
                Input(index), original, job.Band, Inside(index, job.Parts[index].OutputLength), progress, cancellationToken);
        return fitted.ToResult();

        FitPlan Share(FitPlan plan) => plan with { Fit = plan.Fit.Share(elapsed, 1.0 / (job.Parts.Count - index)) };
    }

    /// <summary>What remains of a part once a job was cancelled: nothing is estimated any more, whatever the mode.</summary>
    private UpsampleResult Baseline(int index, IProgress<FitProgress>? progress)
    {
        var own = options with { CheckpointFile = null, Detail = 0 };
        return new BlindFit(own, logger).Run(Input(index), job.OutputRate, job.Band, progress, CancellationToken.None).ToResult();
    }

    private AudioClip Input(int index) => job.Clip.Read(job.Parts[index].InputStart, job.Parts[index].InputLength);
}
