using System.Collections.Immutable;
using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Siren2.Baseline;
using Siren2.Checkpoints;
using Siren2.Checks;
using Siren2.Files;
using Siren2.Kernels;
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
    // What lies between two clips of allowed samples.
    private const float LargestCorrection = 2 * AudioClip.MaximumMagnitude;

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
        int batchSize = _model is ISegmentBatchModel batched ? batched.BatchSize : 1;
        if (batchSize < 1)
        {
            throw new InvalidOperationException($"The segment model '{_model.Identity}' takes {batchSize} fits at once; it must take one at least.");
        }

        int[][] batches = [.. Enumerable.Range(0, jobs.Length).Chunk(batchSize)];
        int sideBySide = Math.Min(batches.Length, options.MaxDegreeOfParallelism);
        int threads = Math.Max(1, options.MaxDegreeOfParallelism / sideBySide);
        long start = Stopwatch.GetTimestamp();
        int begun = 0;
        SideBySide.Run(batches.Length, sideBySide, Fit, cancellationToken);
        return [.. fitted.OfType<NetworkFit>()];

        void Fit(int batch, CancellationToken stop)
        {
            int[] numbers = batches[batch];
            if (Restore(numbers.Select(number => jobs[number])) is NetworkFit[] done)
            {
                for (int i = 0; i < done.Length; i++)
                {
                    fitted[numbers[i]] = done[i];
                    meter.AfterNetwork(numbers[i], done[i].Report.Outcome.BestLoss);
                }

                return;
            }

            int left = jobs.Length - Interlocked.Add(ref begun, numbers.Length) + numbers.Length;
            FitOptions fit = strategy.Networks.Fit.Share(Stopwatch.GetElapsedTime(start), Math.Min(1, (double)sideBySide * numbers.Length / left));
            var running = new List<RunningFit>(numbers.Length);
            try
            {
                foreach (int number in numbers)
                {
                    running.Add(Begin(jobs[number].Channel, jobs[number].Index, number, threads, stop));
                }

                IReadOnlyList<FitOutcome> outcomes = RunToEnd(running, fit, meter, stop);
                for (int i = 0; i < running.Count; i++)
                {
                    fitted[running[i].Number] = Finish(running[i], outcomes[i], meter, stop);
                }

                if (options.OnCancellation == CancellationBehavior.Throw)
                {
                    stop.ThrowIfCancellationRequested();
                }
            }
            catch
            {
                // What failed first is what comes out.
                _ = Disposal.Of(running);
                throw;
            }

            Disposal.Of(running)?.Throw();
        }
    }

    /// <summary>
    /// The networks of a batch, if an earlier run of the same job has finished all of them; else null: a device rounds differently in another company, so
    /// what is left of a batch would not come to the same bits alone.
    /// </summary>
    private NetworkFit[]? Restore(IEnumerable<(ChannelJob Channel, int Index)> batch)
    {
        var kept = new List<NetworkFit>();
        foreach ((ChannelJob channel, int index) in batch)
        {
            if (Restore(channel, index) is not NetworkFit fit)
            {
                return null;
            }

            kept.Add(fit);
        }

        return [.. kept];
    }

    /// <summary>A network that an earlier run of the same job has finished.</summary>
    private NetworkFit? Restore(ChannelJob channel, int index)
    {
        Segment segment = channel.Plan.Segments[index];
        NetworkFit? network = checkpoint?.Find(channel.Channel, index);
        return network is not null && network.Report.Start == segment.Start && network.Correction.Samples.Length == segment.Length ? network : null;
    }

    private RunningFit Begin(ChannelJob job, int index, int number, int threads, CancellationToken stop)
    {
        Segment segment = job.Plan.Segments[index];
        float scale = job.Target.Scale(segment);
        SegmentInput input = CorrectionRenderer.InputOf(job.Baseline, job.Channel, segment, job.Target.SpectralCentroid(segment));
#pragma warning disable CA2000 // The running fit disposes of it.
        ISegmentNetwork network = Created(input, Seed(job.Channel, index), threads, stop) ?? throw Nothing("network");
#pragma warning restore CA2000
        try
        {
            return new RunningFit(job, index, number, scale, network, job.Target.CreateSegment(segment, scale, stop));
        }
        catch
        {
            _ = Disposal.Of([network]);
            throw;
        }
    }

    private ISegmentNetwork? Created(SegmentInput input, int seed, int threads, CancellationToken stop) =>
        _model is SirenSegmentModel siren ? siren.CreateUntil(input, seed, threads, stop) : _model.Create(input, seed, threads);

    private IReadOnlyList<FitOutcome> RunToEnd(List<RunningFit> running, FitOptions fit, ProgressMeter meter, CancellationToken stop)
    {
        try
        {
            return Run(running, fit, meter, stop);
        }
        finally
        {
            running.ForEach(one => meter.End(one.Number));
        }
    }

    private IReadOnlyList<FitOutcome> Run(List<RunningFit> running, FitOptions fit, ProgressMeter meter, CancellationToken stop)
    {
        if (_model is not ISegmentBatchModel batched)
        {
            RunningFit one = running[0];
            return [one.Network.Fit(one.Target.Objective, fit, (_, loss) => meter.AfterStep(one.Number, loss), stop) ?? throw Nothing("outcome")];
        }

        IReadOnlyList<FitOutcome> outcomes = batched.Fit(
            [.. running.Select(one => new SegmentFit(one.Network, one.Target.Objective, (_, loss) => meter.AfterStep(one.Number, loss)))], fit, stop);
        return outcomes?.Count == running.Count && outcomes.All(outcome => outcome is not null)
            ? outcomes
            : throw new InvalidOperationException($"The segment model '{_model.Identity}' gave {outcomes?.Count ?? 0} outcomes of {running.Count} fits.");
    }

    /// <summary>What comes of a fit; null where it was canceled and nobody wants the best so far.</summary>
    private NetworkFit? Finish(RunningFit running, FitOutcome outcome, ProgressMeter meter, CancellationToken stop)
    {
        (ChannelJob job, int index, int number, float scale, ISegmentNetwork network, SegmentTarget target) = running;
        Segment segment = job.Plan.Segments[index];
        if (outcome.Reason == StopReason.Canceled && !stop.IsCancellationRequested)
        {
            throw new InvalidOperationException($"The segment model '{_model.Identity}' says that its fit was canceled, which nobody has asked for.");
        }

        if (!Enum.IsDefined(outcome.Reason) || outcome.Divergences < 0 || network.ParameterCount < 1)
        {
            throw new InvalidOperationException($"The segment model '{_model.Identity}' gave a network of {network.ParameterCount} parameters, "
                + $"which ended for reason {outcome.Reason} after {outcome.Divergences} divergences; no saved fit can tell of that.");
        }

        if (outcome.Losses is not ImmutableArray<double>)
        {
            // What the host does with its own list later is not in the way.
            outcome = outcome with { Losses = [.. outcome.Losses] };
        }

        if (outcome.Reason != StopReason.Canceled)
        {
            meter.AfterNetwork(number, outcome.BestLoss);
        }
        else if (options.OnCancellation == CancellationBehavior.Throw)
        {
            return null;
        }

        float[] correction = new float[segment.Length];
        FittedNetwork? fitted = null;
        if (IsOfUse(target, job.Target.MustBeatNothing, outcome, correction.Length))
        {
            network.Render(correction);
            if (!target.Finish(correction, stop))
            {
                if (options.OnCancellation == CancellationBehavior.Throw)
                {
                    return null;
                }

                outcome = outcome with { Reason = StopReason.Canceled };
            }

            if (correction.AsSpan().ContainsAnyExceptInRange(-LargestCorrection, LargestCorrection))
            {
                Array.Clear(correction);
            }
            else
            {
                fitted = new FittedNetwork(job.Channel, index, scale, Exported(network));
            }
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
        var fit = new NetworkFit(fitted, new SegmentCorrection(job.Channel, index, correction), report);
        if (outcome.Reason != StopReason.Canceled)
        {
            checkpoint?.Append(fit);
        }

        return fit;
    }

    /// <summary>Whether a fit has come to anything; else the baseline has to remain.</summary>
    private static bool IsOfUse(SegmentTarget target, bool mustBeatNothing, FitOutcome outcome, int length) =>
        double.IsFinite(outcome.BestLoss)
            && !(mustBeatNothing && outcome.BestLoss >= target.Objective.Evaluate(new float[length], new float[length]));

    /// <summary>What is kept of a network, whose arrays may serve the next one: refused here, with the model's name, not where the fit is saved.</summary>
    private IReadOnlyList<NamedTensor> Exported(ISegmentNetwork network)
    {
        IReadOnlyList<NamedTensor> tensors = network.Export() ?? throw Nothing("tensors");
        return FaultOf(tensors) is string fault
            ? throw new InvalidOperationException($"The segment model '{_model.Identity}' gave tensors that cannot be kept. {fault}")
            : FittedNetwork.Copy(tensors);
    }

    private static string? FaultOf(IReadOnlyList<NamedTensor> tensors) =>
        SafetensorsFile.FaultOf(tensors)
            ?? (tensors.FirstOrDefault(tensor => tensor.Data.AsSpan().ContainsAnyExceptInRange(float.MinValue, float.MaxValue)) is NamedTensor tensor
                ? $"Tensor '{tensor.Name}' holds a value that is not finite."
                : null);

    private InvalidOperationException Nothing(string what) => new($"The segment model '{_model.Identity}' gave no {what}.");

    /// <summary>Mixes the seed with the place of a network, so that neighbors start differently.</summary>
    private int Seed(int channel, int index)
    {
        ulong place = unchecked(((ulong)(uint)options.Seed << 32) + ((ulong)(uint)channel * 0x9E3779B9) + (uint)index);
        return (int)(SplitMix.Mix(unchecked(place + SplitMix.Increment)) & int.MaxValue);
    }

    private sealed record RunningFit(ChannelJob Job, int Index, int Number, float Scale, ISegmentNetwork Network, SegmentTarget Target) : IDisposable
    {
        public void Dispose() => Disposal.Of([Target, Network])?.Throw();
    }
}
