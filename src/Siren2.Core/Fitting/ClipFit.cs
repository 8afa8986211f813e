using System.Diagnostics;
using Microsoft.Extensions.Logging;

namespace Siren2.Fitting;

/// <summary>What blind and guided fits have in common: from targets to corrections, and the report.</summary>
internal sealed class ClipFit(UpsamplerOptions options, FitPlan plan, FitMode mode, ILogger logger)
{
    // Segments start at multiples of this, so that STFT frames of a segment fall on frames of the whole clip.
    private const int Alignment = 512;

    private readonly long _start = Stopwatch.GetTimestamp();
    private bool _wasCancelled;

    /// <summary>Shortest output that is worth a network, in samples.</summary>
    public const int MinimumLength = 512;

    /// <summary>How a plan cuts an output of some length into segments.</summary>
    public static SegmentPlan SegmentsOf(FitPlan plan, int outputLength) =>
        SegmentPlan.Create(Math.Max(1, outputLength), plan.SegmentLength, plan.SegmentLength / 16, Alignment);

    /// <exception cref="OperationCanceledException">Cancelled, and cancellation throws.</exception>
    public ClipBaseline Begin(AudioClip clip, int outputRate, InputBand band, CancellationToken cancellationToken)
    {
        ThrowIfCancelled(cancellationToken);
        var baseline = new ClipBaseline(clip, outputRate, band, options.Interpolation);
        Log.FitStarted(logger, mode, clip.ChannelCount, clip.Length, clip.SampleRate, baseline.OutputLength, outputRate);
        Log.BaselineReady(logger, mode, band.Bandwidth, band.Filter.Center, band.Filter.Width);
        return baseline;
    }

    /// <summary>Fits the networks of all channels and joins their segments.</summary>
    public JoinedFit Fit(
        ClipBaseline baseline,
        AudioClip? reference,
        IReadOnlyList<IChannelTarget?> targets,
        IProgress<FitProgress>? progress,
        CancellationToken cancellationToken)
    {
        SegmentPlan segments = SegmentsOf(plan, baseline.OutputLength);
        ChannelJob[] jobs =
        [
            .. targets.Select((target, c) => (target, c)).Where(pair => pair.target is not null)
                .Select(pair => new ChannelJob(pair.c, baseline, segments, pair.target!)),
        ];
        using Checkpoint? checkpoint = Checkpoint.Open(options.CheckpointFile, () => JobFingerprint.Of(baseline, reference, options, plan));
        var fitter = new NetworkFitter(options, plan, mode, checkpoint, logger);
        IReadOnlyList<NetworkFit> networks = fitter.Fit(jobs, progress, cancellationToken);
        _wasCancelled = cancellationToken.IsCancellationRequested;
        if (_wasCancelled)
        {
            ThrowIfCancelled(cancellationToken);
            Log.Cancelled(logger, mode);
        }
        else if (networks.Count == 0)
        {
            Log.NothingToFit(logger, mode);
        }

        return new JoinedFit(
            CorrectionRenderer.Join(baseline, segments, networks.Select(network => network.Correction), mode),
            segments,
            [.. networks.Select(network => network.Network).OfType<FittedNetwork>()],
            [.. networks.Select(network => network.Report)]);
    }

    /// <summary>Puts the result together with its report.</summary>
    public FittedClip Finish(ClipBaseline baseline, JoinedFit joined, bool projected, double? psnrCost, double? gain)
    {
        TimeSpan elapsed = Stopwatch.GetElapsedTime(_start);
        Log.FitDone(logger, mode, joined.Reports.Count, elapsed);
        var report = new UpsampleReport
        {
            Mode = mode,
            InputSampleRate = baseline.Clip.SampleRate,
            OutputSampleRate = baseline.OutputRate,
            InputBandwidth = baseline.Band.Bandwidth,
            InputFilter = baseline.Band.Filter,
            Elapsed = elapsed,
            Networks = joined.Reports,
            WasCancelled = _wasCancelled,
            IsProjected = projected,
            EstimatedPsnrCost = psnrCost,
            GainOverBaseline = gain,
        };
        var recipe = new FitRecipe
        {
            Mode = mode,
            OutputRate = baseline.OutputRate,
            Band = baseline.Band,
            Interpolation = options.Interpolation,
            Detail = options.Detail,
            RefinementIterations = plan.RefinementIterations,
            IsProjected = projected,
            Segments = joined.Segments,
            Decoder = plan.Decoder with { LatentDimension = plan.Encoder?.Dimension ?? 0 },
            Encoder = plan.Encoder,
            Seed = options.Seed,
            UseWinner = plan.UseWinner,
            StepCount = plan.Fit.StepCount,
            LearningRate = plan.Fit.Schedule.Initial,
        };
        return new FittedClip(
            baseline.Clip, recipe, joined.Networks, report, AudioClip.FromOwned(baseline.OutputRate, baseline.Channels), joined.Corrections);
    }

    private void ThrowIfCancelled(CancellationToken cancellationToken)
    {
        if (options.OnCancellation == CancellationBehavior.Throw)
        {
            cancellationToken.ThrowIfCancellationRequested();
        }
    }
}
