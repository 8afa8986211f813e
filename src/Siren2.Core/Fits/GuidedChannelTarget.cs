using System.Numerics.Tensors;
using Siren2.Decoding;
using Siren2.Losses;
using Siren2.Segments;

namespace Siren2.Fits;

/// <summary>Guided: the residual between reference and baseline, sample by sample.</summary>
/// <param name="options">Losses.</param>
/// <param name="baseline">Baseline of the channel.</param>
/// <param name="residual">Reference minus baseline.</param>
/// <param name="whole">What losses are told of the channel.</param>
internal sealed class GuidedChannelTarget(GuidedOptions options, float[] baseline, float[] residual, LossContext whole) : IChannelTarget
{
    // Root mean square of what the network is asked for; that of speech in units of its peak.
    private const float Level = 0.12f;

    public bool MustBeatNothing => true;

    /// <summary>A fixed level, not a fixed peak: residuals of single clicks would be too small to be fitted at the same rate.</summary>
    public float Scale(Segment segment) => TensorPrimitives.Norm(Residual(segment)) / (Level * MathF.Sqrt(segment.Length));

    public double SpectralCentroid(Segment segment) => WinnerScale.SpectralCentroid(Residual(segment));

    public SegmentTarget CreateSegment(Segment segment, float scale, CancellationToken stop = default)
    {
        float[] target = new float[segment.Length];
        TensorPrimitives.Divide(Residual(segment), scale, target);
        WeightedLoss? extra = options.HasExtraLoss ? options.ExtraLoss : null;
        if (extra is null && PointwiseLoss.Of(options.Loss) is IPointwiseLoss pointwise)
        {
            return new WaveformSegmentTarget(new PointwiseObjective(pointwise, target), scale);
        }

        // Other losses see whole waveforms, in units of the residual's level.
        float[] offset = new float[segment.Length];
        TensorPrimitives.Divide(baseline.AsSpan(segment.Start, segment.Length), scale, offset);
        TensorPrimitives.Add(target, offset, target);
        IWaveformLoss sum = extra is null ? options.Loss : new HybridLoss(new(options.Loss), extra);
        LossContext context = whole with { Scale = scale, Start = whole.Start + segment.Start };
#pragma warning disable CA2000 // The segment target disposes of it.
        return new WaveformSegmentTarget(new LossObjective(sum, target, offset, context, stop), scale);
#pragma warning restore CA2000
    }

    private ReadOnlySpan<float> Residual(Segment segment) => residual.AsSpan(segment.Start, segment.Length);
}
