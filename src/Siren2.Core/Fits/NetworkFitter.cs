using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Siren2.Baseline;
using Siren2.Checkpoints;
using Siren2.Kernels.Threads;
using Siren2.Optimization;
using Siren2.Reports;
using Siren2.Segments;

namespace Siren2.Fits;

/// <summary>One channel on its way: the clip that it is of, and what the networks of its segments are fitted to.</summary>
internal sealed record ChannelJob(int Channel, ClipBaseline Baseline, SegmentPlan Plan, IChannelTarget Target);

/// <summary>
/// Fits the networks of all segments of all channels. Segments run side by side where there are enough of them, else each
/// uses several threads; neither changes the result.
/// </summary>
internal sealed class NetworkFitter(UpsamplerOptions options, IFitStrategy strategy, Checkpoint? checkpoint, ILogger logger)
{
    private readonly ISegmentModel _model = strategy.Networks.ModelOrDefault;

    public IReadOnlyList<NetworkFit> Fit(
        IReadOnlyList<ChannelJob> channels, ProgressMeter meter, CancellationToken cancellationToken)
    {
        (ChannelJob Channel, int Index)[] jobs =
        [
            .. from channel in channels
               from index in Enumerable.Range(0, channel.Plan.Segments.Count)
               where channel.Target.Scale(channel.Plan.Segments[index]) > 0
               select (channel, index),
        ];
        meter.Begin(jobs.Length, strategy.Networks.Fit.StepCount);
        if (jobs.Length == 0)
        {
            return [];
        }

        var fitted = new NetworkFit?[jobs.Length];
        int sideBySide = Math.Min(jobs.Length, options.MaxDegreeOfParallelism);
        int threads = Math.Max(1, options.MaxDegreeOfParallelism / sideBySide);
        long start = Stopwatch.GetTimestamp();
        int begun = 0;
        SideBySide.Run(jobs.Length, sideBySide, Fit, cancellationToken);
        return [.. fitted.OfType<NetworkFit>()];

        void Fit(int number, CancellationToken stop)
        {
            (ChannelJob channel, int index) = jobs[number];
            if (Restore(channel, index) is NetworkFit done)
            {
                fitted[number] = done;
                meter.AfterNetwork(number, stepsTaken: 0, done.Report.Outcome.BestLoss);
                return;
            }

            int left = jobs.Length - Interlocked.Increment(ref begun) + 1;
            FitOptions fit = strategy.Networks.Fit.Share(Stopwatch.GetElapsedTime(start), (double)sideBySide / Math.Max(left, sideBySide));
            NetworkFit? network = FitOne(channel, index, number, threads, fit, meter, stop);
            fitted[number] = network;
            if (network is not null && network.Report.Outcome.Reason != StopReason.Canceled)
            {
                checkpoint?.Append(network);
            }
        }
    }

    /// <summary>A network that an earlier run of the same job has finished.</summary>
    private NetworkFit? Restore(ChannelJob channel, int index)
    {
        Segment segment = channel.Plan.Segments[index];
        NetworkFit? network = checkpoint?.Find(channel.Channel, index);
        return network is not null && network.Report.Start == segment.Start && network.Correction.Samples.Length == segment.Length ? network : null;
    }

    /// <summary>Fits a network; null where it was canceled and nobody wants the best so far.</summary>
    private NetworkFit? FitOne(
        ChannelJob job, int index, int number, int threads, FitOptions fit, ProgressMeter meter, CancellationToken cancellationToken)
    {
        Segment segment = job.Plan.Segments[index];
        float scale = job.Target.Scale(segment);
        SegmentInput input = CorrectionRenderer.InputOf(job.Baseline, job.Channel, segment, job.Target.SpectralCentroid(segment));
        using ISegmentNetwork network = _model.Create(input, Seed(job.Channel, index), threads);
        using SegmentTarget target = job.Target.CreateSegment(segment, scale);
        FitOutcome outcome = network.Fit(target.Objective, fit, (_, loss) => meter.AfterStep(number, loss), cancellationToken);
        if (outcome.Reason != StopReason.Canceled)
        {
            meter.AfterNetwork(number, outcome.Losses.Count, outcome.BestLoss);
        }
        else if (options.OnCancellation == CancellationBehavior.Throw)
        {
            return null;
        }

        float[] correction = new float[segment.Length];
        FittedNetwork? fitted = null;
        if (TryRender(network, target, job.Target.MustBeatNothing, outcome, correction))
        {
            fitted = new FittedNetwork(job.Channel, index, scale, network.Export());
        }

        if (outcome.Reason == StopReason.Diverged)
        {
            string kept = fitted is null ? "the baseline" : "its best so far";
            Log.Diverged(logger, strategy.Mode, job.Channel, segment.Start, outcome.Divergences, kept);
        }
        else if (outcome.Divergences > 0)
        {
            Log.Recovered(logger, strategy.Mode, job.Channel, segment.Start, outcome.Divergences);
        }

        Log.NetworkFitted(
            logger, strategy.Mode, job.Channel, segment.Start, segment.Length, outcome.Losses.Count, outcome.BestLoss, outcome.Reason);
        var report = new NetworkReport
        {
            Channel = job.Channel,
            Start = segment.Start,
            Length = segment.Length,
            ParameterCount = network.ParameterCount,
            Outcome = outcome,
        };
        return new NetworkFit(fitted, new SegmentCorrection(job.Channel, index, correction), report);
    }

    /// <summary>Computes what a fitted network stands for; false where the fit failed, so that the baseline has to remain.</summary>
    private static bool TryRender(ISegmentNetwork network, SegmentTarget target, bool mustBeatNothing, FitOutcome outcome, float[] correction)
    {
        if (!double.IsFinite(outcome.BestLoss)
            || (mustBeatNothing && outcome.BestLoss >= target.Objective.Evaluate(new float[correction.Length], new float[correction.Length])))
        {
            return false;
        }

        network.Render(correction);
        target.Finish(correction);
        bool isFinite = correction.AsSpan().IndexOfAnyExceptInRange(float.MinValue, float.MaxValue) < 0;
        if (!isFinite)
        {
            Array.Clear(correction);
        }

        return isFinite;
    }

    /// <summary>Mixes the seed with the place of a network, so that neighbors start differently (SplitMix64's finalizer).</summary>
    private int Seed(int channel, int index)
    {
        unchecked
        {
            ulong z = ((ulong)(uint)options.Seed << 32) + ((ulong)(uint)channel * 0x9E3779B9) + (uint)index + 0x9E3779B97F4A7C15;
            z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
            z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
            return (int)((z ^ (z >> 31)) & int.MaxValue);
        }
    }
}
