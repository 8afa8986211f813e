namespace Siren2;

/// <summary>What a fit is doing.</summary>
public enum FitStage
{
    /// <summary>Reads the clip, and looks for where its band ends and what rolled it off.</summary>
    Analysis,

    /// <summary>Interpolates the clip.</summary>
    Baseline,

    /// <summary>
    /// Finds out what the networks are to aim at: blind, what the missing band is expected to hold; guided, what the baseline lacks.
    /// </summary>
    Target,

    /// <summary>Makes the waveform of the missing band, in a blind fit that fits no networks.</summary>
    Texture,

    /// <summary>Fits the networks, which takes nearly all of the time where there are some; evaluates them where a fit is rendered again.</summary>
    Fit,

    /// <summary>Keeps what was fitted to the missing band, and to its budget.</summary>
    Projection,

    /// <summary>Hands a part over, where a clip is worked on part by part; resamples, where a fit is rendered at another rate.</summary>
    Writing,
}

/// <summary>
/// How far a fit has come: reported when a stage begins and as it goes on, and, in <see cref="FitStage.Fit"/>, after each step of each network,
/// and where one stops early. A fit that finds nothing to do reports that stage once, with no step and no network. A fit part by part reports as
/// if every part had all of its networks; one that goes on from a checkpoint reports first how far it had come.
/// </summary>
/// <remarks>
/// Reports come from whichever thread has something to tell, one at a time and in order; nothing of the fit waits for the one that is handled.
/// </remarks>
public readonly record struct FitProgress
{
    /// <summary>Blind or guided.</summary>
    public required FitMode Mode { get; init; }

    /// <summary>What the fit is doing.</summary>
    public required FitStage Stage { get; init; }

    /// <summary>Steps of all networks so far, those included that a network did without because it stopped early.</summary>
    public required long StepsTaken { get; init; }

    /// <summary>Steps of all networks in all; 0 before that is known.</summary>
    public required long StepCount { get; init; }

    /// <summary>Network that took the step, from zero; −1 where there is none.</summary>
    public required int Network { get; init; }

    /// <summary>Number of networks: segments times channels, but for those with nothing to fit; 0 before that is known.</summary>
    public required int NetworkCount { get; init; }

    /// <summary>
    /// That network's loss before the step, or its best where it stopped early; infinite before any was finite, not a number where there is no
    /// network.
    /// </summary>
    public required double Loss { get; init; }

    /// <summary>Time since the start.</summary>
    public required TimeSpan Elapsed { get; init; }

    /// <summary>Time that the rest of the steps will take at the pace so far; null before the first.</summary>
    public required TimeSpan? Remaining { get; init; }

    /// <summary>Part of the steps that has been taken, from 0 to 1; 1 too where a fit has found nothing to do.</summary>
    public double Fraction => StepCount == 0 ? (Stage < FitStage.Fit ? 0 : 1) : (double)StepsTaken / StepCount;
}
