namespace Siren2;

/// <summary>
/// How far a fit has come, reported after each step of each network, and where one stops early. A fit that finds nothing to do
/// reports once, at its end, with no step and no network. A fit part by part reports as if every part had all of its networks; one that goes on
/// from a checkpoint reports first how far it had come.
/// </summary>
/// <param name="Mode">Blind or guided.</param>
/// <param name="StepsTaken">Steps of all networks so far, those included that a network did without because it stopped early.</param>
/// <param name="StepCount">Steps of all networks in all.</param>
/// <param name="Network">Network that took the step, from zero; −1 where there is none.</param>
/// <param name="NetworkCount">Number of networks: segments times channels, but for those with nothing to fit.</param>
/// <param name="Loss">That network's loss before the step, or its best where it stopped early; infinite before any was finite, not a number where there is no network.</param>
/// <param name="Elapsed">Time since the start.</param>
/// <param name="Remaining">Time that the rest will take at the pace so far.</param>
public readonly record struct FitProgress(
    FitMode Mode, long StepsTaken, long StepCount, int Network, int NetworkCount, double Loss, TimeSpan Elapsed, TimeSpan Remaining)
{
    /// <summary>Part of the steps that has been taken, from 0 to 1.</summary>
    public double Fraction => StepCount == 0 ? 1 : (double)StepsTaken / StepCount;
}
