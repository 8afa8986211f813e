using System.CommandLine;
using Siren2.Cli.Clips;
using Siren2.Cli.Output;
using Siren2.Cli.Upsampling;

namespace Siren2.Cli.Commands;

/// <summary><c>upsample</c>: a clip at a higher rate; guided where the original is given.</summary>
internal sealed class UpsampleCommand : Command
{
    private const string Missing = "OUT.wav is missing: name the result, '-' for standard output, or a folder for any number of results with "
        + "--out-dir";

    private readonly Argument<string[]> _files = new("IN.wav OUT.wav")
    {
        Description = "The low-rate clip, of any length and in any format that ffmpeg reads, and its result, WAV or FLAC; '-' is standard "
            + "input or output. "
            + "With --out-dir, any number of clips, folders and patterns.",
        Arity = ArgumentArity.OneOrMore,
    };

    private readonly Option<int?> _rate = Parameters.Number(
        "--rate", "R", "Sample rate of the result in hertz, at least that of the clip.", 1, AudioClip.MaximumSampleRate);

    private readonly Option<string?> _reference = Parameters.File(
        "--reference",
        "REF.wav",
        "The clip's original at rate R: a guided fit, which measures what the network can represent and is not super-resolution.");

    private readonly Option<string?> _original = Parameters.File(
        "--original",
        "REF.wav",
        "The clip's original at rate R, to be measured against and shown on the page beside the result: the fit never sees it and stays blind.");

    private readonly Option<string?> _report = Parameters.File(
        "--report",
        "FILE.html",
        "Also write a page to see and hear the result on: versions switched at the same instant, spectrogram, average spectra, ABX test, "
            + "figures. One file, no network needed. For results of up to 2²³ samples (87 s of stereo at 48 kHz), which are then fitted in "
            + "one piece.");

    private readonly Option<string?> _checkpoint = Parameters.File(
        "--checkpoint",
        "FILE",
        "Keep every part of the fit in this file as soon as it is done: the same command, run again after it was killed, goes on from there. "
            + "Deleted at the end.");

    private readonly Option<string?> _json = Parameters.Json();
    private readonly BatchParameters _batch;
    private readonly ResolverParameters _resolver;
    private readonly OutputParameters _format;
    private readonly Terminal _terminal;
    private readonly CancellationToken _cancellationToken;

    public UpsampleCommand(Terminal terminal, CancellationToken cancellationToken)
        : base("upsample", "Bring a clip to a higher sample rate and fill the band that it lacks.")
    {
        _terminal = terminal;
        _cancellationToken = cancellationToken;
        _rate.Required = true;
        Add(_files);
        Add(_rate);
        _batch = new BatchParameters(this);
        Add(_reference);
        Add(_original);
        _resolver = new ResolverParameters(this);
        _format = new OutputParameters(this);
        Add(_report);
        Add(_checkpoint);
        Add(_json);
        SetAction(Run);
    }

    private int Run(ParseResult parsed)
    {
        string[] names = parsed.GetRequiredValue(_files);
        return _batch.Folder(parsed) is string folder ? RunBatch(parsed, names, folder) : names.Length switch
        {
            1 => throw new CommandException(Missing),
            2 => RunOne(parsed, names[0], names[1]),
            _ => throw new CommandException($"{names.Length} files are named: one clip and its result, or with --out-dir any number of clips"),
        };
    }

