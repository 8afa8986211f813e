using Siren2.Segments;

namespace Siren2.Fits;

/// <summary>The fits of all networks of a clip.</summary>
/// <param name="Corrections">What they add to the baseline, joined but not finished, <c>[channel][samples]</c>.</param>
/// <param name="Segments">The segments that they belong to.</param>
/// <param name="Networks">The networks that came of them.</param>
/// <param name="Reports">How they went.</param>
internal sealed record JoinedFit(
    float[][] Corrections, SegmentPlan Segments, IReadOnlyList<FittedNetwork> Networks, IReadOnlyList<NetworkReport> Reports);
