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

    public IReadOnlyList<IChannelTarget?> TargetsOf(ClipBaseline baseline, CancellationToken cancellationToken, Action? goOn = null)
    {
        var targets = new IChannelTarget?[baseline.Channels.Length];
        _targets = new MissingBandTarget?[targets.Length];
        _continuations = new float[]?[targets.Length];
        if (options.Detail <= 0 || !baseline.IsIncomplete || baseline.OutputLength < SegmentPlan.MinimumLength)
        {
            return targets;
        }

        try
        {
            for (int c = 0; c < targets.Length; c++)
            {
                MissingBandTarget target = Estimate(baseline, c, goOn, cancellationToken);
                if (options.Blind.Texture is null)
                {
                    var context = new LossContext { SampleRate = baseline.OutputRate, Channel = c, Start = outputStart };
                    targets[c] = new BlindChannelTarget(options.Blind, KeepsLevels, target, baseline.Channels[c], context);
                }
            }

            return targets;
        }
        catch (OperationCanceledException) when (options.OnCancellation == CancellationBehavior.ReturnBest && cancellationToken.IsCancellationRequested)
        {
            // The best so far is the baseline: without every channel's target nothing is added to any.
            _targets = new MissingBandTarget?[targets.Length];
            return new IChannelTarget?[targets.Length];
        }
    }

    public FitFigures Finish(ClipBaseline baseline, float[][] corrections, CancellationToken cancellationToken, Action? goOn = null)
    {
        double cost = 0;
        for (int c = 0; c < corrections.Length; c++)
        {
            goOn?.Invoke();
            MissingBandTarget? target = c < _targets.Length ? _targets[c] : null;
            if (target is not null && options.Blind.Texture is ITextureSource source)
            {
                source.Synthesize(Request(baseline, c, target), corrections[c], cancellationToken);
                ThrowUnlessFinite(source, corrections[c]);
            }

            Project(baseline, corrections[c]);
            if (target is not null)
            {
                cost += target.KeepBudget(corrections[c]) / corrections.Length;
                TensorPrimitives.Add(corrections[c], _continuations[c]!, corrections[c]);
            }
        }

        return new FitFigures(IsProjected: true, cost, Gain: null);
    }

    /// <summary>Silence, which is all that there is of channels that were never begun, is within the missing band as it is.</summary>
    private static void Project(ClipBaseline baseline, float[] correction)
    {
        if (correction.AsSpan().ContainsAnyExcept(0f))
        {
            baseline.Project(correction);
        }
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
    private MissingBandTarget Estimate(ClipBaseline baseline, int channel, Action? goOn, CancellationToken cancellationToken)
    {
        float[] samples = baseline.Channels[channel];
        float[] continuation = EdgeContinuation.Estimate(samples, baseline.Band.Bandwidth / baseline.OutputRate, goOn);
        goOn?.Invoke();
        TensorPrimitives.Multiply(continuation, (float)Math.Min(1, 2 * options.Detail), continuation);
        baseline.Project(continuation);
        goOn?.Invoke();
        MissingBandTarget target = MissingBandTarget.Estimate(
            samples,
            baseline.Band.Bandwidth,
            baseline.OutputRate,
            options.Detail,
            TensorPrimitives.SumOfSquares<float>(continuation),
            options.Blind.LevelModel,
            options.Blind.Budget,
            cancellationToken);
        _continuations[channel] = continuation;
        _targets[channel] = target;
        double energy = Math.Max(TensorPrimitives.SumOfSquares<float>(samples), float.Epsilon);
        Log.EnvelopeExtrapolated(_logger, channel, target.MissingEnergy / energy, target.Energy / energy, target.ExpectedCost);
        return target;
    }

    private TextureRequest Request(ClipBaseline baseline, int channel, MissingBandTarget target) => new()
    {
        Baseline = baseline.Channels[channel],
        SampleRate = baseline.OutputRate,
        BandEdge = baseline.Band.Bandwidth,
        Levels = target.Levels,
        Target = target,
        Channel = channel,
        Start = outputStart,
        Seed = options.Seed,
    };
}
