using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using System.Text.Json;
using Siren2.Cli.Batch;
using Siren2.Cli.Cluster;
using Siren2.Cli.Output;
using Siren2.Cli.Upsampling;

namespace Siren2.Cli.Commands;

/// <summary>The options of <c>upsample</c> for many clips, and what is done with them.</summary>
internal sealed class BatchParameters
{
    /// <summary>What a job of a cluster does not have.</summary>
    private static readonly string[] LocalOptions =
        ["--format", "--jobs", "--levels", "--texture", "--input-filter", "--gain", "--no-clobber", "--ffmpeg"];

    private readonly Option<string?> _folder = Parameters.File(
        "--out-dir",
        "FOLDER",
        "Upsample any number of files, folders and patterns ('takes/*.wav', 'takes/**/*.flac') into this folder. Run again after it was "
            + "stopped, the same "
            + "command does what is left: finished results are known by their content and options.");

    private readonly Option<string> _type = Parameters.Choice("--format", "With --out-dir: the format of the results.", "wav", "wav", "flac");

    private readonly Option<bool> _recursive = new("--recursive") { Description = "With --out-dir: search folders in folders too." };

    private readonly Option<int?> _jobs = Parameters.Number(
        "--jobs", "N", "With --out-dir: clips to work on at once. By default short ones get a core each, long ones all cores one after "
            + "the other.", 1, 1024);

    private readonly Option<string?> _cluster = Parameters.File(
        "--cluster",
        "ADDRESS",
        "With --out-dir: let a cluster do it, at an address such as http://host:5090; clips and results lie in the folder that its machines see. "
            + "Ctrl-C leaves its job running, and the same command shows it again.");

    public BatchParameters(Command command)
    {
        command.Add(_folder);
        command.Add(_type);
        command.Add(_recursive);
        command.Add(_jobs);
        command.Add(_cluster);
    }

    /// <summary>The folder of results; null where one clip is meant.</summary>
    public string? Folder(ParseResult parsed) => parsed.GetValue(_folder);

    /// <summary>Refuses what goes with many clips only.</summary>
    /// <exception cref="CommandException">Such an option was given.</exception>
    public void RefuseAlone(ParseResult parsed)
    {
        if (parsed.GetValue(_jobs) is not null || parsed.GetValue(_recursive) || parsed.GetRequiredValue(_type) != "wav"
            || parsed.GetValue(_cluster) is not null)
        {
            throw new CommandException("--jobs, --recursive, --format and --cluster go with --out-dir");
        }
    }

    /// <summary>Works on many clips.</summary>
    /// <returns>An exit code.</returns>
    public int Run(
        ParseResult parsed,
        string[] names,
        string folder,
        int rate,
        SettingsDocument settings,
        UpsamplerOptions options,
        ResultFormat format,
        string? json,
        Terminal terminal,
        CancellationToken cancellationToken)
    {
        string extension = "." + parsed.GetRequiredValue(_type);
        format.Check("result" + extension, mayExist: true);
        if (names.Contains(Terminal.Standard))
        {
            throw new CommandException("'-' is one clip; it does not go with --out-dir");
        }

        if (File.Exists(folder))
        {
            throw new CommandException($"--out-dir '{folder}' is a file, not a folder");
        }

        if (!format.MayReplace)
        {
            OutputFiles.CheckIsNew(json);
        }

        if (parsed.GetValue(_cluster) is string address)
        {
            RefuseLocal(parsed);
            return RunOnCluster(parsed, address, names, folder, rate, settings, format, json, terminal, cancellationToken);
        }

        new JobFile(folder).RefuseBeside();
        MachineDescription machine = MachineDescription.Current();
        var ledger = new BatchLedger(folder, Everything(Version, machine.VectorBits, rate, settings, format), format.FFmpeg is null ? "managed" : "ffmpeg");
        IReadOnlyList<BatchClip> clips = Find(parsed, names, folder, extension, ledger, json);
        Directory.CreateDirectory(folder);
        long start = Stopwatch.GetTimestamp();
        IReadOnlyList<BatchOutcome> outcomes;
        using (var line = new ProgressLine(terminal))
        {
            var job = new BatchJob(rate, settings, options, format, ledger, terminal);
            var run = new BatchRun(job, clips, parsed.GetValue(_jobs), new BatchProgress(line, clips));
            outcomes = run.Run(options.MaxDegreeOfParallelism, cancellationToken);
        }

        return Tell(Document(outcomes, settings, rate, Stopwatch.GetElapsedTime(start)), clips.Count, json, format.MayReplace, terminal, cancellationToken);
    }

