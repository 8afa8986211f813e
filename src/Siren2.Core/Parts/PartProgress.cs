using System.Diagnostics;
using Siren2.Reports;

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
            Part = firstPart - 1;
            ProgressMeter.ReportNothingToFit(mode, this);
        }
    }

    public void Report(FitProgress value)
    {
        long stepsPerPart = (long)networksPerPart * stepsPerNetwork;
        long total = parts * stepsPerPart;
        long steps = (Part * stepsPerPart) + (long)(value.Fraction * stepsPerPart);
        TimeSpan remaining = Stopwatch.GetElapsedTime(_fitStart) * ((double)(total - steps) / Math.Max(1, steps - (firstPart * stepsPerPart)));
        int network = value.Network < 0 ? -1 : (Part * networksPerPart) + value.Network;
        progress.Report(new FitProgress
        {
            Mode = mode,
            StepsTaken = steps,
            StepCount = total,
            Network = network,
            NetworkCount = parts * networksPerPart,
            Loss = value.Loss,
            Elapsed = Stopwatch.GetElapsedTime(jobStart),
            Remaining = remaining,
        });
    }
}
