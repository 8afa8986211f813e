using System.Numerics.Tensors;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Siren2.Baseline;
using Siren2.Losses;
using Siren2.Reports;
using Siren2.Segments;

namespace Siren2.Fits;

/// <summary>Guided: the clip's high-rate reference.</summary>
/// <param name="options">The options.</param>
/// <param name="reference">The original.</param>
/// <param name="compared">
/// Where the reference, if it is to be projected, has to decimate to the clip: not where a part was cut off. Null for everywhere.
/// </param>
/// <param name="outputStart">Where in the output of the whole clip this one begins.</param>
/// <param name="logger">Is told where the reference does not match.</param>
internal sealed class GuidedStrategy(
    UpsamplerOptions options, AudioClip? reference, Range? compared = null, long outputStart = 0, ILogger? logger = null)
    : IFitStrategy
{
    // A reference whose residual has more than this part of its energy in the clip's own band was not what the clip came from
    // by an ideal decimator; the null space could never reach it.
    private const double LargestMismatch = 1e-4;

    private readonly ILogger _logger = logger ?? NullLogger.Instance;
    private float[][] _residuals = [];
    private bool _isProjected = true;

    public FitMode Mode => FitMode.Guided;

    public NetworkOptions Networks => options.Guided;

    public AudioClip? Reference => reference;

    public bool IsTexture => false;

    public bool KeepsLevels => false;

    /// <summary>What the options say, and nothing is estimated.</summary>
    public InputBand BandOf(IAudioSource clip, int outputRate, Action? goOn = null) =>
        InputBand.Of(clip, outputRate, options, estimates: false, goOn);

    public IReadOnlyList<IChannelTarget?> TargetsOf(ClipBaseline baseline, FitMonitor monitor)
    {
        _residuals = new float[baseline.Channels.Length][];
        _isProjected = true;
        for (int c = 0; c < _residuals.Length; c++)
        {
            monitor.Continue(FitStage.Target);
            _residuals[c] = Residual(reference!.Channel(c), baseline.Channels[c]);
            _isProjected &= IsInMissingBand(baseline, _residuals[c], compared ?? Range.All, c, monitor);
        }

        return baseline.OutputLength < SegmentPlan.MinimumLength
            ? new IChannelTarget?[_residuals.Length]
            :
            [
                .. _residuals.Select((residual, c) => new GuidedChannelTarget(
                    options.Guided,
                    baseline.Channels[c],
                    residual,
                    new LossContext { SampleRate = baseline.OutputRate, Channel = c, Start = outputStart })),
            ];
    }

    public FitFigures Finish(ClipBaseline baseline, float[][] corrections, FitMonitor monitor)
    {
        double before = 0;
        double after = 0;
        for (int c = 0; c < corrections.Length; c++)
        {
            monitor.Continue(FitStage.Projection);
            if (_isProjected && corrections[c].AsSpan().ContainsAnyExcept(0f))
            {
                baseline.Project(corrections[c], monitor.Continue);
            }

            before += TensorPrimitives.SumOfSquares<float>(_residuals[c]);
            TensorPrimitives.Subtract(_residuals[c], corrections[c], _residuals[c]);
            after += TensorPrimitives.SumOfSquares<float>(_residuals[c]);
        }

        return new FitFigures(_isProjected, IsFilled: false, PsnrCost: null, GainOf(before, after));
    }

    /// <summary>What a result gains in PSNR over the baseline, in dB.</summary>
    /// <param name="before">Squared error of the baseline.</param>
    /// <param name="after">Squared error of the result.</param>
    public static double GainOf(double before, double after) => before > 0 ? 10 * Math.Log10(before / after) : 0;

    /// <summary>Reference minus baseline; nothing is asked for beyond the end of the reference.</summary>
    private static float[] Residual(ReadOnlySpan<float> reference, ReadOnlySpan<float> baseline)
    {
        float[] residual = new float[baseline.Length];
        int common = Math.Min(reference.Length, baseline.Length);
        TensorPrimitives.Subtract(reference[..common], baseline[..common], residual);
        return residual;
    }

    private bool IsInMissingBand(ClipBaseline baseline, float[] residual, Range judged, int channel, FitMonitor monitor)
    {
        (int start, int length) = judged.GetOffsetAndLength(residual.Length);
        int first = Math.Max(start, baseline.OpenEnd);
        judged = first..Math.Max(first, Math.Min(start + length, residual.Length - baseline.OpenEnd));
        double energy = TensorPrimitives.SumOfSquares<float>(residual.AsSpan(judged));
        if (energy == 0)
        {
            return true;
        }

        float[] projection = [.. residual];
        baseline.Project(projection, monitor.Continue);
        double distance = TensorPrimitives.Distance<float>(residual.AsSpan(judged), projection.AsSpan(judged));
        double mismatch = distance * distance / energy;
        if (mismatch > LargestMismatch)
        {
            Log.ReferenceMismatch(_logger, channel, 10 * Math.Log10(mismatch));
        }

        return mismatch <= LargestMismatch;
    }
}
