using Siren2.Cli.Evaluation;

namespace Siren2.Cli.Reporting;

/// <summary>
/// The page of an evaluation: every figure, and the clips that came off worst to be heard, as many as fit. What is heard is encoded as soon as it is
/// made, so that a folder of any size takes no more memory than its page.
/// </summary>
internal sealed class EvaluationPage
{
    private const double SecondsOfClip = 12;

    private readonly List<(EncodedScene Scene, double Distance)> _scenes = [];
    private int _offered;

    /// <summary>Takes one fit of one clip, and drops what came off best where there is too much.</summary>
    /// <param name="task">The task's name.</param>
    /// <param name="mode">How the clip was brought to the task's rate.</param>
    /// <param name="clip">The clip.</param>
    /// <param name="sinc">Its interpolation.</param>
    /// <param name="result">What is judged.</param>
    /// <param name="distance">Its log-spectral distance.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public void Add(
        string task, EvaluationMode mode, TaskClip clip, AudioClip sinc, AudioClip result, double distance, CancellationToken cancellationToken)
    {
        _offered++;
        List<PageSound> sounds = [new("input", SoundRole.Input, clip.Input), new("sinc", SoundRole.Baseline, sinc)];
        if (mode != EvaluationMode.Sinc)
        {
            sounds.Add(new PageSound(mode.Name(), SoundRole.Result, result));
        }
        else
        {
            sounds[1] = sounds[1] with { Role = SoundRole.Result };
        }

        var scene = new PageScene
        {
            Name = $"{task} {mode.Name()}: {clip.File}",
            Mode = mode is EvaluationMode.Blind or EvaluationMode.Guided ? mode.Name() : "",
            Sounds = [.. sounds, new PageSound("original", SoundRole.Original, clip.Reference)],
            KnownBand = clip.Input.SampleRate / 2.0,
        };
        _scenes.Add((EncodedScene.Of(scene, ReportPage.MaximumSoundBytes / 2, SecondsOfClip, cancellationToken), distance));
        _scenes.Sort((a, b) => b.Distance.CompareTo(a.Distance));
        while (_scenes.Sum(one => one.Scene.ByteCount) > ReportPage.MaximumSoundBytes)
        {
            _scenes.RemoveAt(_scenes.Count - 1);
        }
    }

    private static string Said(EvaluationDocument document) => string.Concat(
        [.. document.Skipped.Select(clip => clip.ToString()).Concat(document.Notes).Select(ReportPage.Sentence)]);

    /// <summary>Builds the page.</summary>
    /// <returns>HTML in UTF-8.</returns>
    public byte[] Build(EvaluationDocument document)
    {
        string sincName = EvaluationMode.Sinc.Name();
        var tables = new List<PageTable>();
        foreach (IGrouping<string, TaskResult> task in document.Tasks.GroupBy(result => result.Task))
        {
            TaskResult? sinc = task.FirstOrDefault(result => result.Mode == sincName);
            TaskResult[] fits = [.. task.Where(result => result.Mode != sincName)];
            tables.AddRange((fits.Length > 0 ? fits : [.. task]).Select(result => ReportTables.Task(result, fits.Length > 0 ? sinc : null)));
        }

        string[] modes = [.. document.Tasks.Select(result => result.Mode).Distinct().Where(mode => mode != sincName)];
        string held = _scenes.Count < _offered ? $"{_scenes.Count} of {_offered}, the highest LSD first" : "all, the highest LSD first";
        var content = new PageContent
        {
            Title = Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(document.Folder))),
            Heading = modes.Length == 1 ? $"{modes[0].ToUpperInvariant()} EVALUATION" : "EVALUATION",
            Meaning = modes.Length == 1
                ? document.Tasks.First(result => result.Mode == modes[0]).Meaning
                : "Each clip and each table says how it was made; blind and guided figures never stand in one table.",
            Tables = tables,
            Footer = document.Machine.ToString(),
            Note = $"To be heard: {held}; of each clip the first {SecondsOfClip} s at most. {Said(document)}",
        };
        return ReportPage.Build(content, [.. _scenes.Select(one => one.Scene)]);
    }
}
