using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Logging;
using Siren2.Baseline;
using Siren2.Checkpoints;
using Siren2.Files;
using Siren2.Fits;
using Siren2.Parts;
using Siren2.Reports;
using Siren2.Resampling;

namespace Siren2;

/// <summary>
/// How a clip of any length is cut into parts, each a unit of work: any scheduler may fit any part, in any order, in this process or in another
/// that made the same plan of the same clip, and joining neighbors gives the same bits. From
/// <see cref="Upsampler.Plan(IAudioSource, int, CancellationToken)"/>.
/// </summary>
/// <remarks>
/// Several threads may fit parts at once. The plan reads a source on one of them at a time, since sources need not be thread-safe; a source
/// must not wait for another part.
/// </remarks>
[SuppressMessage("Design", "CA1001", Justification = "Nobody asks the semaphore for a handle, so that it has nothing to dispose of.")]
public sealed class UpsamplePlan
{
    private readonly SemaphoreSlim _reading = new(1);
    private readonly UpsamplerOptions _options;
    private readonly CheckedSource _clip;
    private CheckpointJob? _job;
    private readonly CheckedSource? _reference;
    private readonly PartPlan _parts;
    private readonly PartSizes _sizes;
    private readonly PartJoint? _joint;
    private readonly byte[] _samples;
    private readonly ILogger _logger;

    internal UpsamplePlan(
        UpsamplerOptions options, PartSizes sizes, CheckedSource clip, CheckedSource? reference, int outputRate, ILogger logger, FitMonitor monitor)
    {
        _options = options;
        _sizes = sizes;
        _clip = clip;
        _reference = reference;
        _logger = logger;
        OutputSampleRate = outputRate;
        void Analyze() => monitor.Continue(FitStage.Analysis);
        _samples = Scan(Analyze);
        Band = Strategy(options, original: null, index: -1).BandOf(clip, outputRate, Analyze);
        var ratio = new RateRatio(clip.SampleRate, outputRate);
        _parts = PartPlan.Create(ratio, clip.Length, clip.ChannelCount, sizes, ClipBaseline.ReachOf(Band, ratio, outputRate));
        _joint = _parts.Count == 1 ? null : new PartJoint(clip.SampleRate, outputRate, _parts, Band, sizes);
    }

    /// <summary>Number of parts, at least 1.</summary>
    public int PartCount => _parts.Count;

    /// <summary>Blind or guided.</summary>
    public FitMode Mode => _reference is null ? FitMode.Blind : FitMode.Guided;

    /// <summary>Sample rate of the clip, in hertz.</summary>
    public int InputSampleRate => _clip.SampleRate;

    /// <summary>Sample rate of the result, in hertz.</summary>
    public int OutputSampleRate { get; }

    /// <summary>Number of channels.</summary>
    public int ChannelCount => _clip.ChannelCount;

    /// <summary>Samples of the result, in each channel.</summary>
    public long Length => PartPlan.OutputLength(_clip, OutputSampleRate);

    /// <summary>Samples of the result, in each channel, that two neighbors share; 0 where there is one part.</summary>
    public int Overlap => _parts.Overlap;

    /// <summary>
    /// What the bits of the parts depend on, as 128 hexadecimal digits: samples, rates, options and vector width. Plans with the same fingerprint, made
    /// anywhere, give the same parts, unless a <see cref="Optimization.FitOptions.TimeBudget"/> ends them.
    /// </summary>
    public string Fingerprint => Job.Id;

    internal long InputLength => _clip.Length;

    internal InputBand Band { get; }

    internal NetworkOptions Networks => _reference is null ? _options.Blind : _options.Guided;

    /// <summary>Networks of a part, more or less.</summary>
    internal int NetworksPerPart => ClipFit.SegmentsOf(Networks, _parts[0].OutputLength).Segments.Count * ChannelCount;

    /// <summary>
    /// The sample of the result with which a part begins: the first of those that <see cref="Join"/> gives of it, which end where the next part
    /// begins.
    /// </summary>
    /// <param name="index">Number of the part, from zero.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such part.</exception>
    public long StartOf(int index)
    {
        CheckIndex(index);
        return _parts[index].OutputStart;
    }

    /// <summary>Fits a part.</summary>
    /// <param name="index">Its number, from zero.</param>
    /// <param name="progress">Told after every step of the part; may be null.</param>
    /// <param name="cancellationToken">Ends the fit within one step.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such part.</exception>
    /// <exception cref="OperationCanceledException">Canceled, where the options do not say to return the best so far.</exception>
    public FittedPart FitPart(int index, IProgress<FitProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        CheckIndex(index);
        return FitPart(index, TimeSpan.Zero, progress, cancellationToken);
    }

