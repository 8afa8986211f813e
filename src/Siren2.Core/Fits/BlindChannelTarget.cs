using Siren2.Losses;
using Siren2.MissingBand;
using Siren2.Segments;

namespace Siren2.Fits;

/// <summary>Blind: textures of the magnitudes that the missing band is expected to have.</summary>
/// <param name="options">Refinement and a host's loss.</param>
/// <param name="keepsLevels">Whether the refinement leaves textures at the levels that their fit has found.</param>
/// <param name="target">What the missing band of the channel is expected to hold.</param>
/// <param name="baseline">Baseline of the channel.</param>
/// <param name="whole">What a host's loss is told of the channel.</param>
internal sealed class BlindChannelTarget(BlindOptions options, bool keepsLevels, MissingBandTarget target, float[] baseline, LossContext whole) : IChannelTarget
{
    public bool MustBeatNothing => false;

    public float Scale(Segment segment) => target.Scale(segment.Start, segment.Length);

    /// <summary>The shaped texture may be anything; the network's own is white within the missing band.</summary>
    public double SpectralCentroid(Segment segment) => 0.5 * (target.FirstBin + MissingBandTarget.Bins) / MissingBandTarget.FftSize;

    public SegmentTarget CreateSegment(Segment segment, float scale, CancellationToken stop = default)
    {
#pragma warning disable CA2000 // The segment target disposes of it.
        SegmentTexture texture = target.CreateTexture(segment.Start, segment.Length, options.RefinementIterations, keepsLevels, scale);
#pragma warning restore CA2000
        if (options.HasExtraLoss)
        {
            texture.Add(options.ExtraLoss!, baseline.AsSpan(segment.Start, segment.Length), whole with { Start = whole.Start + segment.Start }, stop);
        }

        return new TextureSegmentTarget(texture);
    }
}
