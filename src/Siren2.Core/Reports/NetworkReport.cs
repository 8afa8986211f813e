using Siren2.Optimization;

namespace Siren2;

/// <summary>How the fit of one network went.</summary>
/// <param name="Channel">Channel, from zero.</param>
/// <param name="Start">First output sample of its segment.</param>
/// <param name="Length">Output samples of its segment.</param>
/// <param name="ParameterCount">Weights and biases of decoder and encoder.</param>
/// <param name="Outcome">Losses, and why the fit ended.</param>
public sealed record NetworkReport(int Channel, int Start, int Length, int ParameterCount, FitOutcome Outcome);