    /// <summary>Joins a part with the one before it, and gives what is finished then: all of it but for what it shares with the next one.</summary>
    /// <param name="previous">The part before; null for the first. It may have been joined before.</param>
    /// <param name="part">The part, not joined yet.</param>
    /// <returns>The next samples of the result, of every channel.</returns>
    /// <exception cref="ArgumentException">The two are not neighbors of this plan.</exception>
    public AudioClip Join(FittedPart? previous, FittedPart part)
    {
        ArgumentNullException.ThrowIfNull(part);
        return AudioClip.FromOwned(OutputSampleRate, JoinSamples(previous, part));
    }

    /// <summary>
    /// Gives what of a part needs no neighbor, for who begins in the midst of a clip: what <see cref="Join"/> gives of it, without the samples
    /// that it shares with the part before.
    /// </summary>
    /// <param name="part">The part, not joined yet.</param>
    /// <returns>Samples of every channel from <see cref="StartOf"/> plus <see cref="Overlap"/> on; all that is finished of the first part.</returns>
    /// <exception cref="ArgumentException">The part is none of this plan.</exception>
    public AudioClip Interior(FittedPart part)
    {
        ArgumentNullException.ThrowIfNull(part);
        CheckWhole(part);
        Range inside = (part.Index == 0 ? 0 : Overlap)..^_parts.PendingLength(part.Index);
        return AudioClip.FromOwned(OutputSampleRate, Array.ConvertAll(part.Samples, channel => channel[inside]));
    }

    /// <summary>The same as bytes, which parts carry.</summary>
    private byte[] PlanHash => [.. Job.Samples, .. Job.Settings];

    /// <summary>What the parts depend on, for a checkpoint.</summary>
    internal CheckpointJob Job => _job ??= JobFingerprint.Of(_samples, $"parts of {_sizes}", Mode, OutputSampleRate, Band, _options);

    internal float[][] JoinSamples(FittedPart? previous, FittedPart part)
    {
        Check(previous, part);
        int pending = _parts.PendingLength(part.Index);
        float[][] finished = new float[ChannelCount][];
        for (int c = 0; c < finished.Length; c++)
        {
            float[] channel = part.Samples[c];
            finished[c] = channel[..^pending];
            if (previous is not null)
            {
                // Parts are longer than twice what they share: what is joined here is no longer pending.
                _joint!.Join(
                    previous.Samples[c].AsSpan(^_parts.Overlap..),
                    finished[c],
                    part.BaselineStart[c],
                    equalPower: Mode == FitMode.Blind,
                    previous.IsProjected && part.IsProjected);
            }
        }

        return finished;
    }

    /// <summary>The squared error of what is finished of a part, in a guided fit; 0 in a blind one.</summary>
    internal double ErrorOf(int index, float[][] finished)
    {
        AudioClip? original = ReadReference(index);
        double error = 0;
        for (int c = 0; original is not null && c < finished.Length; c++)
        {
            error += PartError.Of(original.Channel(c), finished[c], Range.All);
        }

        return error;
    }

    /// <summary>What remains of a part once a job was canceled: nothing is estimated any more, whatever the mode.</summary>
    internal FittedPart InterpolatePart(int index, IProgress<FitProgress>? progress) =>
        Fit(
            index, OwnOptions(index, TimeSpan.Zero), new InterpolationStrategy(Mode, Networks), ReadReference(index), progress, CancellationToken.None);

    internal FittedPart FitPart(int index, TimeSpan elapsed, IProgress<FitProgress>? progress, CancellationToken cancellationToken)
    {
        UpsamplerOptions own = OwnOptions(index, elapsed);
        AudioClip? original = ReadReference(index, cancellationToken);
        return Fit(index, own, Strategy(own, original, index), original, progress, cancellationToken);
    }