    private int RunOnCluster(
        ParseResult parsed,
        string address,
        string[] names,
        string folder,
        int rate,
        SettingsDocument settings,
        ResultFormat format,
        string? json,
        Terminal terminal,
        CancellationToken cancellationToken)
    {
        using var client = new ClusterClient(address);
        ClusterDescription cluster = client.Describe(cancellationToken);
        var shared = SharedFolder.Find(folder, cluster, client.Address);

        // Whether a silo has an ffmpeg is not known here.
        var ledger = new BatchLedger(folder, Everything(cluster.Version, cluster.VectorBits, rate, settings, format), "cluster");
        IReadOnlyList<BatchClip> clips = Find(parsed, names, folder, ".wav", ledger, json);
        long start = Stopwatch.GetTimestamp();
        var run = new ClusterRun(
            client, shared, ledger, clips, folder,
            new JobSettings(rate, settings.Preset, settings.Detail, settings.Seed, settings.Bandwidth, format.Bits));
        Directory.CreateDirectory(folder);
        IReadOnlyList<BatchOutcome> outcomes;
        using (var line = new ProgressLine(terminal))
        {
            outcomes = run.Run(line, terminal, cancellationToken);
        }

        BatchDocument document = Document(outcomes, settings, rate, Stopwatch.GetElapsedTime(start)) with { Cluster = run.Document };
        return Tell(document, clips.Count, json, mayReplace: true, terminal, cancellationToken);
    }

    private static void RefuseLocal(ParseResult parsed)
    {
        Option? given = parsed.CommandResult.Command.Options.FirstOrDefault(
            option => LocalOptions.Contains(option.Name) && parsed.GetResult(option) is { Implicit: false });
        if (given is not null)
        {
            throw new CommandException($"{given.Name} does not go with --cluster, whose jobs do not have it");
        }
    }

    private IReadOnlyList<BatchClip> Find(ParseResult parsed, string[] names, string folder, string extension, BatchLedger ledger, string? json)
    {
        IReadOnlyList<BatchClip> clips = new BatchInputs(folder, extension, parsed.GetValue(_recursive), ledger).Find(names);
        OutputFiles.Check([json], [.. clips.Select(clip => clip.Input), .. clips.Select(clip => clip.Output)]);
        return clips;
    }

    private static BatchDocument Document(IReadOnlyList<BatchOutcome> outcomes, SettingsDocument settings, int rate, TimeSpan elapsed) => new(
        ModeText.Name(FitMode.Blind),
        ModeText.Meaning(FitMode.Blind),
        settings,
        rate,
        outcomes.Count(clip => clip.State == BatchOutcome.Done),
        outcomes.Count(clip => clip.State == BatchOutcome.UpToDate),
        outcomes.Count(clip => clip.State == BatchOutcome.Failed),
        elapsed.TotalSeconds,
        outcomes,
        MachineDescription.Current());

    private static int Tell(BatchDocument document, int count, string? json, bool mayReplace, Terminal terminal, CancellationToken cancellationToken)
    {
        foreach (BatchOutcome clip in document.Clips)
        {
            foreach (string note in clip.Notes)
            {
                terminal.Note(note.StartsWith('\'') ? note : $"'{clip.Input}': {note}");
            }

            if (clip.Reason is string reason)
            {
                string name = PlainText.OneLine(clip.Input);
                terminal.Error.WriteLine($"failed: {(reason.Contains(name, StringComparison.Ordinal) ? reason : $"'{name}': {reason}")}");
            }
        }

        if (cancellationToken.IsCancellationRequested)
        {
            terminal.Note($"{document.Clips.Count} of {count} clips are finished; the same command does the rest");
            cancellationToken.ThrowIfCancellationRequested();
        }

        if (json is not null)
        {
            JsonFile.Write(json, document, CliJson.Default.BatchDocument, terminal, mayReplace);
        }

        BatchTable.Write(terminal.TablesBeside(json), document);
        return document.Failed > 0 ? CommandLine.SomeFailed : CommandLine.Success;
    }

    private static string? Version =>
        typeof(BatchParameters).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion;

    /// <summary>All that the bytes of a result depend on besides its clip and what decodes that.</summary>
    private static string Everything(string? version, int vectorBits, int rate, SettingsDocument settings, ResultFormat format) =>
        string.Create(CultureInfo.InvariantCulture, $"{version} {vectorBits} {rate} {format.Encoding} {format.Gain.Decibels} ")
        + JsonSerializer.Serialize(settings, CliJson.Default.SettingsDocument);
}
