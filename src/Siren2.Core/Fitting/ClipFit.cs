using System.Diagnostics;
using Microsoft.Extensions.Logging;

namespace Siren2.Fitting;

/// <summary>What blind and guided fits have in common: from targets to corrections, and the report.</summary>
internal sealed class ClipFit(UpsamplerOptions options, FitPlan plan, FitMode mode, ILogger logger)
{
    // Segments start at multiples of this, so that STFT frames of a segment fall on frames of the whole clip.
    private const int Alignment = 512;

    private readonly long _start = Stopwatch.GetTimestamp();

    /// <summary>Shortest output that is worth a network, in samples.</summary>
    public const int MinimumLength = 512;

    public ClipBaseline Begin(AudioClip clip, int outputRate)
    {
        var baseline = new ClipBaseline(clip, outputRate, options.Interpolation);
        Log.FitStarted(logger, mode, clip.ChannelCount, clip.Length, clip.SampleRate, baseline.OutputLength, outputRate);
        Log.BaselineReady(logger, clip.SampleRate / 2.0);
        return baseline;
    }

    /// <summary>Fits the networks of all channels and joins their segments, <c>[channel][samples]</c>.</summary>
    public (float[][] Corrections, IReadOnlyList<NetworkReport> Reports) Fit(
        ClipBaseline baseline, IReadOnlyList<IChannelTarget?> targets, IProgress<FitProgress>? progress, CancellationToken cancellationToken)
    {
        int overlap = plan.SegmentLength / 16;
        var segments = SegmentPlan.Create(Math.Max(1, baseline.OutputLength), plan.SegmentLength, overlap, Alignment);
        ChannelJob[] jobs =
        [
            .. targets.Select((target, c) => (target, c)).Where(pair => pair.target is not null)
                .Select(pair => new ChannelJob(pair.c, baseline.Inputs[pair.c], baseline.Channels[pair.c], segments, pair.target!)),
        ];
        if (jobs.Length == 0)
        {
            Log.NothingToFit(logger);
        }

        var fitter = new NetworkFitter(options, plan, mode, baseline.InputPerOutput, logger);
        IReadOnlyList<FittedNetwork> networks = fitter.Fit(jobs, progress, cancellationToken);
        if (cancellationToken.IsCancellationRequested)
        {
            if (options.OnCancellation == CancellationBehavior.Throw)
            {
                cancellationToken.ThrowIfCancellationRequested();
            }

            Log.Cancelled(logger);
        }

        float[][] corrections = Array.ConvertAll(baseline.Channels, channel => new float[channel.Length]);
        foreach (FittedNetwork network in networks)
        {
            int index = segments.IndexOf(network.Segment);
            segments.Add(index, network.Correction, corrections[network.Channel], targets[network.Channel]!.IsTexture);
        }

        return (corrections, [.. networks.Select(network => network.Report)]);
    }

    public UpsampleReport Report(
        ClipBaseline baseline, IReadOnlyList<NetworkReport> networks, bool projected, double? psnrCost, double? gain, bool cancelled)
    {
        TimeSpan elapsed = Stopwatch.GetElapsedTime(_start);
        Log.FitDone(logger, mode, networks.Count, elapsed);
        return new UpsampleReport
        {
            Mode = mode,
            InputSampleRate = baseline.Clip.SampleRate,
            OutputSampleRate = baseline.OutputRate,
            Elapsed = elapsed,
            Networks = networks,
            WasCancelled = cancelled,
            IsProjected = projected,
            EstimatedPsnrCost = psnrCost,
            GainOverBaseline = gain,
        };
    }
}
