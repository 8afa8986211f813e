using System.Numerics.Tensors;
using Siren2.Decoding;
using Siren2.Losses;
using Siren2.Segments;

namespace Siren2.Fits;

/// <summary>Guided: the residual between reference and baseline, sample by sample.</summary>
internal sealed class GuidedTarget(FitPlan plan, IWaveformLoss loss, float[] baseline, float[] residual, LossContext whole) : IChannelTarget
{
    // Root mean square of what the network is asked for; that of speech in units of its peak.
    private const float Level = 0.12f;

    /// <summary>A fixed level, not a fixed peak: residuals of single clicks would be too small to be fitted at the same rate.</summary>
    public float Scale(Segment segment) => TensorPrimitives.Norm(Residual(segment)) / (Level * MathF.Sqrt(segment.Length));

    public WinnerScale Winner(Segment segment) => WinnerScale.For(Residual(segment));

    public ISegmentProblem CreateProblem(SegmentNetwork network, Segment segment, float scale)
    {
        float[] target = new float[segment.Length];
        TensorPrimitives.Divide(Residual(segment), scale, target);
        WeightedLoss? extra = plan.HasExtraLoss ? plan.ExtraLoss : null;
        if (extra is null && PointwiseLoss.Of(loss) is IPointwiseLoss pointwise)
        {
            return new PointwiseProblem(network, pointwise, target, scale);
        }

        // Other losses see whole waveforms, in units of the residual's level.
        float[] offset = new float[segment.Length];
        TensorPrimitives.Divide(baseline.AsSpan(segment.Start, segment.Length), scale, offset);
        TensorPrimitives.Add(target, offset, target);
        IWaveformLoss sum = extra is null ? loss : new HybridLoss(new(loss), extra);
        LossContext context = whole with { Scale = scale, Start = whole.Start + segment.Start };
        return new WaveformProblem(network, sum.Prepare(target, context), offset, scale);
    }

    private ReadOnlySpan<float> Residual(Segment segment) => residual.AsSpan(segment.Start, segment.Length);
}
