namespace Siren2.Persistence;

/// <summary>A network whose tensors are in the file.</summary>
/// <param name="Channel">Channel, from zero.</param>
/// <param name="Segment">Number of its segment, from zero.</param>
/// <param name="Scale">Its scale, positive.</param>
internal readonly record struct SavedNetwork(int Channel, int Segment, float Scale)
{
    /// <summary>What the names of its decoder's tensors begin with, such as <c>channel.0.segment.3.decoder.</c></summary>
    public string DecoderPrefix => FormattableString.Invariant($"channel.{Channel}.segment.{Segment}.decoder.");

    /// <summary>Name of its latents.</summary>
    public string LatentsName => FormattableString.Invariant($"channel.{Channel}.segment.{Segment}.latents");
}
