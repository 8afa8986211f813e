using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using Siren2.Cli.Batch;
using Siren2.Cli.Output;
using Siren2.Cli.Upsampling;

namespace Siren2.Cli.Commands;

/// <summary>The options of <c>upsample</c> for many clips, and what is done with them.</summary>
internal sealed class BatchParameters
{
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

    public BatchParameters(Command command)
    {
        command.Add(_folder);
        command.Add(_type);
        command.Add(_recursive);
        command.Add(_jobs);
    }

    /// <summary>The folder of results; null where one clip is meant.</summary>
    public string? Folder(ParseResult parsed) => parsed.GetValue(_folder);

    /// <summary>Refuses what goes with many clips only.</summary>
    /// <exception cref="CommandException">Such an option was given.</exception>
    public void RefuseAlone(ParseResult parsed)
    {
        if (parsed.GetValue(_jobs) is not null || parsed.GetValue(_recursive) || parsed.GetRequiredValue(_type) != "wav")
        {
            throw new CommandException("--jobs, --recursive and --format go with --out-dir");
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

        var ledger = new BatchLedger(folder, Everything(rate, settings, format));
        IReadOnlyList<BatchClip> clips = new BatchInputs(folder, extension, parsed.GetValue(_recursive), ledger).Find(names);
        OutputFiles.Check([json], [.. clips.Select(clip => clip.Input), .. clips.Select(clip => clip.Output)]);
        Directory.CreateDirectory(folder);
        long start = Stopwatch.GetTimestamp();
        IReadOnlyList<BatchOutcome> outcomes;
        using (var line = new ProgressLine(terminal))
        {
            var job = new BatchJob(rate, settings, options, format, ledger, terminal);
            var run = new BatchRun(job, clips, parsed.GetValue(_jobs), new BatchProgress(line, clips));
            outcomes = run.Run(options.MaxDegreeOfParallelism, cancellationToken);
        }

        return Tell(new BatchDocument(
            ModeText.Name(FitMode.Blind),
            ModeText.Meaning(FitMode.Blind),
            settings,
            rate,
            outcomes.Count(clip => clip.State == BatchOutcome.Done),
            outcomes.Count(clip => clip.State == BatchOutcome.UpToDate),
            outcomes.Count(clip => clip.State == BatchOutcome.Failed),
            Stopwatch.GetElapsedTime(start).TotalSeconds,
            outcomes,
            MachineDescription.Current()), clips.Count, json, format.MayReplace, terminal, cancellationToken);
    }

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
                terminal.Error.WriteLine($"failed: {(reason.Contains(clip.Input, StringComparison.Ordinal) ? reason : $"'{clip.Input}': {reason}")}");
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

    /// <summary>All that the bytes of a result depend on besides its clip.</summary>
    private static string Everything(int rate, SettingsDocument settings, ResultFormat format)
    {
        string? version = typeof(BatchParameters).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion;
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{version} {MachineDescription.Current().VectorBits} {rate} {format.Encoding} {format.Gain.Decibels} ")
            + string.Create(CultureInfo.InvariantCulture, $"{settings.Preset} {settings.Detail} {settings.Seed} {settings.Bandwidth} "
            + $"{settings.InputFilter}");
    }
}
