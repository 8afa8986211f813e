using Microsoft.Extensions.Logging;
using Siren2.Baseline;
using Siren2.Decimation;
using Siren2.MissingBand;
using Siren2.Reports;

namespace Siren2.Fits;

/// <summary>A fit to what the missing band is expected to hold, from the low-rate clip alone.</summary>
internal sealed class BlindFit(UpsamplerOptions options, ILogger logger)
{
    public FittedClip Run(AudioClip clip, int outputRate, IProgress<FitProgress>? progress, CancellationToken cancellationToken)
    {
        var fit = new ClipFit(options, options.Blind, FitMode.Blind, logger, progress, cancellationToken);
        return Run(fit, clip, outputRate, BandOf(clip, outputRate, options, () => fit.Continue(FitStage.Analysis)), blocks: null);
    }

    /// <summary>What is known of a clip's band. Without any detail the result is plain interpolation: nothing is estimated.</summary>
    public static InputBand BandOf(IAudioSource clip, int outputRate, UpsamplerOptions options, Action? goOn = null) =>
        InputBand.Of(clip, outputRate, options, estimates: options.Detail > 0, goOn);

    /// <summary>Fits a clip whose band is known, which may be a part of a longer one that begins at <paramref name="outputStart"/> of its output.</summary>
    public FittedClip Run(
        AudioClip clip, int outputRate, InputBand band, BlockSizes? blocks, IProgress<FitProgress>? progress, CancellationToken cancellationToken, long outputStart = 0) =>
        Run(new ClipFit(options, options.Blind, FitMode.Blind, logger, progress, cancellationToken), clip, outputRate, band, blocks, outputStart);

    private FittedClip Run(ClipFit fit, AudioClip clip, int outputRate, InputBand band, BlockSizes? blocks, long outputStart = 0)
    {
        ClipBaseline baseline = fit.Begin(clip, outputRate, band, blocks);
        BlindTextureTarget?[] targets = Targets(fit, baseline, outputStart);
        JoinedFit joined = fit.Fit(baseline, reference: null, targets);
        double cost = CorrectionRenderer.FinishBlind(baseline, joined.Corrections, targets, () => fit.Continue(FitStage.Projection));
        return fit.Finish(baseline, joined, projected: true, cost, gain: null);
    }

    /// <summary>What every channel is to aim at; nothing where there is nothing to fill, or the fit was cancelled before any was known.</summary>
    private BlindTextureTarget?[] Targets(ClipFit fit, ClipBaseline baseline, long outputStart)
    {
        var targets = new BlindTextureTarget?[baseline.Channels.Length];
        if (options.Detail == 0 || !baseline.IsIncomplete || baseline.OutputLength < ClipFit.MinimumLength)
        {
            return targets;
        }

        try
        {
            for (int c = 0; c < targets.Length; c++)
            {
                targets[c] = BlindTextureTarget.Estimate(
                    options.Blind, baseline, c, options.Detail, options.Blind.HasExtraLoss, outputStart, fit.ContinueTarget);
                BlindTarget envelope = targets[c]!.Envelope;
                Log.EnvelopeExtrapolated(logger, c, envelope.MissingEnergy, envelope.Energy, envelope.ExpectedCost);
            }

            return targets;
        }
        catch (OperationCanceledException e) when (fit.GoesOnAfter(e))
        {
            return new BlindTextureTarget?[targets.Length];
        }
    }
}
