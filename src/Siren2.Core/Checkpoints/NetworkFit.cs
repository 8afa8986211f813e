using Siren2.Segments;

namespace Siren2.Checkpoints;

/// <summary>The fit of one segment's network.</summary>
/// <param name="Network">The network, or null where the fit failed.</param>
/// <param name="Correction">What it stands for; zero where there is no network.</param>
/// <param name="Report">How the fit went.</param>
internal sealed record NetworkFit(FittedNetwork? Network, SegmentCorrection Correction, NetworkReport Report);
