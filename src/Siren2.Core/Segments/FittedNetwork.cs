using Siren2.Files;

namespace Siren2.Segments;

/// <summary>What is kept of a network after its fit. The correction that it stands for is its output times a scale.</summary>
/// <param name="Channel">Channel, from zero.</param>
/// <param name="Segment">Number of the segment that it was fitted to, from zero.</param>
/// <param name="Scale">Factor from its output to the waveform, positive.</param>
/// <param name="Weights">The decoder's weights, named and ordered as the decoder exports them.</param>
/// <param name="Latents">
/// What the encoder made of the segment, as the decoder is given it, <c>[frames, channels]</c>; empty without an encoder. The
/// latents are all that the decoder ever sees of the encoder, and take a fraction of its size.
/// </param>
internal sealed record FittedNetwork(int Channel, int Segment, float Scale, IReadOnlyList<NamedTensor> Weights, float[] Latents)
{
    /// <summary>Numbers that are kept: weights, biases and latents.</summary>
    public long ParameterCount => Latents.Length + Weights.Sum(tensor => (long)tensor.Data.Length);
}
