namespace Siren2;

/// <summary>How far a fit has come, reported after each step of each network.</summary>
/// <param name="Mode">Blind or guided.</param>
/// <param name="StepsTaken">Steps of all networks so far.</param>
/// <param name="StepCount">Steps of all networks in all; fewer are taken where a network stops early.</param>
/// <param name="Network">Network that took the step, from zero.</param>
/// <param name="NetworkCount">Number of networks: segments times channels.</param>
/// <param name="Loss">That network's loss before the step.</param>
/// <param name="Elapsed">Time since the start.</param>
/// <param name="Remaining">Time that the rest will take at the pace so far.</param>
public readonly record struct FitProgress(
    FitMode Mode, long StepsTaken, long StepCount, int Network, int NetworkCount, double Loss, TimeSpan Elapsed, TimeSpan Remaining)
{
    /// <summary>Part of the steps that has been taken, from 0 to 1.</summary>
    public double Fraction => StepCount == 0 ? 1 : (double)StepsTaken / StepCount;
}
