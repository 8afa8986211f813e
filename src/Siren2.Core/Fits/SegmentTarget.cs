using System.Numerics.Tensors;
using Siren2.MissingBand;
using Siren2.Optimization;

namespace Siren2.Fits;

/// <summary>What the network of one segment is fitted to, and what turns its output into the correction that it stands for.</summary>
internal abstract class SegmentTarget : IDisposable
{
    public abstract ISegmentObjective Objective { get; }

    /// <summary>Turns an output into a correction in place, <c>[samples]</c>; false where that was cut short, and the correction is a coarser one.</summary>
    public abstract bool Finish(Span<float> output, CancellationToken cancellationToken);

    /// <summary>Releases what a host's loss holds.</summary>
    public void Dispose() => (Objective as IDisposable)?.Dispose();
}

/// <summary>A texture, which is shaped and refined.</summary>
internal sealed class TextureSegmentTarget(SegmentTexture texture) : SegmentTarget
{
    public override ISegmentObjective Objective => texture;

    public override bool Finish(Span<float> output, CancellationToken cancellationToken) => texture.Finish(output, cancellationToken);
}

/// <summary>A waveform in other units.</summary>
internal sealed class WaveformSegmentTarget(ISegmentObjective objective, float scale) : SegmentTarget
{
    public override ISegmentObjective Objective => objective;

    public override bool Finish(Span<float> output, CancellationToken cancellationToken)
    {
        TensorPrimitives.Multiply(output, scale, output);
        return true;
    }
}
