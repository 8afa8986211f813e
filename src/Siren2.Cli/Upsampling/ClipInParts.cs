using Siren2.Cli.Output;

namespace Siren2.Cli.Upsampling;

/// <summary>Upsamples a clip of any length from file to file, part by part.</summary>
/// <inheritdoc cref="WholeClip" path="/param"/>
internal sealed class ClipInParts(
    UpsampleJob job, ResultWriter writer, IReadOnlyList<string> notes, IProgress<FitProgress> progress, CancellationToken cancellationToken)
{
    /// <summary>Fits and writes the result.</summary>
    /// <inheritdoc cref="WholeClip.Run" path="/param|/returns"/>
    public UpsampleDocument Run(IAudioSource clip, IAudioSource? reference)
    {
        var upsampler = new Upsampler(job.Options);
        long length = (long)(((Int128)clip.Length * job.Rate + clip.SampleRate - 1) / clip.SampleRate);
        var output = ClipDocument.Of(job.Rate, clip.ChannelCount, length);
        UpsampleReport? report = null;
        LevelsDocument levels = writer.Write(output, write => report = reference is null
            ? upsampler.FitAndWrite(clip, job.Rate, write, progress, cancellationToken)
            : upsampler.FitAndWrite(clip, reference, write, progress, cancellationToken));
        return new UpsampleDocument(
            ModeText.Name(job.Mode),
            ModeText.Meaning(job.Mode),
            job.Files,
            job.Settings,
            ClipDocument.Of(clip),
            output,
            ReportDocument.Of(report!, TimeSpan.FromSeconds(output.Seconds)),
            Size: null,
            Comparison: null,
            MachineDescription.Current())
        {
            Levels = levels,
            Notes = [.. notes.Append(levels.ClippingNote()).OfType<string>()],
        };
    }
}
