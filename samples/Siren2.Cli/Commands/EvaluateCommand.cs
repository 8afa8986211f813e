using System.CommandLine;
using Siren2.Cli.Evaluation;
using Siren2.Cli.Output;

namespace Siren2.Cli.Commands;

/// <summary><c>evaluate</c>: the tasks that super-resolution is judged by, on every clip of a folder.</summary>
internal sealed class EvaluateCommand : Command
{
    private static readonly EvaluationMode[] AllModes = [EvaluationMode.Sinc, EvaluationMode.Blind, EvaluationMode.Guided];
    private static readonly string[] ModeNames = Array.ConvertAll(AllModes, mode => mode.Name());
    private static readonly string[] TaskNames = [.. EvaluationTask.All.Select(task => task.Name)];

    private readonly Argument<string> _folder = new("FOLDER") { Description = "A folder of WAV clips; folders in it are not searched." };

    private readonly Option<string[]> _tasks = Parameters.Selection(
        "--tasks",
        string.Join("; ", EvaluationTask.All.Select(task => $"{task.Name}: {task.Description}")) + ". Default: all.",
        TaskNames);

    private readonly Option<string[]> _modes = Parameters.Selection(
        "--modes",
        "Interpolation, super-resolution, and fits that know the original. Default: sinc,blind.",
        ModeNames);

    private readonly Option<string?> _json = Parameters.Json();
    private readonly ResolverParameters _resolver;
    private readonly Terminal _terminal;
    private readonly CancellationToken _cancellationToken;

    public EvaluateCommand(Terminal terminal, CancellationToken cancellationToken)
        : base("evaluate", "Measure the library on a folder of clips: take away their upper band, bring it back, compare.")
    {
        _terminal = terminal;
        _cancellationToken = cancellationToken;
        Add(_folder);
        Add(_tasks);
        Add(_modes);
        _resolver = new ResolverParameters(this);
        Add(_json);
        SetAction(Run);
    }

    private int Run(ParseResult parsed)
    {
        string folder = parsed.GetRequiredValue(_folder);
        string? json = parsed.GetValue(_json);
        string[] taskNames = parsed.GetValue(_tasks) is { Length: > 0 } givenTasks ? givenTasks : TaskNames;
        string[] modeNames = parsed.GetValue(_modes) is { Length: > 0 } givenModes ? givenModes : ModeNames[..2];
        EvaluationTask[] tasks = [.. EvaluationTask.All.Where(task => taskNames.Contains(task.Name))];
        EvaluationMode[] modes = [.. AllModes.Where(mode => modeNames.Contains(mode.Name()))];

        ClipFolder clips = ClipFolder.Scan(folder, tasks);
        OutputFiles.Check([json], [.. clips.Clips.Select(clip => clip.Path)]);
        IReadOnlyList<TaskResult> results;
        using (var line = new ProgressLine(_terminal))
        {
            results = new Evaluator(_resolver.Options(parsed), modes, line).Run(clips.Clips, tasks, _cancellationToken);
        }

        var document = new EvaluationDocument(
            MachineDescription.Current(), folder, _resolver.Settings(parsed), results, clips.Skipped);
        _cancellationToken.ThrowIfCancellationRequested();
        if (json is not null)
        {
            JsonFile.Write(json, document, CliJson.Default.EvaluationDocument);
        }

        EvaluationTables.Write(_terminal.Output, document);
        return CommandLine.Success;
    }
}