    private FittedPart Fit(
        int index, UpsamplerOptions own, IFitStrategy strategy, AudioClip? original, IProgress<FitProgress>? progress,
        CancellationToken cancellationToken)
    {
        Part place = _parts[index];
        AudioClip input = Read(_clip, place.InputStart, place.InputLength, cancellationToken);
        FitResult result = FitTelemetry.Observe(
            FitTelemetry.Part,
            Mode,
            input,
            OutputSampleRate,
            () => new ClipFit(own, strategy, _logger).Run(input, OutputSampleRate, Band, progress, cancellationToken),
            fitted => fitted.Report,
            index);
        int overlap = index == 0 ? 0 : _parts.Overlap;
        float[][] samples = new float[ChannelCount][];
        float[][] start = new float[ChannelCount][];
        double error = 0;
        for (int c = 0; c < samples.Length; c++)
        {
            float[] baseline = result.Baseline[c];
            start[c] = baseline[..overlap];
            if (original is not null)
            {
                // A baseline is none of the clip's where its part has been cut off: of neighbors' each counts to the middle of what they share.
                Range counted = (overlap / 2)..(baseline.Length - (_parts.PendingLength(index) / 2));
                error += PartError.Of(original.Channel(c), baseline, counted);
            }

            samples[c] = result.Channel(c);
        }

        UpsampleReport report = result.Report;
        var figures = new PartFigures(
            report.NetworkCount, report.ParameterCount, report.EstimatedPsnrCost ?? 0, error, report.IsProjected, report.LevelModel is not null, report.WasCanceled);
        return new FittedPart(PlanHash, index, samples, start, figures);
    }

    /// <summary>Parts do not repeat each other's random numbers, and share the time that is left of a budget.</summary>
    private UpsamplerOptions OwnOptions(int index, TimeSpan elapsed)
    {
        double share = 1.0 / (PartCount - index);
        return _options with
        {
            CheckpointFile = null,
            CheckpointStore = null,
            Seed = unchecked(_options.Seed + (index * 0x3C6EF372)),
            Blind = _options.Blind with { Fit = _options.Blind.Fit.Share(elapsed, share) },
            Guided = _options.Guided with { Fit = _options.Guided.Fit.Share(elapsed, share) },
        };
    }

    private IFitStrategy Strategy(UpsamplerOptions own, AudioClip? original, int index)
    {
        long start = index < 0 ? 0 : _parts[index].OutputStart;
        return _reference is null
            ? new BlindStrategy(own, start, logger: _logger)
            : new GuidedStrategy(own, original, index < 0 ? null : Inside(index), start, _logger);
    }

    /// <summary>Where a part is the clip's own: its cut ends, up to where neighbors begin to be joined, are not.</summary>
    private Range Inside(int index)
    {
        int length = _parts[index].OutputLength;
        int cut = (_parts.Overlap - _sizes.Fade) / 2;
        return (index == 0 ? 0 : cut)..(index == PartCount - 1 ? length : length - cut);
    }

    /// <summary>What the reference has of a part; it may end some milliseconds before or after the clip.</summary>
    private AudioClip? ReadReference(int index, CancellationToken cancellationToken = default)
    {
        if (_reference is null)
        {
            return null;
        }

        Part part = _parts[index];
        long start = Math.Min(part.OutputStart, _reference.Length);
        return Read(_reference, start, (int)Math.Min(part.OutputLength, _reference.Length - start), cancellationToken);
    }

    /// <summary>Reads when it is its turn; whoever waits while a source is slow for another part can be canceled.</summary>
    private AudioClip Read(CheckedSource source, long start, int count, CancellationToken cancellationToken)
    {
        // What was canceled may still have to give the best so far, which begins with the clip.
        _reading.Wait(_options.OnCancellation == CancellationBehavior.Throw ? cancellationToken : CancellationToken.None);
        try
        {
            return source.Read(start, count);
        }
        finally
        {
            _ = _reading.Release();
        }
    }

    /// <summary>Whether a part is one of this plan's, and whole.</summary>
    internal bool Holds(FittedPart part) =>
        part.Plan.SequenceEqual(PlanHash)
        && part.Index < PartCount
        && part.Samples.Length == ChannelCount
        && part.Samples[0].Length == _parts[part.Index].OutputLength
        && part.BaselineStart[0].Length == (part.Index == 0 ? 0 : _parts.Overlap);

    private void CheckIndex(int index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, PartCount);
    }

    private void CheckWhole(FittedPart part)
    {
        if (!Holds(part))
        {
            throw new ArgumentException($"Part {part.Index} is none of this plan, or was joined already.", nameof(part));
        }
    }

    private void Check(FittedPart? previous, FittedPart part)
    {
        CheckWhole(part);
        if ((previous?.Index ?? -1) != part.Index - 1)
        {
            throw new ArgumentException($"Part {previous?.Index} is not the one before part {part.Index}.", nameof(previous));
        }
    }

    /// <summary>Reads all samples once, and returns their hash.</summary>
    private byte[] Scan(Action goOn)
    {
        using var digest = new Digest();
        _clip.Scan(digest, goOn);
        _reference?.Scan(digest, goOn);
        return digest.Finish();
    }
}
