using System.CommandLine;
using Siren2.Cli.Clips;
using Siren2.Cli.Evaluation;
using Siren2.Cli.Experiment;
using Siren2.Cli.Output;
using Siren2.Cli.Reporting;

namespace Siren2.Cli.Commands;

/// <summary><c>evaluate</c>: the tasks that super-resolution is judged by, on every clip of a folder.</summary>
internal sealed class EvaluateCommand : Command
{
    private static readonly EvaluationMode[] AllModes = [EvaluationMode.Sinc, EvaluationMode.Blind, EvaluationMode.Guided];
    private static readonly string[] ModeNames = Array.ConvertAll(AllModes, mode => mode.Name());
    private static readonly string[] TaskNames = [.. EvaluationTask.All.Select(task => task.Name)];

    private readonly Argument<string> _folder = new("FOLDER") { Description = "A folder of clips; folders in it are not searched." };

    private readonly Option<string[]> _tasks = Parameters.Selection(
        "--tasks",
        string.Join("; ", EvaluationTask.All.Select(task => $"{task.Name}: {task.Description}")) + ". Default: all.",
        TaskNames);

    private readonly Option<string[]> _modes = Parameters.Selection(
        "--modes",
        "Interpolation, super-resolution, and fits that know the original. Default: sinc,blind.",
        ModeNames);

    private readonly Option<string> _experiment = Parameters.Choice(
        "--experiment",
        "Instead of the tasks: 'original' repeats the experiment that this library starts from, guided, with its own rates, metrics and networks.",
        "none",
        "none",
        OriginalExperiment.Name);

    private readonly Option<int?> _steps = Parameters.Number(
        "--steps", "N", $"Steps of an experiment's networks at most. The default is {OriginalExperiment.DefaultStepCount}.", 1, 1_000_000);

    private readonly Option<string?> _inputs = Parameters.File(
        "--inputs", "FOLDER", "Low-rate clips that another program has made, under the same names, in place of the task's own ideal decimator.");

    private readonly Option<string?> _peers = Parameters.File(
        "--peers", "FOLDER", "Results of another program for the same inputs, under the same names: measured beside the rest.");

