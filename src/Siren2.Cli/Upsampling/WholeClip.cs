using Siren2.Cli.Clips;
using Siren2.Cli.Output;
using Siren2.Cli.Reporting;
using Siren2.Metrics;

namespace Siren2.Cli.Upsampling;

/// <summary>Upsamples a clip in memory, with all that can be said of it then.</summary>
/// <param name="job">What is asked for.</param>
/// <param name="writer">Takes the result.</param>
/// <param name="notes">What is to be said of the files.</param>
/// <param name="progress">Told after every step.</param>
/// <param name="cancellationToken">Ends the work.</param>
internal sealed class WholeClip(
    UpsampleJob job, ResultWriter writer, IReadOnlyList<string> notes, IProgress<FitProgress> progress, CancellationToken cancellationToken)
{
    /// <summary>Fits, and writes the result and its page.</summary>
    /// <param name="clip">The low-rate clip.</param>
    /// <param name="reference">Its original, in a guided fit; null in a blind one.</param>
    /// <param name="original">Blind: the original, which the fit is not shown; null where there is none.</param>
    /// <returns>Every figure.</returns>
    public UpsampleDocument Run(AudioClip clip, AudioClip? reference, AudioClip? original = null)
    {
        FittedClip fitted = Fit(clip, reference);
        var result = new UpsampleResult(fitted.Render(cancellationToken: cancellationToken), fitted.Baseline, fitted.Report);
        var summary = new UpsampleDocument(
            ModeText.Name(job.Mode),
            ModeText.Meaning(job.Mode),
            job.Files,
            job.Settings,
            ClipDocument.Of(clip),
            ClipDocument.Of(result.Audio),
            ReportDocument.Of(result),
            new SizeDocument(fitted.ParameterCount, fitted.SizeInBytes, fitted.Pcm16SizeInBytes),
            reference is null ? null : new GuidedComparison(Compare(reference, result.Baseline, result), Compare(reference, result.Audio, result)),
            MachineDescription.Current())
        {
            BesideOriginal = original is null ? null : new BlindComparison(
                Compare(original, result.Baseline, result), Compare(original, result.Audio, result)),
        };

        // Before the result is written: who ends the program by then finds neither.
        EncodedScene? scene = job.Report is null ? null : UpsamplePage.Scene(clip, result, reference ?? original, summary, cancellationToken);
        cancellationToken.ThrowIfCancellationRequested();
        LevelsDocument levels = writer.Write(result.Audio);
        summary = summary with { Levels = levels, Notes = [.. notes.Append(levels.ClippingNote()).OfType<string>()] };
        if (job.Report is not null)
        {
            OutputFiles.Write(job.Report, UpsamplePage.Build(scene, result, summary, job.Options), job.Format.MayReplace);
        }

        return summary;
    }

    private FittedClip Fit(AudioClip clip, AudioClip? reference)
    {
        var upsampler = new Upsampler(job.Options);
        return reference is null
            ? upsampler.Fit(clip, job.Rate, progress, cancellationToken)
            : upsampler.Fit(clip, reference, progress, cancellationToken);
    }

    private AudioComparisonResult Compare(AudioClip truth, AudioClip estimate, UpsampleResult result)
    {
        ClipPair pair = ClipPair.Align(truth, estimate);
        return Abandonable.Run(
            () => AudioComparison.Compare(pair.Reference, pair.Estimate, result.Report.InputSampleRate), cancellationToken);
    }
}
