using Microsoft.Extensions.Logging;
using Siren2.Spectral;

namespace Siren2.Fitting;

/// <summary>A fit to what the missing band is expected to hold, from the low-rate clip alone.</summary>
internal sealed class BlindFit(UpsamplerOptions options, ILogger logger)
{
    public FittedClip Run(AudioClip clip, int outputRate, IProgress<FitProgress>? progress, CancellationToken cancellationToken) =>
        Run(clip, outputRate, BandOf(clip, outputRate, options), progress, cancellationToken);

    /// <summary>What is known of a clip's band. Without any detail the result is plain interpolation: nothing is estimated.</summary>
    public static InputBand BandOf(IAudioSource clip, int outputRate, UpsamplerOptions options) =>
        InputBand.Of(clip, outputRate, options, estimates: options.Detail > 0);

    /// <summary>Fits a clip whose band is known, which may be a part of a longer one.</summary>
    public FittedClip Run(
        AudioClip clip, int outputRate, InputBand band, IProgress<FitProgress>? progress, CancellationToken cancellationToken)
    {
        var fit = new ClipFit(options, options.Blind, FitMode.Blind, logger);
        ClipBaseline baseline = fit.Begin(clip, outputRate, band, cancellationToken);
        var targets = new BlindTextureTarget?[clip.ChannelCount];
        if (options.Detail > 0 && baseline.IsIncomplete && baseline.OutputLength >= ClipFit.MinimumLength)
        {
            for (int c = 0; c < targets.Length; c++)
            {
                targets[c] = BlindTextureTarget.Estimate(options.Blind, baseline, c, options.Detail);
                BlindTarget envelope = targets[c]!.Envelope;
                Log.EnvelopeExtrapolated(logger, c, envelope.MissingEnergy, envelope.Energy, envelope.ExpectedCost);
            }
        }

        JoinedFit joined = fit.Fit(baseline, reference: null, targets, progress, cancellationToken);
        double cost = CorrectionRenderer.FinishBlind(baseline, joined.Corrections, targets);
        return fit.Finish(baseline, joined, projected: true, cost, gain: null);
    }
}
