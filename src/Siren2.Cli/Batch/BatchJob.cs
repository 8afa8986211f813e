using System.Diagnostics;
using Siren2.Cli.Clips;
using Siren2.Cli.Output;
using Siren2.Cli.Upsampling;

namespace Siren2.Cli.Batch;

/// <summary>Works on one clip of many, on any thread.</summary>
/// <param name="rate">Rate of the results, in hertz.</param>
/// <param name="settings">The options of the fits, as the command line has them.</param>
/// <param name="options">The same, as the library has them.</param>
/// <param name="format">How results are written.</param>
/// <param name="ledger">What is finished.</param>
/// <param name="terminal">The program's.</param>
internal sealed class BatchJob(
    int rate, SettingsDocument settings, UpsamplerOptions options, ResultFormat format, BatchLedger ledger, Terminal terminal)
{
    /// <summary>Works on a clip.</summary>
    /// <param name="clip">The clip.</param>
    /// <param name="threads">Threads to work with.</param>
    /// <param name="takesLong">Whether a clip that is worked on part by part is taken now.</param>
    /// <param name="progress">Where it tells how far it is.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <returns>What has become of it; null where it is long and not taken.</returns>
    public BatchOutcome? Run(BatchClip clip, int threads, bool takesLong, IProgress<FitProgress> progress, CancellationToken cancellationToken)
    {
        try
        {
            long start = Stopwatch.GetTimestamp();
            if (!File.Exists(clip.Input))
            {
                throw new CommandException($"there is no file '{clip.Input}'");
            }

            string fingerprint = ledger.Fingerprint(clip.Input);
            if (ledger.IsDone(clip, fingerprint))
            {
                return new BatchOutcome(clip.Input, clip.Output, BatchOutcome.UpToDate);
            }

            if (!format.MayReplace && File.Exists(clip.Output))
            {
                return new BatchOutcome(clip.Input, clip.Output, BatchOutcome.Kept);
            }

            using OpenClip source = ClipFile.Open(clip.Input, format.FFmpeg, cancellationToken);
            if (rate < source.SampleRate)
            {
                throw new CommandException($"--rate must be at least the clip's {Figure.Rate(source.SampleRate)}; it is {rate}");
            }

            ResultFormat.CheckShape(clip.Output, rate, source.ChannelCount);
            var files = new FilesDocument(clip.Input, clip.Output, Reference: null);
            var job = new UpsampleJob(files, rate, Report: null, settings, options with { MaxDegreeOfParallelism = threads }, format);
            if (!job.IsInMemory(source) && !takesLong)
            {
                return null;
            }

            Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(clip.Output))!);
            UpsampleDocument summary = job.Run(source, progress, terminal, cancellationToken);
            ledger.Add(clip, fingerprint);
            return new BatchOutcome(clip.Input, clip.Output, BatchOutcome.Done)
            {
                AudioSeconds = summary.Output.Seconds,
                ElapsedSeconds = Stopwatch.GetElapsedTime(start).TotalSeconds,
                EstimatedPsnrCost = summary.Report.EstimatedPsnrCost,
                Levels = summary.Levels,
                Notes = summary.Notes,
            };
        }
        catch (Exception e) when (ErrorText.IsBadInput(e))
        {
            return new BatchOutcome(clip.Input, clip.Output, BatchOutcome.Failed) { Reason = ErrorText.Of(e) };
        }
    }
}
