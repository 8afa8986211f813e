using System.Numerics.Tensors;
using Siren2.Cli.Clips;
using Siren2.Cli.Output;

namespace Siren2.Cli.Evaluation;

/// <summary>The clips of a folder that can be evaluated, and those that cannot.</summary>
/// <param name="Clips">Clips by name.</param>
/// <param name="Skipped">Audio files that no task can use, and why.</param>
/// <param name="Notes">What is to be said of files that can be evaluated.</param>
internal sealed record ClipFolder(IReadOnlyList<FolderClip> Clips, IReadOnlyList<SkippedClip> Skipped, IReadOnlyList<string> Notes)
{
    /// <summary>All audio files of the folder, those that were skipped too.</summary>
    public IEnumerable<string> Paths(string folder) => Clips.Select(clip => clip.Path).Concat(Skipped.Select(clip => Path.Combine(folder, clip.File)));

    /// <summary>Looks at every audio file directly in a folder.</summary>
    /// <exception cref="CommandException">There is no such folder, or no task can use any of its files.</exception>
    public static ClipFolder Scan(string folder, IReadOnlyList<EvaluationTask> tasks)
    {
        if (!Directory.Exists(folder))
        {
            throw new CommandException(File.Exists(folder) ? $"'{folder}' is a file, not a folder" : $"there is no folder '{folder}'");
        }

        var clips = new List<FolderClip>();
        var skipped = new List<SkippedClip>();
        var notes = new List<string>();
        string[] files = [.. Directory.GetFiles(folder)
            .Where(ClipNames.IsAudio)
            .Order(StringComparer.Ordinal)];
        foreach (string file in files)
        {
            try
            {
                FolderClip clip = Examine(file, tasks, notes, out string? unfit);
                if (unfit is null)
                {
                    clips.Add(clip);
                }
                else
                {
                    skipped.Add(new SkippedClip(clip.Name, unfit, IsFailure: false));
                }
            }
            catch (CommandException e)
            {
                skipped.Add(new SkippedClip(Path.GetFileName(file), e.Message, IsFailure: true));
            }
        }

        return clips.Count > 0 ? new ClipFolder(clips, skipped, notes) : throw new CommandException(
            skipped.Count == 0 ? $"'{folder}' holds no audio files" : $"no clip in '{folder}' can be used: {skipped[0].Reason}");
    }

    private static FolderClip Examine(string file, IReadOnlyList<EvaluationTask> tasks, List<string> notes, out string? unfit)
    {
        AudioClip clip = ClipFile.Load(file, notes);
        string name = Path.GetFileName(file);
        for (int c = 0; c < clip.ChannelCount; c++)
        {
            if (!TensorPrimitives.IsFiniteAll(clip.Channel(c)))
            {
                throw new CommandException($"'{name}' holds samples that are not finite numbers");
            }
        }

        EvaluationTask[] ofRate = [.. tasks.Where(task => task.RatesFor(clip.SampleRate) is not null)];
        EvaluationTask[] usable = [.. ofRate.Where(task => clip.Length / (double)clip.SampleRate * task.RatesFor(clip.SampleRate)!.Value.Input >= 1)];
        unfit = usable.Length > 0 ? null
            : ofRate.Length == 0 ? $"'{name}' is at {Figure.Rate(clip.SampleRate)}, too low for the tasks"
            : $"'{name}' is too short";
        return new FolderClip(file, name, usable);
    }
}

/// <summary>A clip that can be evaluated.</summary>
/// <param name="Path">Its file.</param>
/// <param name="Name">The file's name.</param>
/// <param name="Tasks">The tasks that it takes part in.</param>
internal sealed record FolderClip(string Path, string Name, IReadOnlyList<EvaluationTask> Tasks);
