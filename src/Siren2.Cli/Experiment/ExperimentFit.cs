using System.Diagnostics;
using Siren2.Cli.Output;
using Siren2.Optimization;

namespace Siren2.Cli.Experiment;

/// <summary>
/// Fits a kind of the original experiment's networks to all clips. Clips are cut into segments of at most a second, each with a
/// network of its own, which are fitted side by side.
/// </summary>
/// <param name="stepCount">Steps at most.</param>
/// <param name="seed">Seed of the weights.</param>
/// <param name="line">Where progress is shown.</param>
internal sealed class ExperimentFit(int stepCount, int seed, ProgressLine line)
{
    /// <summary>Samples of a segment at most: one second.</summary>
    public const int SegmentLength = ExperimentClip.Rate;

    /// <summary>A network that has not come closer by 1 % for so many steps will not.</summary>
    public const int PlateauSteps = 200;

    /// <summary>Adam's usual step.</summary>
    public const double LearningRate = 1e-4;

    /// <summary>Fits the networks.</summary>
    /// <param name="kind">Which of the networks.</param>
    /// <param name="clips">The clips.</param>
    /// <param name="name">What progress is labeled with.</param>
    /// <param name="start">Where the fraction of all work stands.</param>
    /// <param name="share">Which part of all work this is.</param>
    /// <param name="cancellationToken">Ends the fit within a step.</param>
    /// <exception cref="OperationCanceledException">Canceled.</exception>
    public FittedResiduals Run(
        ExperimentNetworkKind kind, IReadOnlyList<ExperimentClip> clips, string name, double start, double share, CancellationToken cancellationToken)
    {
        float[][] residuals = [.. clips.Select(clip => new float[clip.Reference.Length])];
        Job[] jobs = [.. clips.Zip(residuals, Cut).SelectMany(parts => parts)];
        int[] steps = new int[jobs.Length];
        long parameters = 0;
        long done = 0;
        long begin = Stopwatch.GetTimestamp();
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount, CancellationToken = cancellationToken };
        _ = Parallel.For(0, jobs.Length, parallel, i =>
        {
            Job job = jobs[i];
            using var network = new ExperimentNetwork(kind, job.Clip, job.Start, job.Output.Length, unchecked((seed * 1009) + i));
            var options = new FitOptions
            {
                StepCount = stepCount,
                Schedule = LearningRateSchedule.Constant(LearningRate),
                Adam = new(),
                PlateauSteps = PlateauSteps,
            };
            FitOutcome outcome = new FitLoop(options).Run(network, AfterStep, cancellationToken);
            network.Evaluate(job.Output.Span);
            steps[i] = outcome.Losses.Count;
            Interlocked.Add(ref done, stepCount - outcome.Losses.Count);
            Interlocked.Add(ref parameters, network.ParameterCount);
        });
        cancellationToken.ThrowIfCancellationRequested();
        return new FittedResiduals(residuals, parameters, steps.Average(), Stopwatch.GetElapsedTime(begin).TotalSeconds);

        void AfterStep(int step, double loss) =>
            line.Show(start + (share * Interlocked.Increment(ref done) / ((double)jobs.Length * stepCount)), () => name);
    }

    /// <summary>Cuts a clip into segments of about equal length.</summary>
    private static IEnumerable<Job> Cut(ExperimentClip clip, float[] residual)
    {
        int count = (residual.Length + SegmentLength - 1) / SegmentLength;
        for (int i = 0; i < count; i++)
        {
            int start = (int)((long)residual.Length * i / count);
            int end = (int)((long)residual.Length * (i + 1) / count);
            yield return new Job(clip, start, residual.AsMemory(start..end));
        }
    }

    private readonly record struct Job(ExperimentClip Clip, int Start, Memory<float> Output);
}

/// <summary>What the networks made of all clips.</summary>
/// <param name="Residuals">What is to be added to a baseline, <c>[clip][samples]</c>.</param>
/// <param name="ParameterCount">Parameters of all networks.</param>
/// <param name="Steps">Steps taken, mean over the networks.</param>
/// <param name="Seconds">Wall-clock time.</param>
internal sealed record FittedResiduals(IReadOnlyList<float[]> Residuals, long ParameterCount, double Steps, double Seconds);
