using System.Numerics.Tensors;
using Microsoft.Extensions.Logging;
using Siren2.Spectral;

namespace Siren2.Fitting;

/// <summary>A fit to what the missing band is expected to hold, from the low-rate clip alone.</summary>
internal sealed class BlindFit(UpsamplerOptions options, ILogger logger)
{
    public FittedClip Run(AudioClip clip, int outputRate, IProgress<FitProgress>? progress, CancellationToken cancellationToken)
    {
        var fit = new ClipFit(options, options.Blind, FitMode.Blind, logger);
        ClipBaseline baseline = fit.Begin(clip, outputRate);
        var envelopes = new BlindTarget?[clip.ChannelCount];
        var targets = new IChannelTarget?[clip.ChannelCount];
        if (options.Detail > 0 && baseline.OutputLength >= ClipFit.MinimumLength)
        {
            for (int c = 0; c < targets.Length; c++)
            {
                envelopes[c] = BlindTarget.Estimate(baseline.Channels[c], clip.SampleRate, outputRate, options.Detail);
                targets[c] = new BlindTextureTarget(options.Blind, envelopes[c]!, baseline.Channels[c]);
                Log.EnvelopeExtrapolated(logger, c, envelopes[c]!.MissingEnergy, envelopes[c]!.Energy, envelopes[c]!.ExpectedCost);
            }
        }

        (float[][] corrections, IReadOnlyList<NetworkReport> networks) = fit.Fit(baseline, targets, progress, cancellationToken);
        double cost = 0;
        for (int c = 0; c < corrections.Length; c++)
        {
            baseline.Projector?.Project(corrections[c], corrections[c]);
            if (envelopes[c] is BlindTarget envelope)
            {
                cost += KeepBudget(corrections[c], envelope) / corrections.Length;
            }
        }

        UpsampleReport report = fit.Report(baseline, networks, true, cost, null, cancellationToken.IsCancellationRequested);
        return new FittedClip(clip, AudioClip.FromOwned(baseline.OutputRate, baseline.Channels), corrections, report);
    }

    /// <summary>Lowers a correction that spends more than it may, and returns what it is expected to cost, in dB.</summary>
    private static double KeepBudget(float[] correction, BlindTarget envelope)
    {
        double energy = TensorPrimitives.SumOfSquares<float>(correction);
        if (energy > envelope.Energy)
        {
            TensorPrimitives.Multiply(correction, (float)Math.Sqrt(envelope.Energy / energy), correction);
            energy = envelope.Energy;
        }

        return envelope.MissingEnergy > 0 ? 10 * Math.Log10(1 + (energy / envelope.MissingEnergy)) : 0;
    }
}
