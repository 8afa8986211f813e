namespace Siren2.Persistence;

/// <summary>A network whose tensors are in the file.</summary>
/// <param name="Channel">Channel, from zero.</param>
/// <param name="Segment">Number of its segment, from zero.</param>
/// <param name="Scale">Its scale, positive.</param>
internal readonly record struct SavedNetwork(int Channel, int Segment, float Scale)
{
    /// <summary>What the names of its tensors begin with, such as <c>channel.0.segment.3.</c></summary>
    public string Prefix => FormattableString.Invariant($"channel.{Channel}.segment.{Segment}.");
}
