using Siren2.Cli.Clips;
using Siren2.Cli.Output;
using Siren2.Cli.Reporting;
using Siren2.Metrics;

namespace Siren2.Cli.Upsampling;

/// <summary>Upsamples a clip in memory, with all that can be said of it then.</summary>
internal sealed class WholeClip(UpsampleJob job, Terminal terminal, CancellationToken cancellationToken)
{
    /// <summary>Fits, and writes the result and its page.</summary>
    /// <param name="clip">The low-rate clip.</param>
    /// <param name="reference">Its original, in a guided fit; null in a blind one.</param>
    /// <returns>Every figure, and what is to be said of samples that were clipped.</returns>
    public (UpsampleDocument Summary, string? Note) Run(AudioClip clip, AudioClip? reference)
    {
        FittedClip fitted = Fit(clip, reference);
        var result = new UpsampleResult(fitted.Render(), fitted.Baseline, fitted.Report);
        var summary = new UpsampleDocument(
            ModeText.Name(job.Mode),
            ModeText.Meaning(job.Mode),
            job.Files,
            job.Settings,
            ClipDocument.Of(clip),
            ClipDocument.Of(result.Audio),
            ReportDocument.Of(result),
            new SizeDocument(fitted.ParameterCount, fitted.SizeInBytes, fitted.Pcm16SizeInBytes),
            reference is null ? null : Compare(reference, result),
            MachineDescription.Current());

        cancellationToken.ThrowIfCancellationRequested();
        result.Audio.Save(job.Files.Output, WaveEncoding.Pcm24);
        if (job.Report is not null)
        {
            OutputFiles.Write(job.Report, ReportPage.Build(clip, result, reference, summary, job.Options));
        }

        return (summary, ClippingNote.Of(result.Audio));
    }

    private FittedClip Fit(AudioClip clip, AudioClip? reference)
    {
        var upsampler = new Upsampler(job.Options);
        using var line = new ProgressLine(terminal);
        var progress = new FitProgressReporter(line);
        return reference is null
            ? upsampler.Fit(clip, job.Rate, progress, cancellationToken)
            : upsampler.Fit(clip, reference, progress, cancellationToken);
    }

    private static GuidedComparison Compare(AudioClip reference, UpsampleResult result)
    {
        return new GuidedComparison(Figures(result.Baseline), Figures(result.Audio));

        AudioComparisonResult Figures(AudioClip estimate)
        {
            ClipPair pair = ClipPair.Align(reference, estimate);
            return AudioComparison.Compare(pair.Reference, pair.Estimate, result.Report.InputSampleRate);
        }
    }
}
