using System.Numerics.Tensors;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Siren2.Baseline;
using Siren2.Losses;
using Siren2.MissingBand;
using Siren2.Reports;
using Siren2.Segments;

namespace Siren2.Fits;

/// <summary>Blind: what the missing band is expected to hold, from the low-rate clip alone.</summary>
/// <param name="options">The options.</param>
/// <param name="outputStart">Where in the output of the whole clip this one begins.</param>
/// <param name="keepsLevels">Whether the refinement leaves textures at the levels that their fit has found; null to tell by the options.</param>
/// <param name="logger">Is told what is expected.</param>
internal sealed class BlindStrategy(UpsamplerOptions options, long outputStart = 0, bool? keepsLevels = null, ILogger? logger = null) : IFitStrategy
{
    private readonly ILogger _logger = logger ?? NullLogger.Instance;
    private MissingBandTarget?[] _targets = [];
    private MissingBandLevels?[] _levels = [];
    private float[]?[] _continuations = [];

    public FitMode Mode => FitMode.Blind;

    public NetworkOptions Networks => options.Blind;

    public AudioClip? Reference => null;

    public bool IsTexture => true;

    /// <summary>A host's loss has had its say in the levels.</summary>
    public bool KeepsLevels => keepsLevels ?? options.Blind.HasExtraLoss;

    /// <summary>Without any detail the result is plain interpolation: nothing is estimated.</summary>
    public InputBand BandOf(IAudioSource clip, int outputRate, Action? goOn = null) =>
        InputBand.Of(clip, outputRate, options, estimates: options.Detail > 0, goOn);

    public IReadOnlyList<IChannelTarget?> TargetsOf(ClipBaseline baseline, FitMonitor monitor)
    {
        var targets = new IChannelTarget?[baseline.Channels.Length];
        _targets = new MissingBandTarget?[targets.Length];
        _levels = new MissingBandLevels?[targets.Length];
        _continuations = new float[]?[targets.Length];
        if (options.Detail <= 0 || !baseline.IsIncomplete || baseline.OutputLength < SegmentPlan.MinimumLength)
        {
            return targets;
        }

        try
        {
            for (int c = 0; c < targets.Length; c++)
            {
                MissingBandTarget target = Estimate(baseline, c, monitor);
                if (options.Blind.Texture is null)
                {
                    var context = new LossContext { SampleRate = baseline.OutputRate, Channel = c, Start = outputStart };
                    targets[c] = new BlindChannelTarget(options.Blind, KeepsLevels, target, baseline.Channels[c], context);
                }
            }

            return targets;
        }
        catch (OperationCanceledException e) when (monitor.GoesOnAfter(e))
        {
            // Canceled before anything was known: the baseline is the best so far.
            _targets = new MissingBandTarget?[targets.Length];
            return new IChannelTarget?[targets.Length];
        }
    }

    public FitFigures Finish(ClipBaseline baseline, float[][] corrections, FitMonitor monitor)
    {
        double cost = 0;
        for (int c = 0; c < corrections.Length; c++)
        {
            monitor.Continue(FitStage.Projection);
            MissingBandTarget? target = c < _targets.Length ? _targets[c] : null;
            if (target is not null && _levels[c] is MissingBandLevels levels && options.Blind.Texture is ITextureSource source)
            {
                source.Synthesize(Request(baseline, c, levels, target), corrections[c], monitor.ThrowingToken);
                ThrowUnlessFinite(source, corrections[c]);
            }

            if (corrections[c].AsSpan().ContainsAnyExcept(0f))
            {
                baseline.Project(corrections[c]);
            }

            if (target is not null)
            {
                cost += target.KeepBudget(corrections[c]) / corrections.Length;
                TensorPrimitives.Add(corrections[c], _continuations[c]!, corrections[c]);
            }
        }

        return new FitFigures(IsProjected: true, cost, Gain: null);
    }

    private static void ThrowUnlessFinite(ITextureSource source, float[] texture)
    {
        int index = texture.AsSpan().IndexOfAnyExceptInRange(float.MinValue, float.MaxValue);
        if (index >= 0)
        {
            throw new InvalidOperationException($"The texture source '{source.Identity}' gave {texture[index]} at sample {index}; every sample must be finite.");
        }
    }

    /// <summary>What follows from the known band, phase included, and so costs nothing; and what the rest of the missing band is expected to hold.</summary>
    private MissingBandTarget Estimate(ClipBaseline baseline, int channel, FitMonitor monitor)
    {
        monitor.ContinueTarget();
        float[] samples = baseline.Channels[channel];
        float[] continuation = EdgeContinuation.Estimate(samples, baseline.Band.Bandwidth / baseline.OutputRate, monitor.ContinueTarget);
        monitor.ContinueTarget();
        TensorPrimitives.Multiply(continuation, (float)Math.Min(1, 2 * options.Detail), continuation);
        baseline.Project(continuation);
        monitor.ContinueTarget();
        double bandEdge = baseline.Band.Bandwidth;
        MissingBandLevels? levels = MissingBandTarget.LevelsOf(samples, bandEdge, baseline.OutputRate, options.Blind.LevelModel, monitor.Token);
        monitor.ContinueTarget();
        MissingBandTarget target = MissingBandTarget.FromLevels(
            levels, bandEdge, samples.Length, baseline.OutputRate, options.Detail, TensorPrimitives.SumOfSquares<float>(continuation), options.Blind.Budget);
        _levels[channel] = options.Blind.Texture is null ? null : levels;
        _continuations[channel] = continuation;
        _targets[channel] = target;
        double energy = Math.Max(TensorPrimitives.SumOfSquares<float>(samples), float.Epsilon);
        Log.EnvelopeExtrapolated(_logger, channel, target.MissingEnergy / energy, target.Energy / energy, target.ExpectedCost);
        return target;
    }

    private TextureRequest Request(ClipBaseline baseline, int channel, MissingBandLevels levels, MissingBandTarget target) => new()
    {
        Baseline = baseline.Channels[channel],
        SampleRate = baseline.OutputRate,
        BandEdge = baseline.Band.Bandwidth,
        Levels = levels,
        Target = target,
        Channel = channel,
        Start = outputStart,
        Seed = options.Seed,
    };
}
