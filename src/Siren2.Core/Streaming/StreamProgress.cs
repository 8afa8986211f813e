using System.Diagnostics;

namespace Siren2.Streaming;

/// <summary>Tells of the parts of a job as of one: as if every part had all of its networks, whose steps a part without them did without.</summary>
/// <param name="mode">Blind or guided.</param>
/// <param name="parts">Number of parts.</param>
/// <param name="firstPart">The first one that an earlier run has not finished.</param>
/// <param name="networksPerPart">Networks of a part.</param>
/// <param name="stepsPerNetwork">Steps of each.</param>
/// <param name="progress">Whom to tell.</param>
internal sealed class StreamProgress(
    FitMode mode, int parts, int firstPart, int networksPerPart, int stepsPerNetwork, IProgress<FitProgress> progress) : IProgress<FitProgress>
{
    private readonly long _start = Stopwatch.GetTimestamp();

    /// <summary>The part that reports are of.</summary>
    public int Part { get; set; }

    public void Report(FitProgress value)
    {
        long stepsPerPart = (long)networksPerPart * stepsPerNetwork;
        long total = parts * stepsPerPart;
        long steps = (Part * stepsPerPart) + (long)(value.Fraction * stepsPerPart);
        TimeSpan elapsed = Stopwatch.GetElapsedTime(_start);
        TimeSpan remaining = elapsed * ((double)(total - steps) / Math.Max(1, steps - (firstPart * stepsPerPart)));
        int network = value.Network < 0 ? -1 : (Part * networksPerPart) + value.Network;
        progress.Report(new FitProgress(mode, steps, total, network, parts * networksPerPart, value.Loss, elapsed, remaining));
    }
}
