namespace Siren2;

/// <summary>
/// How far a fit has come, reported after each step of each network, and where one stops early. A fit that finds nothing to do
/// reports once, at its end, with no step and no network. A fit part by part reports as if every part had all of its networks; one that goes on
/// from a checkpoint reports first how far it had come. Reports come one at a time, in order, from whichever thread takes a step; no lock is held.
/// </summary>
public readonly record struct FitProgress
{
    /// <summary>Blind or guided.</summary>
    public FitMode Mode { get; init; }

    /// <summary>Steps of all networks so far, those included that a network did without because it stopped early.</summary>
    public long StepsTaken { get; init; }

    /// <summary>Steps of all networks in all.</summary>
    public long StepCount { get; init; }

    /// <summary>Network that took the step, from zero; −1 where there is none.</summary>
    public int Network { get; init; }

    /// <summary>Number of networks: segments times channels, but for those with nothing to fit.</summary>
    public int NetworkCount { get; init; }

    /// <summary>That network's loss before the step, or its best where it stopped early; infinite before any was finite, not a number where there is no network.</summary>
    public double Loss { get; init; }

    /// <summary>Time since the start.</summary>
    public TimeSpan Elapsed { get; init; }

    /// <summary>Time that the rest will take at the pace so far.</summary>
    public TimeSpan Remaining { get; init; }

    /// <summary>Part of the steps that has been taken, from 0 to 1.</summary>
    public double Fraction => StepCount == 0 ? 1 : (double)StepsTaken / StepCount;
}
