namespace Siren2.Cli.Evaluation;

/// <summary>The figures of one task in one mode.</summary>
/// <param name="Task">The task's name.</param>
/// <param name="Description">Its rates, in words.</param>
/// <param name="Mode">"sinc", "blind" or "guided".</param>
/// <param name="Meaning">What a figure of that mode means.</param>
/// <param name="Clips">One row per clip, by name.</param>
internal sealed record TaskResult(string Task, string Description, string Mode, string Meaning, IReadOnlyList<ClipFigures> Clips)
{
    /// <summary>Means over the clips.</summary>
    public ClipFigures Mean { get; } = ClipFigures.Mean(Clips);

    /// <summary>The clips that came off worst.</summary>
    public WorstClips Worst { get; } = new(
        Heard(Clips).MinBy(clip => double.IsNaN(clip.PsnrChange) ? double.PositiveInfinity : clip.PsnrChange)!,
        Heard(Clips).MaxBy(clip => clip.Lsd)!);

    /// <summary>The clips that are not silent; all, where all are.</summary>
    private static IEnumerable<ClipFigures> Heard(IReadOnlyList<ClipFigures> clips) =>
        clips.All(clip => clip.IsSilent) ? clips : clips.Where(clip => !clip.IsSilent);
}

/// <summary>The worst clips of a task.</summary>
/// <param name="PsnrChange">The largest loss of PSNR against sinc, or the smallest gain.</param>
/// <param name="Lsd">The highest log-spectral distance.</param>
internal sealed record WorstClips(ClipFigures PsnrChange, ClipFigures Lsd);
