using Siren2.Baseline;
using Siren2.Checks;
using Siren2.Files;
using Siren2.Kernels.Threads;
using Siren2.Reports;
using Siren2.Segments;

namespace Siren2.Fits;

/// <summary>
/// From networks to what they add to the baseline. The steps after the networks are those of the fit itself, so that a fit that
/// was saved renders to the same bits.
/// </summary>
internal static class CorrectionRenderer
{
    /// <summary>Evaluates the networks and makes corrections of whole channels of them, <c>[channel][samples]</c>.</summary>
    /// <param name="baseline">The clip beside its baseline.</param>
    /// <param name="recipe">How the fit was made.</param>
    /// <param name="networks">Its networks.</param>
    /// <param name="strategy">The kind of fit.</param>
    /// <param name="maxDegreeOfParallelism">Threads at most.</param>
    /// <param name="monitor">Watches, and ends it within one network or block.</param>
    /// <exception cref="InvalidDataException">The weights give values that are not finite.</exception>
    public static float[][] Render(
        ClipBaseline baseline, FitRecipe recipe, IReadOnlyList<FittedNetwork> networks, IFitStrategy strategy, int maxDegreeOfParallelism,
        FitMonitor monitor)
    {
        IReadOnlyList<IChannelTarget?> targets = strategy.TargetsOf(baseline, monitor);
        ISegmentModel model = strategy.Networks.ModelOrDefault;
        var parts = new SegmentCorrection[networks.Count];
        monitor.Continue(FitStage.Fit);
        monitor.Meter.Begin(parts.Length, stepsPerNetwork: 1);
        SideBySide.Run(parts.Length, maxDegreeOfParallelism, RenderOne, monitor.Token);
        monitor.Token.ThrowIfCancellationRequested();
        ThrowUnlessFinite(parts);
        float[][] corrections = Join(baseline, recipe.Segments, parts, strategy.IsTexture);
        _ = strategy.Finish(baseline, corrections, monitor);
        return corrections;

        void RenderOne(int i, CancellationToken stop)
        {
            FittedNetwork fitted = networks[i];
            Segment segment = recipe.Segments.Segments[fitted.Segment];
            float[] correction = new float[segment.Length];
            if (targets[fitted.Channel] is IChannelTarget target)
            {
                IReadOnlyList<NamedTensor> tensors = model is SirenSegmentModel ? fitted.Tensors : FittedNetwork.Copy(fitted.Tensors);
                ISegmentNetwork network = model.Import(InputOf(baseline, fitted.Channel, segment, spectralCentroid: 0), tensors)
                    ?? throw new InvalidOperationException($"The segment model '{model.Identity}' gave no network.");
                _ = Disposal.After(network, () =>
                {
                    SegmentTarget whole = target.CreateSegment(segment, fitted.Scale, stop);
                    return Disposal.After(whole, () =>
                    {
                        network.Render(correction);
                        bool isWhole = whole.Finish(correction, stop);
                        stop.ThrowIfCancellationRequested();
                        return isWhole;
                    });
                });
            }

            parts[i] = new SegmentCorrection(fitted.Channel, fitted.Segment, correction);
            monitor.Meter.AfterStep(i, double.NaN);
        }
    }

    /// <summary>Joins the corrections of segments to those of whole channels, <c>[channel][samples]</c>.</summary>
    public static float[][] Join(ClipBaseline baseline, SegmentPlan segments, IEnumerable<SegmentCorrection> parts, bool equalPower)
    {
        float[][] corrections = Array.ConvertAll(baseline.Channels, channel => new float[channel.Length]);
        foreach (SegmentCorrection part in parts)
        {
            segments.Add(part.Segment, part.Samples, corrections[part.Channel], equalPower);
        }

        return corrections;
    }

    /// <summary>What the network of a segment sees of a channel.</summary>
    public static SegmentInput InputOf(ClipBaseline baseline, int channel, Segment segment, double spectralCentroid) => new(
        baseline.Inputs[channel],
        baseline.Channels[channel],
        segment.Start,
        segment.Length,
        baseline.InputPerOutput,
        baseline.Peak(channel),
        spectralCentroid);

    private static void ThrowUnlessFinite(SegmentCorrection[] parts)
    {
        foreach ((int channel, int segment, float[] samples) in parts)
        {
            int index = samples.AsSpan().IndexOfAnyExceptInRange(float.MinValue, float.MaxValue);
            if (index >= 0)
            {
                throw new InvalidDataException(
                    $"The network of channel {channel}, segment {segment} gives {samples[index]} at sample {index}: its weights are not "
                        + $"those of a fit.");
            }
        }
    }
}
