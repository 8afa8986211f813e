using Siren2.Files;

namespace Siren2.Segments;

/// <summary>What is kept of a network after its fit.</summary>
/// <param name="Channel">Channel, from zero.</param>
/// <param name="Segment">Number of the segment that it was fitted to, from zero.</param>
/// <param name="Scale">Factor from its output to the waveform, positive.</param>
/// <param name="Tensors">What its model needs to render it again.</param>
internal sealed record FittedNetwork(int Channel, int Segment, float Scale, IReadOnlyList<NamedTensor> Tensors)
{
    /// <summary>Numbers that are kept: weights, biases and latents.</summary>
    public long ParameterCount => Tensors.Sum(tensor => (long)tensor.Data.Length);

    /// <summary>Tensors with arrays of their own: a host's network may go on to write into those that it gives and those that it is given.</summary>
    public static IReadOnlyList<NamedTensor> Copy(IReadOnlyList<NamedTensor> tensors) =>
        [.. tensors.Select(tensor => tensor with { Shape = [.. tensor.Shape], Data = [.. tensor.Data] })];
}
