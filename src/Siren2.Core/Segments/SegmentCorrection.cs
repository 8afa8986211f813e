namespace Siren2.Segments;

/// <summary>What one network adds to the baseline.</summary>
/// <param name="Channel">Channel, from zero.</param>
/// <param name="Segment">Number of the segment, from zero.</param>
/// <param name="Samples">The correction, <c>[samples of the segment]</c>.</param>
internal readonly record struct SegmentCorrection(int Channel, int Segment, float[] Samples);
