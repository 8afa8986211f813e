namespace Siren2;

/// <summary>A clip at its new rate, beside the baseline that it is to be compared with.</summary>
/// <param name="Audio">The result.</param>
/// <param name="Baseline">Windowed-sinc interpolation alone: what <paramref name="Audio"/> is at <see cref="UpsamplerOptions.Detail"/> 0.</param>
/// <param name="Report">What was done.</param>
public sealed record UpsampleResult(AudioClip Audio, AudioClip Baseline, UpsampleReport Report);
