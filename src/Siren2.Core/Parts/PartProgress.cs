using System.Diagnostics;

namespace Siren2.Parts;

/// <summary>Tells of the parts of a job as of one: as if every part had all of its networks, whose steps a part without them did without.</summary>
/// <param name="mode">Blind or guided.</param>
/// <param name="parts">Number of parts.</param>
/// <param name="firstPart">The first one that an earlier run has not finished.</param>
/// <param name="networksPerPart">Networks of a part.</param>
/// <param name="stepsPerNetwork">Steps of each.</param>
/// <param name="jobStart">When the job began, by <see cref="Stopwatch"/>: reading comes before the first step.</param>
/// <param name="progress">Whom to tell.</param>
internal sealed class PartProgress(
    FitMode mode, int parts, int firstPart, int networksPerPart, int stepsPerNetwork, long jobStart, IProgress<FitProgress> progress)
    : IProgress<FitProgress>
{
    private readonly long _fitStart = Stopwatch.GetTimestamp();

    /// <summary>The part that reports are of.</summary>
    public int Part { get; set; }

    /// <summary>Tells how far an earlier run has come, if there was one: whoever waits for the end hears of it even if nothing is left.</summary>
    public void ReportResumed()
    {
        if (firstPart > 0)
        {
            Tell(FitStage.Fit, firstPart * StepsPerPart, network: -1, double.NaN);
        }
    }

    /// <summary>A stage begins, or goes on, that is none of a part's own fit.</summary>
    /// <param name="stage">The stage.</param>
    /// <param name="parts">Parts that are done.</param>
    public void Enter(FitStage stage, int parts) => Tell(stage, parts * StepsPerPart, network: -1, double.NaN);

    public void Report(FitProgress value) => Tell(
        value.Stage,
        (Part * StepsPerPart) + (long)(value.Fraction * StepsPerPart),
        value.Network < 0 ? -1 : (Part * networksPerPart) + value.Network,
        value.Loss);

    private long StepsPerPart => (long)networksPerPart * stepsPerNetwork;

    private void Tell(FitStage stage, long steps, int network, double loss)
    {
        long total = parts * StepsPerPart;
        long own = steps - (firstPart * StepsPerPart);
        progress.Report(new FitProgress
        {
            Mode = mode,
            Stage = stage,
            StepsTaken = steps,
            StepCount = total,
            Network = network,
            NetworkCount = parts * networksPerPart,
            Loss = loss,
            Elapsed = Stopwatch.GetElapsedTime(jobStart),
            Remaining = steps == total ? TimeSpan.Zero : own == 0 ? null : Stopwatch.GetElapsedTime(_fitStart) * ((double)(total - steps) / own),
        });
    }
}