    private readonly Option<string?> _report = Parameters.File(
        "--report", "FILE.html", "Also write a page with every figure, and the clips that came off worst to see and hear. One file, no "
            + "network needed.");

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
        Add(_experiment);
        Add(_steps);
        Add(_inputs);
        Add(_peers);
        _resolver = new ResolverParameters(this);
        Add(_report);
        Add(_json);
        SetAction(Run);
    }

    private int Run(ParseResult parsed)
    {
        string folder = parsed.GetRequiredValue(_folder);
        string? json = parsed.GetValue(_json);
        string? report = parsed.GetValue(_report);
        if (parsed.GetRequiredValue(_experiment) == OriginalExperiment.Name)
        {
            if (report is not null)
            {
                throw new CommandException("--report does not go with --experiment, whose figures are a table");
            }

            return RunExperiment(parsed, folder, json);
        }

        if (parsed.GetValue(_steps) is not null)
        {
            throw new CommandException("--steps goes with --experiment only; fits take theirs from --preset");
        }

        string[] taskNames = parsed.GetValue(_tasks) is { Length: > 0 } givenTasks ? givenTasks : TaskNames;
        string[] modeNames = parsed.GetValue(_modes) is { Length: > 0 } givenModes ? givenModes : ModeNames[..2];
        EvaluationTask[] tasks = [.. EvaluationTask.All.Where(task => taskNames.Contains(task.Name))];
        EvaluationMode[] modes = [.. AllModes.Where(mode => modeNames.Contains(mode.Name()))];

        var others = new OtherFolders(parsed.GetValue(_inputs), parsed.GetValue(_peers));
        if (others is not (null, null) && tasks.Length != 1)
        {
            throw new CommandException("--inputs and --peers are of one task: name it with --tasks");
        }

        ClipFolder clips = ClipFolder.Scan(folder, tasks);
        OutputFiles.Check(
            [json, report],
            [.. clips.Paths(folder), .. clips.Clips.SelectMany(clip => others.FilesOf(clip.Name))]);
        EvaluationPage? page = report is null ? null : new EvaluationPage();
        IReadOnlyList<TaskResult> results;
        IReadOnlyList<SkippedClip> failed;
        using (var line = new ProgressLine(_terminal))
        {
            EvaluationMode[] all = others.Peers is null ? [.. modes] : [.. modes, EvaluationMode.Peer];
            var evaluator = new Evaluator(_resolver.Options(parsed), all, others, line, page);
            results = evaluator.Run(clips.Clips, tasks, _cancellationToken);
            failed = evaluator.Failed;
        }

        var document = new EvaluationDocument(
            MachineDescription.Current(), folder, _resolver.Settings(parsed), results, [.. clips.Skipped, .. failed])
        {
            Notes = [.. clips.Notes, .. others.Notes],
        };
        _cancellationToken.ThrowIfCancellationRequested();
        if (page is not null)
        {
            OutputFiles.Write(report!, page.Build(document));
        }

        if (json is not null)
        {
            JsonFile.Write(json, document, CliJson.Default.EvaluationDocument, _terminal);
        }

        Tell(document.Notes);
        EvaluationTables.Write(_terminal.TablesBeside(json), document);
        return ExitCode(document.Skipped);
    }

    private int RunExperiment(ParseResult parsed, string folder, string? json)
    {
        if (parsed.GetValue(_tasks) is { Length: > 0 } || parsed.GetValue(_modes) is { Length: > 0 }
            || parsed.GetValue(_inputs) is not null || parsed.GetValue(_peers) is not null)
        {
            throw new CommandException("--tasks, --modes, --inputs and --peers do not go with --experiment, whose protocol is fixed");
        }

        ClipFolder clips = ClipFolder.Scan(folder, [.. EvaluationTask.All.Where(task => task.Name == "T1")]);
        OutputFiles.Check([json], [.. clips.Paths(folder)]);
        int steps = parsed.GetValue(_steps) ?? OriginalExperiment.DefaultStepCount;
        int seed = _resolver.Options(parsed).Seed;
        (ExperimentClip[] prepared, SkippedClip[] failed) = Prepare(clips);
        IReadOnlyList<ExperimentRow> rows;
        using (var line = new ProgressLine(_terminal))
        {
            rows = new OriginalExperiment(steps, seed, line).Run(prepared, _cancellationToken);
        }

        var document = new ExperimentDocument(
            MachineDescription.Current(),
            folder,
            ModeText.Name(FitMode.Guided),
            ModeText.Meaning(FitMode.Guided),
            OriginalExperiment.Protocol,
            steps,
            seed,
            prepared.Sum(clip => (double)clip.Reference.Length) / ExperimentClip.Rate,
            rows,
            [.. clips.Skipped, .. failed])
        {
            Notes = clips.Notes,
        };
        if (json is not null)
        {
            JsonFile.Write(json, document, CliJson.Default.ExperimentDocument, _terminal);
        }

        Tell(document.Notes);
        ExperimentTable.Write(_terminal.TablesBeside(json), document);
        return ExitCode(document.Skipped);
    }

    /// <summary>Brings clips to the experiment's rates; one that it cannot take does not stop the rest.</summary>
    /// <exception cref="CommandException">It can take none.</exception>
    private static (ExperimentClip[] Prepared, SkippedClip[] Failed) Prepare(ClipFolder clips)
    {
        var prepared = new List<ExperimentClip>();
        var failed = new List<SkippedClip>();
        foreach (FolderClip clip in clips.Clips)
        {
            try
            {
                prepared.Add(ExperimentClip.Prepare(clip.Name, ClipFile.Load(clip.Path)));
            }
            catch (CommandException e)
            {
                failed.Add(new SkippedClip(clip.Name, e.Message, IsFailure: true));
            }
        }

        return prepared.Count > 0 ? ([.. prepared], [.. failed]) : throw new CommandException(failed[0].Reason);
    }

    private void Tell(IReadOnlyList<string> notes)
    {
        foreach (string note in notes)
        {
            _terminal.Note(note);
        }
    }

    private static int ExitCode(IReadOnlyList<SkippedClip> skipped) =>
        skipped.Any(clip => clip.IsFailure) ? CommandLine.SomeFailed : CommandLine.Success;
}
