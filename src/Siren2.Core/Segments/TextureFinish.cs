using System.Numerics.Tensors;
using Siren2.MissingBand;

namespace Siren2.Segments;

/// <summary>What turns the output of a segment's network into a correction: envelope, refinement, scale.</summary>
/// <param name="shaper">Gives the output its envelope.</param>
/// <param name="refinement">Brings the texture closer to it; null for none.</param>
/// <param name="scale">Factor from the network's units to the waveform.</param>
internal sealed class TextureFinish(EnvelopeShaper shaper, MagnitudeProjection? refinement, float scale)
{
    public EnvelopeShaper Shaper { get; } = shaper;

    /// <summary>Turns an output into a correction in place, <c>[samples]</c>.</summary>
    public void Apply(Span<float> texture)
    {
        Shaper.Apply(texture, texture);
        refinement?.Apply(texture);
        TensorPrimitives.Multiply(texture, scale, texture);
    }
}
