namespace Siren2.Fitting;

/// <summary>A network after its fit: the correction that it stands for is its output times a scale.</summary>
/// <param name="Channel">Channel, from zero.</param>
/// <param name="Segment">Output samples that it was fitted to.</param>
/// <param name="Scale">Factor from its output to the waveform.</param>
/// <param name="Correction">Its output times the scale at those samples, <c>[samples]</c>.</param>
/// <param name="Report">How the fit went.</param>
internal sealed record FittedNetwork(int Channel, Segment Segment, float Scale, float[] Correction, NetworkReport Report);
