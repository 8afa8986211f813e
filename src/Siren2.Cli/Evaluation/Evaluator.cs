using System.Diagnostics;
using Siren2.Cli.Clips;
using Siren2.Cli.Output;
using Siren2.Cli.Reporting;

namespace Siren2.Cli.Evaluation;

/// <summary>Runs the clips of a folder through tasks and modes.</summary>
/// <param name="options">Options of the fits.</param>
/// <param name="modes">What is asked for. Sinc is always computed, since the others are measured against it.</param>
/// <param name="others">What other programs have made of the clips.</param>
/// <param name="line">Where progress is shown.</param>
/// <param name="page">Where clips go to be heard; null for nowhere.</param>
internal sealed class Evaluator(
    UpsamplerOptions options, IReadOnlyList<EvaluationMode> modes, OtherFolders others, ProgressLine line, EvaluationPage? page = null)
{
    private readonly Upsampler _upsampler = new(options);
    private readonly List<SkippedClip> _failed = [];
    private readonly Upsampler _interpolator = new(options with { Detail = 0, Bandwidth = null, InputFilter = null });

    /// <summary>Clips that have failed in a task so far. They are in no row of it, whatever the mode, so that modes are of the same clips.</summary>
    public IReadOnlyList<SkippedClip> Failed => _failed;

    /// <summary>
    /// Runs all tasks, one result for each task and mode; tasks that no clip takes part in have none. A clip that fails does not stop the rest.
    /// </summary>
    /// <exception cref="CommandException">Every clip failed in every task.</exception>
    /// <exception cref="OperationCanceledException">Canceled.</exception>
    public IReadOnlyList<TaskResult> Run(
        IReadOnlyList<FolderClip> clips, IReadOnlyList<EvaluationTask> tasks, CancellationToken cancellationToken)
    {
        int total = clips.Sum(clip => clip.Tasks.Count);
        int done = 0;
        var results = new List<TaskResult>();
        foreach (EvaluationTask task in tasks)
        {
            var rows = new List<ClipFigures[]>();
            foreach (FolderClip clip in clips.Where(clip => clip.Tasks.Contains(task)))
            {
                try
                {
                    rows.Add(RunClip(clip, task, (double)done / total, 1.0 / total, cancellationToken));
                }
                catch (Exception e) when (ErrorText.IsBadInput(e))
                {
                    _failed.Add(new SkippedClip(clip.Name, $"{task.Name} on '{clip.Name}': {ErrorText.Of(e)}", IsFailure: true));
                }

                done++;
            }

            if (rows.Count > 0)
            {
                results.AddRange(modes.Select((mode, m) => new TaskResult(
                    task.Name, task.Description, mode.Name(), mode.Meaning(), [.. rows.Select(row => row[m])])));
            }
        }

        return results.Count > 0 ? results : throw new CommandException(_failed[0].Reason);
    }

    /// <summary>One clip in all modes.</summary>
    private ClipFigures[] RunClip(FolderClip clip, EvaluationTask task, double start, double share, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        AudioClip original = ClipFile.Load(clip.Path);
        TaskRates rates = task.RatesFor(original.SampleRate)!.Value;
        TaskClip prepared = others.Input(clip.Name, rates.Input) is AudioClip input
            ? TaskClip.Prepare(clip.Name, original, rates, input)
            : TaskClip.Prepare(clip.Name, original, rates);
        (ClipFigures sinc, AudioClip interpolated) = Measure(prepared, null, () => _interpolator.FitAndPredict(
            prepared.Input, prepared.Reference.SampleRate, cancellationToken: cancellationToken), cancellationToken);
        var figures = new ClipFigures[modes.Count];
        var results = new AudioClip[modes.Count];
        for (int m = 0; m < figures.Length; m++)
        {
            EvaluationMode mode = modes[m];
            string label = $"{task.Name} {mode.Name()} {clip.Name}";
            var progress = new FitProgressReporter(line, $"{label}: ", start + (share * m / figures.Length), share / figures.Length);
            (figures[m], results[m]) = mode switch
            {
                EvaluationMode.Sinc => (sinc, interpolated),
                EvaluationMode.Blind => Measure(prepared, sinc, () => _upsampler.FitAndPredict(
                    prepared.Input, prepared.Reference.SampleRate, progress, cancellationToken), cancellationToken),
                EvaluationMode.Peer => MeasurePeer(prepared, sinc, cancellationToken),
                _ => Measure(prepared, sinc, () => _upsampler.FitAndPredict(
                    prepared.Input, prepared.Reference, progress, cancellationToken), cancellationToken),
            };
            line.Show(start + (share * (m + 1) / figures.Length), () => label);
        }

        for (int m = 0; m < figures.Length; m++)
        {
            if (modes[m] != EvaluationMode.Sinc || modes.Count == 1)
            {
                page?.Add(task.Name, modes[m], prepared, interpolated, results[m], figures[m].Lsd, cancellationToken);
            }
        }

        return figures;
    }

    private static (ClipFigures Figures, AudioClip Audio) Measure(
        TaskClip clip, ClipFigures? sinc, Func<UpsampleResult> upsample, CancellationToken cancellationToken)
    {
        long start = Stopwatch.GetTimestamp();
        UpsampleResult result = upsample();
        TimeSpan time = Stopwatch.GetElapsedTime(start);
        double? cost = sinc is null ? null : result.Report.EstimatedPsnrCost;
        return (Abandonable.Run(() => ClipFigures.Of(clip, result.Audio, time, sinc, cost), cancellationToken), result.Audio);
    }

    private (ClipFigures Figures, AudioClip Audio) MeasurePeer(TaskClip clip, ClipFigures sinc, CancellationToken cancellationToken)
    {
        AudioClip result = TaskClip.Fit(others.Peer(clip.File, clip.Reference.SampleRate), clip.Reference.Length);
        return (Abandonable.Run(() => ClipFigures.Of(clip, result, TimeSpan.Zero, sinc), cancellationToken), result);
    }
}
