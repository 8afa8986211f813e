using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Siren2.Checkpoints;
using Siren2.Checks;
using Siren2.Files;
using Siren2.Fits;
using Siren2.Options;
using Siren2.Reports;

namespace Siren2.Parts;

/// <summary>
/// A fit of a clip of any length in memory that does not grow with it: part by part, each fitted as a clip of its own with the band edge of long
/// clips, and joined with its neighbors.
/// </summary>
internal sealed class PartByPart(UpsamplerOptions options, UpsamplePlan plan, ILogger logger)
{
    /// <summary>Fits and hands over.</summary>
    /// <param name="start">When the job began, by <see cref="Stopwatch"/>.</param>
    /// <param name="write">Takes the result, part by part, <c>[channel][samples]</c>.</param>
    /// <param name="progress">Told after every step; may be null.</param>
    /// <param name="cancellationToken">Ends the fit within one step.</param>
    public UpsampleReport Run(long start, Action<float[][]> write, IProgress<FitProgress>? progress, CancellationToken cancellationToken)
    {
#pragma warning disable CA2000 // It is disposed of below.
        ICheckpointJournal? journal = options.Store is ICheckpointStore store ? Checkpoint.JournalOf(store, plan.Job) : null;
#pragma warning restore CA2000
        return Disposal.After(journal, () => Run(journal, start, write, progress, cancellationToken));
    }

    private UpsampleReport Run(
        ICheckpointJournal? journal, long start, Action<float[][]> write, IProgress<FitProgress>? progress, CancellationToken cancellationToken)
    {
        // A job that returns its best so far when it is canceled goes to its end all the same.
        CancellationToken stop = options.OnCancellation == CancellationBehavior.Throw ? cancellationToken : CancellationToken.None;
        var total = new Totals(plan, write);
        while (total.Count < plan.PartCount && journal?.ReadNext() is byte[] record)
        {
            stop.ThrowIfCancellationRequested();
            FittedPart part = Parse(journal, record);
            total.Add(plan.Holds(part) && part.Index == total.Count ? part : throw Damaged(journal, null));
        }

        int first = total.Count;
        Log.StreamStarted(logger, plan.Mode, plan.InputLength, plan.InputSampleRate, plan.OutputSampleRate, plan.PartCount, first);
        PartProgress? whole = progress is null
            ? null
            : new(plan.Mode, plan.PartCount, first, plan.NetworksPerPart, plan.Networks.Fit.StepCount, start, progress);
        whole?.ReportResumed();
        while (total.Count < plan.PartCount)
        {
            int index = total.Count;
            whole?.Part = index;
            FittedPart part = total.Figures.WasCanceled
                ? plan.InterpolatePart(index, whole)
                : plan.FitPart(index, Stopwatch.GetElapsedTime(start), whole, cancellationToken);
            if (!total.Figures.WasCanceled && !part.WasCanceled)
            {
                journal?.Append(part.ToBytes());
            }

            stop.ThrowIfCancellationRequested();
            whole?.Enter(FitStage.Writing, index + 1);
            total.Add(part);
            Log.PartWritten(logger, plan.Mode, index + 1, plan.PartCount, Stopwatch.GetElapsedTime(start));
        }

        return Report(total, Stopwatch.GetElapsedTime(start));
    }

    private static InvalidDataException Damaged(ICheckpointJournal journal, Exception? cause) =>
        new($"The checkpoint '{journal.Name}' is damaged; delete it to begin anew.", cause);

    private static FittedPart Parse(ICheckpointJournal journal, byte[] record)
    {
        try
        {
            return FittedPart.Parse(record);
        }
        catch (InvalidDataException e)
        {
            throw Damaged(journal, e);
        }
    }

    private UpsampleReport Report(Totals total, TimeSpan elapsed)
    {
        (string? levels, string? texture) = FitParts.UsedBy(options, plan.Band, total.Figures.IsFilled);
        return new UpsampleReport
        {
            Mode = plan.Mode,
            InputSampleRate = plan.InputSampleRate,
            OutputSampleRate = plan.OutputSampleRate,
            Length = plan.Length,
            InputBandwidth = plan.Band.Bandwidth,
            InputBandEnd = plan.Band.End,
            InputFilter = plan.Band.Filter,
            Elapsed = elapsed,
            PartCount = plan.PartCount,
            NetworkCount = total.Figures.Networks,
            ParameterCount = total.Figures.Parameters,
            WasCanceled = total.Figures.WasCanceled,
            LevelModel = levels,
            Texture = texture,
            EstimatedPsnrCost = plan.Mode == FitMode.Blind ? total.Figures.PsnrCost / plan.PartCount : null,
            GainOverBaseline = plan.Mode == FitMode.Guided ? GuidedStrategy.GainOf(total.Figures.ErrorBefore, total.ErrorAfter) : null,
            IsProjected = total.Figures.IsProjected,
            Description = new OptionsDescription(options, plan.Mode),
        };
    }

    /// <summary>The parts so far: joined, handed over, added up.</summary>
    private sealed class Totals(UpsamplePlan plan, Action<float[][]> write)
    {
        private FittedPart? _last;

        public int Count { get; private set; }

        public PartFigures Figures { get; private set; } = PartFigures.None;

        /// <summary>Guided: squared error of the result.</summary>
        public double ErrorAfter { get; private set; }

        public void Add(FittedPart part)
        {
            float[][] finished = plan.JoinSamples(_last, part);
            ErrorAfter += plan.ErrorOf(part.Index, finished);
            write(finished);
            Figures = Figures.With(part.Figures);
            _last = part.Tail(plan.Overlap);
            Count++;
        }
    }
}
