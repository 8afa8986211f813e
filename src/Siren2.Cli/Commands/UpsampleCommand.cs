using System.CommandLine;
using Siren2.Cli.Clips;
using Siren2.Cli.Output;
using Siren2.Cli.Upsampling;

namespace Siren2.Cli.Commands;

/// <summary><c>upsample</c>: a clip at a higher rate; guided where the original is given.</summary>
internal sealed class UpsampleCommand : Command
{
    private readonly Argument<string> _input = new("IN.wav") { Description = "The low-rate clip, of any length." };
    private readonly Argument<string> _output = new("OUT.wav") { Description = "The result, as 24-bit PCM." };

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
        "Also write a page to see and hear the result on: versions switched at the same instant, spectrogram, average spectra, ABX test, figures. One file, no network needed. For results of up to 2²³ samples (87 s of stereo at 48 kHz), which are then fitted in one piece.");

    private readonly Option<string?> _checkpoint = Parameters.File(
        "--checkpoint",
        "FILE",
        "Keep every part of the fit in this file as soon as it is done: the same command, run again after it was killed, goes on from there. Deleted at the end.");

    private readonly Option<string?> _json = Parameters.Json();
    private readonly ResolverParameters _resolver;
    private readonly Terminal _terminal;
    private readonly CancellationToken _cancellationToken;

    public UpsampleCommand(Terminal terminal, CancellationToken cancellationToken)
        : base("upsample", "Bring a clip to a higher sample rate and fill the band that it lacks.")
    {
        _terminal = terminal;
        _cancellationToken = cancellationToken;
        _rate.Required = true;
        Add(_input);
        Add(_output);
        Add(_rate);
        Add(_reference);
        Add(_original);
        _resolver = new ResolverParameters(this);
        Add(_report);
        Add(_checkpoint);
        Add(_json);
        SetAction(Run);
    }

    private int Run(ParseResult parsed)
    {
        var files = new FilesDocument(
            parsed.GetRequiredValue(_input), parsed.GetRequiredValue(_output), parsed.GetValue(_reference), parsed.GetValue(_original));
        string? json = parsed.GetValue(_json);
        string? report = parsed.GetValue(_report);
        string? checkpoint = parsed.GetValue(_checkpoint);
        OutputFiles.Check([files.Output, report, json, checkpoint], files.Input, files.Reference, files.Original);
        CheckFormat(files.Output);
        using OpenClip clip = ClipFile.Open(files.Input);
        using OpenClip? reference = files.Reference is null ? null : ClipFile.Open(files.Reference);
        using OpenClip? original = files.Original is null ? null : ClipFile.Open(files.Original);
        int rate = parsed.GetRequiredValue(_rate)!.Value;
        CheckRates(rate, clip, reference);
        if (original is not null)
        {
            CheckOriginal(rate, clip, reference, original);
        }

        UpsamplerOptions options = _resolver.Options(parsed) with { CheckpointFile = checkpoint };
        var job = new UpsampleJob(files, rate, report, _resolver.Settings(parsed), options);
        (UpsampleDocument summary, string? note) = job.IsInMemory(clip)
            ? new WholeClip(job, _terminal, _cancellationToken).Run(clip.ReadAll(), reference?.ReadAll(), original?.ReadAll())
            : new ClipInParts(job, _terminal, _cancellationToken).Run(clip, reference);
        if (json is not null)
        {
            JsonFile.Write(json, summary, CliJson.Default.UpsampleDocument);
        }

        if (checkpoint is not null)
        {
            File.Delete(checkpoint);
        }

        UpsampleSummary.Write(_terminal.Output, job.Mode, summary, note);
        return CommandLine.Success;
    }

    /// <summary>Refuses before the fit what could not be compared after it.</summary>
    private static void CheckOriginal(int rate, OpenClip clip, OpenClip? reference, OpenClip original)
    {
        double length = (double)clip.Length * rate / clip.SampleRate;
        string? complaint = reference is not null
            ? "--original is of a blind fit; --reference, which makes it guided, is shown as the original anyway"
            : original.SampleRate != rate
            ? $"the original is at {Figure.Rate(original.SampleRate)}; --rate is {rate}"
            : original.ChannelCount != clip.ChannelCount
            ? $"the original has {original.ChannelCount} channels, the clip {clip.ChannelCount}"
            : Math.Abs(original.Length - length) > (ClipPair.Tolerance.TotalSeconds * rate) - 1
            ? $"the original has {Figure.Of(original.Length)} samples, the result will have about {Figure.Of((long)length)}; lengths may differ by {ClipPair.Tolerance.TotalMilliseconds} ms"
            : null;
        if (complaint is not null)
        {
            throw new CommandException(complaint);
        }
    }

    private static void CheckFormat(string output)
    {
        string extension = Path.GetExtension(output).ToLowerInvariant();
        if (extension is ".mp3" or ".flac" or ".ogg" or ".opus" or ".m4a" or ".aac" or ".aif" or ".aiff")
        {
            throw new CommandException($"'{output}' would hold WAV; name it .wav and convert it afterwards");
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