    private int RunOne(ParseResult parsed, string input, string output)
    {
        _batch.RefuseAlone(parsed);
        var files = new FilesDocument(input, output, parsed.GetValue(_reference), parsed.GetValue(_original));
        string? json = parsed.GetValue(_json);
        string? report = parsed.GetValue(_report);
        string? checkpoint = parsed.GetValue(_checkpoint);
        if (report == Terminal.Standard || checkpoint == Terminal.Standard)
        {
            throw new CommandException("'-' stands for a clip, a result or --json; --report and --checkpoint need a file");
        }

        ClipFile.CheckStandard(files.Input, files.Reference, files.Original);
        ResultFormat format = _format.Format(parsed);
        format.Check(files.Output);
        foreach (string? file in format.MayReplace ? [] : (string?[])[report, json])
        {
            OutputFiles.CheckIsNew(file);
        }

        OutputFiles.Check([files.Output, report, json, checkpoint], files.Input, files.Reference, files.Original);
        using OpenClip clip = Open(files.Input, format);
        using OpenClip? reference = files.Reference is null ? null : Open(files.Reference, format);
        using OpenClip? original = files.Original is null ? null : Open(files.Original, format);
        int rate = parsed.GetRequiredValue(_rate)!.Value;
        CheckRates(rate, clip, reference);
        ResultFormat.CheckShape(files.Output, rate, clip.ChannelCount);
        if (original is not null)
        {
            CheckOriginal(rate, clip, reference, original);
        }

        UpsamplerOptions options = _resolver.Options(parsed) with { CheckpointFile = checkpoint };
        var job = new UpsampleJob(files, rate, report, _resolver.Settings(parsed), options, format);
        UpsampleDocument summary;
        using (var line = new ProgressLine(_terminal))
        {
            summary = job.Run(clip, new FitProgressReporter(line), _terminal, _cancellationToken, reference, original);
        }

        if (json is not null)
        {
            JsonFile.Write(json, summary, CliJson.Default.UpsampleDocument, _terminal, format.MayReplace);
        }

        if (checkpoint is not null)
        {
            File.Delete(checkpoint);
        }

        foreach (string note in summary.Notes)
        {
            _terminal.Note(note);
        }

        UpsampleSummary.Write(_terminal.TablesBeside(files.Output, json), job.Mode, summary, format.Description);
        return CommandLine.Success;
    }

    private int RunBatch(ParseResult parsed, string[] names, string folder)
    {
        if (parsed.GetValue(_reference) is not null || parsed.GetValue(_original) is not null || parsed.GetValue(_report) is not null
            || parsed.GetValue(_checkpoint) is not null)
        {
            throw new CommandException("--reference, --original, --report and --checkpoint are of one clip; a batch goes on by itself where "
                + "it was killed");
        }

        ResultFormat format = _format.Format(parsed);
        return _batch.Run(
            parsed,
            names,
            folder,
            parsed.GetRequiredValue(_rate)!.Value,
            _resolver.Settings(parsed),
            _resolver.Options(parsed),
            format,
            parsed.GetValue(_json),
            _terminal,
            _cancellationToken);
    }

    private OpenClip Open(string path, ResultFormat format) => path == Terminal.Standard
        ? ClipFile.OpenStandard(_terminal, format.FFmpeg, _cancellationToken)
        : ClipFile.Open(path, format.FFmpeg, _cancellationToken);

    /// <summary>Refuses before the fit what could not be compared after it.</summary>
    private static void CheckOriginal(int rate, OpenClip clip, OpenClip? reference, OpenClip original)
    {
        double length = (double)clip.Length * rate / clip.SampleRate;
        string? complaint = reference is not null
            ? "--original is of a blind fit; --reference, which makes it guided, is shown as the original anyway"
            : original.SampleRate != rate
            ? $"the original is at {Figure.Rate(original.SampleRate)}; --rate is {rate}"
            : original.ChannelCount != clip.ChannelCount
            ? $"the original has {Figure.Count(original.ChannelCount, "channel")}, the clip {clip.ChannelCount}"
            : Math.Abs(original.Length - length) > (ClipPair.Tolerance.TotalSeconds * rate) - 1
            ? $"the original has {Figure.Count(original.Length, "sample")}, the result will have about {Figure.Of((long)length)}; lengths may "
                + $"differ by {ClipPair.Tolerance.TotalMilliseconds} ms"
            : null;
        if (complaint is not null)
        {
            throw new CommandException(complaint);
        }
    }

    private static void CheckRates(int rate, OpenClip clip, OpenClip? reference)
    {
        if (rate < clip.SampleRate || (rate == clip.SampleRate && reference is not null))
        {
            string allowed = reference is null ? "at least" : "above";
            throw new CommandException($"--rate must be {allowed} the clip's {Figure.Rate(clip.SampleRate)}; it is {rate}");
        }

        if (reference is not null && reference.SampleRate != rate)
        {
            throw new CommandException($"the reference is at {Figure.Rate(reference.SampleRate)}; --rate is {rate}");
        }
    }
}
