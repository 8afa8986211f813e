using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Siren2.Baseline;
using Siren2.Checkpoints;
using Siren2.Checks;
using Siren2.Decimation;
using Siren2.Options;
using Siren2.Reports;
using Siren2.Segments;

namespace Siren2.Fits;

/// <summary>A fit of one clip, from baseline to report, whatever it knows.</summary>
internal sealed class ClipFit(UpsamplerOptions options, IFitStrategy strategy, ILogger logger)
{
    // Segments start at multiples of this, so that STFT frames of a segment fall on frames of the whole clip.
    private const int Alignment = 512;

    private readonly long _start = Stopwatch.GetTimestamp();

    /// <summary>How an output of some length is cut into segments.</summary>
    public static SegmentPlan SegmentsOf(NetworkOptions networks, int outputLength) =>
        SegmentPlan.Create(Math.Max(1, outputLength), networks.SegmentLength, networks.SegmentLength / 16, Alignment);

    /// <summary>Fits a clip.</summary>
    /// <param name="clip">The clip, which may be a part of a longer one.</param>
    /// <param name="outputRate">Rate of the result in hertz.</param>
    /// <param name="band">What of its band is known; null to find out.</param>
    /// <param name="progress">Told after every step; may be null.</param>
    /// <param name="cancellationToken">Ends the fit within one step.</param>
    /// <exception cref="OperationCanceledException">Canceled, and cancellation throws.</exception>
    public FitResult Run(
        AudioClip clip, int outputRate, InputBand? band, IProgress<FitProgress>? progress, CancellationToken cancellationToken)
    {
        PartIdentities.Check(options, strategy.Mode);
        var monitor = new FitMonitor(strategy.Mode, options.OnCancellation, progress, cancellationToken);
        band ??= strategy.BandOf(clip, outputRate, () => monitor.Continue(FitStage.Analysis));
        monitor.Continue(FitStage.Baseline);
        var baseline = new ClipBaseline(clip, outputRate, band, options.Interpolation, monitor.Continue);
        Log.FitStarted(logger, strategy.Mode, clip.ChannelCount, clip.Length, clip.SampleRate, baseline.OutputLength, outputRate);
        Log.BaselineReady(logger, strategy.Mode, band.Bandwidth);
        if (band.Filter != AntiAliasingFilter.Ideal)
        {
            Log.RollOffUndone(logger, strategy.Mode, band.Filter.Center, band.Filter.Width);
        }

        IReadOnlyList<IChannelTarget?> targets = strategy.TargetsOf(baseline, monitor);
        SegmentPlan segments = SegmentsOf(strategy.Networks, baseline.OutputLength);
        IReadOnlyList<NetworkFit> networks = Fit(baseline, segments, targets, monitor);
        bool wasCanceled = cancellationToken.IsCancellationRequested;
        if (wasCanceled)
        {
            monitor.ThrowingToken.ThrowIfCancellationRequested();
            Log.Canceled(logger, strategy.Mode);
        }

        float[][] corrections = CorrectionRenderer.Join(baseline, segments, networks.Select(network => network.Correction), strategy.IsTexture);
        FitFigures figures = strategy.Finish(baseline, corrections, monitor);
        if (!wasCanceled && networks.Count == 0 && Array.TrueForAll(corrections, correction => !correction.AsSpan().ContainsAnyExcept(0f)))
        {
            Log.NothingToFit(logger, strategy.Mode);
        }

        TimeSpan elapsed = Stopwatch.GetElapsedTime(_start);
        Log.FitDone(logger, strategy.Mode, networks.Count, elapsed);
        FitRecipe recipe = RecipeOf(baseline, segments, figures);
        var content = new FitContent(
            clip, recipe, [.. networks.Select(network => network.Network).OfType<FittedNetwork>()],
            ReportOf(baseline, networks, figures, recipe, elapsed, wasCanceled));
        return new FitResult(content, baseline.Channels, corrections);
    }

    private IReadOnlyList<NetworkFit> Fit(ClipBaseline baseline, SegmentPlan segments, IReadOnlyList<IChannelTarget?> targets, FitMonitor monitor)
    {
        ChannelJob[] jobs =
        [
            .. targets.Select((target, c) => (target, c)).Where(pair => pair.target is not null)
                .Select(pair => new ChannelJob(pair.c, baseline, segments, pair.target!)),
        ];
#pragma warning disable CA2000 // It is disposed of below.
        Checkpoint? checkpoint = Checkpoint.Open(
            options.Store, stop => JobFingerprint.Of(baseline, strategy.Reference, strategy.Mode, options, stop), monitor.Token);
#pragma warning restore CA2000
        return Disposal.After(checkpoint, () =>
        {
            monitor.ThrowingToken.ThrowIfCancellationRequested();
            IReadOnlyList<NetworkFit> networks = new NetworkFitter(options, strategy, checkpoint, logger).Fit(jobs, monitor.Meter, monitor.Token);
            monitor.ThrowingToken.ThrowIfCancellationRequested();
            return networks;
        });
    }

    private UpsampleReport ReportOf(
        ClipBaseline baseline, IReadOnlyList<NetworkFit> networks, FitFigures figures, FitRecipe recipe, TimeSpan elapsed, bool wasCanceled)
    {
        (string? levels, string? texture) = FitParts.UsedBy(options, baseline.Band, figures.IsFilled);
        return new UpsampleReport
        {
            Mode = strategy.Mode,
            InputSampleRate = baseline.Clip.SampleRate,
            OutputSampleRate = baseline.OutputRate,
            Length = baseline.OutputLength,
            InputBandwidth = baseline.Band.Bandwidth,
            InputBandEnd = baseline.Band.End,
            InputFilter = baseline.Band.Filter,
            Elapsed = elapsed,
            Networks = [.. networks.Select(network => network.Report)],
            WasCanceled = wasCanceled,
            IsProjected = figures.IsProjected,
            LevelModel = levels,
            Texture = texture,
            EstimatedPsnrCost = figures.PsnrCost,
            GainOverBaseline = figures.Gain,
            Description = recipe.Options,
        };
    }

    private FitRecipe RecipeOf(ClipBaseline baseline, SegmentPlan segments, FitFigures figures) => new()
    {
        Mode = strategy.Mode,
        OutputRate = baseline.OutputRate,
        Band = baseline.Band,
        Interpolation = options.Interpolation,
        Detail = options.Detail,
        RefinementIterations = strategy.Mode == FitMode.Blind ? options.Blind.RefinementIterations : 0,
        KeepsLevels = strategy.KeepsLevels,
        IsProjected = figures.IsProjected,
        Segments = segments,
        Siren = strategy.Networks.ModelOrDefault as SirenSegmentModel,
        Parts = FitParts.Of(options, strategy.Mode),
        Seed = options.Seed,
        Options = new OptionsDescription(options, strategy.Mode),
    };
}
