using System.Numerics.Tensors;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Siren2.Baseline;
using Siren2.Kernels.Threads;
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
    private MissingBandLevels[] _levels = [];
    private float[][]? _textures;
    private BudgetPlan? _plan;

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
        _plan = null;
        _textures = null;
        if (options.Detail <= 0 || !baseline.IsIncomplete || baseline.OutputLength < SegmentPlan.MinimumLength)
        {
            return targets;
        }

        try
        {
            if (!Estimate(baseline, monitor))
            {
                return targets;
            }

            if (options.Blind.Source is ITextureSource source)
            {
                _textures = Synthesize(source, baseline, monitor);
                return targets;
            }

            for (int c = 0; c < targets.Length; c++)
            {
                monitor.ContinueTarget();
                var target = MissingBandTarget.FromLevels(_levels[c], baseline.Band.Bandwidth, baseline.OutputLength, baseline.OutputRate, _plan);
                var context = new LossContext { SampleRate = baseline.OutputRate, Channel = c, Start = outputStart };
                targets[c] = new BlindChannelTarget(options.Blind, KeepsLevels, target, baseline.Channels[c], context);
            }

            return targets;
        }
        catch (OperationCanceledException) when (monitor.Token.IsCancellationRequested)
        {
            monitor.ThrowingToken.ThrowIfCancellationRequested();

            // Canceled before anything was known or made: the baseline is the best so far.
            _plan = null;
            _textures = null;
            return new IChannelTarget?[targets.Length];
        }
    }

    public FitFigures Finish(ClipBaseline baseline, float[][] corrections, FitMonitor monitor)
    {
        if (_plan is null)
        {
            return new FitFigures(IsProjected: true, IsFilled: false, PsnrCost: 0, Gain: null);
        }

        _textures?.CopyTo(corrections, 0);
        _textures = null;

        foreach (float[] correction in corrections)
        {
            monitor.Continue(FitStage.Projection);
            if (correction.AsSpan().ContainsAnyExcept(0f))
            {
                baseline.Project(correction, monitor.Continue);
            }
        }

        bool isFilled = Array.Exists(corrections, correction => correction.AsSpan().ContainsAnyExcept(0f));
        return new FitFigures(IsProjected: true, isFilled, _plan.Keep(corrections), Gain: null);
    }

    private static void ThrowUnlessWithin(ITextureSource source, float[] texture)
    {
        int index = texture.AsSpan().IndexOfAnyExceptInRange(-AudioClip.MaximumMagnitude, AudioClip.MaximumMagnitude);
        if (index >= 0)
        {
            throw new InvalidOperationException($"The texture source '{source.Identity}' gave {texture[index]} at sample {index}; every sample must be a "
                + $"number from {-AudioClip.MaximumMagnitude} to {AudioClip.MaximumMagnitude}.");
        }
    }

    /// <summary>Finds what the missing band is expected to hold and what of it may be put in; false where nothing is.</summary>
    private bool Estimate(ClipBaseline baseline, FitMonitor monitor)
    {
        double bandEdge = baseline.Band.Bandwidth;
        IMissingBandModel model = MissingBandTarget.ModelFor(options.Blind.LevelModel, bandEdge);
        var levels = new MissingBandLevels?[baseline.Channels.Length];
        monitor.ContinueTarget();
        SideBySide.Run(
            levels.Length,
            options.MaxDegreeOfParallelism,
            (c, stop) => levels[c] = MissingBandTarget.LevelsOf(baseline.Channels[c], bandEdge, baseline.OutputRate, model, stop),
            monitor.Token);
        monitor.ContinueTarget();
        if (levels.Any(level => level is null))
        {
            return false;
        }

        _levels = levels!;
        var request = new BudgetRequest
        {
            Levels = _levels,
            SampleRate = baseline.OutputRate,
            Detail = options.Detail,
            RestoredEnergy = baseline.RestoredEnergy,
        };
        BudgetPlan plan = options.Blind.Budget.Plan(request, monitor.Token)
            ?? throw new InvalidOperationException($"The energy budget '{options.Blind.Budget.Identity}' gave no plan.");
        double energy = Math.Max(baseline.Channels.Sum(channel => (double)TensorPrimitives.SumOfSquares<float>(channel)), double.Epsilon);
        Log.LevelsPredicted(_logger, model.Identity, plan.MissingEnergy / energy, Math.Min(plan.AllowedEnergy, plan.MissingEnergy) / energy);
        _plan = plan.MissingEnergy > 0 && plan.AllowedEnergy > 0 ? plan : null;
        return _plan is not null;
    }

    /// <summary>Makes the waveform of the missing band, gains applied, <c>[channel][samples]</c>.</summary>
    private float[][] Synthesize(ITextureSource source, ClipBaseline baseline, FitMonitor monitor)
    {
        float[][] textures = Array.ConvertAll(baseline.Channels, channel => new float[channel.Length]);
        var request = new TextureRequest
        {
            Channels = [.. baseline.Channels.Select(channel => (ReadOnlyMemory<float>)channel)],
            SampleRate = baseline.OutputRate,
            BandEdge = baseline.Band.Bandwidth,
            Levels = _levels,
            Start = outputStart,
            Seed = options.Seed,
            MaxDegreeOfParallelism = options.MaxDegreeOfParallelism,
        };
        monitor.ContinueTarget(FitStage.Texture);
        source.Synthesize(request, textures, monitor.Token);
        monitor.Token.ThrowIfCancellationRequested();
        for (int c = 0; c < textures.Length; c++)
        {
            float[]? texture = textures[c];
            if (texture?.Length != baseline.Channels[c].Length)
            {
                throw new InvalidOperationException($"The texture source '{source.Identity}' has replaced the array of channel {c}; it is to be written to.");
            }

            // A copy: what the source still writes into the array that it was given is not in the way.
            textures[c] = [.. texture];
            ThrowUnlessWithin(source, textures[c]);
            _plan!.Apply(textures[c], baseline.OutputRate);
        }

        return textures;
    }
}
