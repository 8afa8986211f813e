using Siren2.Cli.Output;

namespace Siren2.Cli.Upsampling;

/// <summary>Upsamples a clip of any length from file to file, part by part.</summary>
internal sealed class ClipInParts(UpsampleJob job, Terminal terminal, CancellationToken cancellationToken)
{
    /// <summary>Fits and writes the result.</summary>
    /// <inheritdoc cref="WholeClip.Run" path="/param|/returns"/>
    public (UpsampleDocument Summary, string? Note) Run(IAudioSource clip, IAudioSource? reference)
    {
        UpsampleReport report = Fit(clip, reference);
        var output = ClipDocument.Of(report.OutputSampleRate, clip.ChannelCount, report.Length);
        var summary = new UpsampleDocument(
            ModeText.Name(job.Mode),
            ModeText.Meaning(job.Mode),
            job.Files,
            job.Settings,
            ClipDocument.Of(clip),
            output,
            ReportDocument.Of(report, TimeSpan.FromSeconds(output.Seconds)),
            Size: null,
            Comparison: null,
            MachineDescription.Current());
        return (summary, ClippingNote.OfFile(job.Files.Output));
    }

    private UpsampleReport Fit(IAudioSource clip, IAudioSource? reference)
    {
        var upsampler = new Upsampler(job.Options);
        using var line = new ProgressLine(terminal);
        var progress = new FitProgressReporter(line);
        return reference is null
            ? upsampler.FitAndWrite(clip, job.Rate, job.Files.Output, WaveEncoding.Pcm24, progress, cancellationToken)
            : upsampler.FitAndWrite(clip, reference, job.Files.Output, WaveEncoding.Pcm24, progress, cancellationToken);
    }
}
