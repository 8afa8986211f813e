using System.Numerics.Tensors;
using Microsoft.Extensions.Logging;

namespace Siren2.Fitting;

/// <summary>A fit to the clip's high-rate reference.</summary>
internal sealed class GuidedFit(UpsamplerOptions options, ILogger logger)
{
    // A reference whose residual has more than this part of its energy in the clip's own band was not what the clip came from
    // by the projector's decimator; the null space could never reach it.
    private const double LargestMismatch = 1e-4;

    public FittedClip Run(AudioClip clip, AudioClip reference, IProgress<FitProgress>? progress, CancellationToken cancellationToken) =>
        Run(clip, reference, BandOf(clip, reference.SampleRate, options), Range.All, progress, cancellationToken);

    /// <summary>What is known of a clip's band: what the options say, and nothing is estimated.</summary>
    public static InputBand BandOf(IAudioSource clip, int outputRate, UpsamplerOptions options) =>
        InputBand.Of(clip, outputRate, options, estimates: false);

    /// <summary>Fits a clip whose band is known, which may be a part of a longer one.</summary>
    /// <param name="clip">The clip.</param>
    /// <param name="reference">Its original.</param>
    /// <param name="band">What of the clip's band is known.</param>
    /// <param name="judged">Where the reference, if it is to be projected, has to decimate to the clip: not where a part was cut off.</param>
    /// <param name="progress">Told after every step; may be null.</param>
    /// <param name="cancellationToken">Ends the fit within one step.</param>
    public FittedClip Run(
        AudioClip clip,
        AudioClip reference,
        InputBand band,
        Range judged,
        IProgress<FitProgress>? progress,
        CancellationToken cancellationToken)
    {
        var fit = new ClipFit(options, options.Guided, FitMode.Guided, logger);
        ClipBaseline baseline = fit.Begin(clip, reference.SampleRate, band, cancellationToken);
        float[][] residuals = new float[clip.ChannelCount][];
        bool projected = true;
        for (int c = 0; c < residuals.Length; c++)
        {
            residuals[c] = Residual(reference.Channel(c), baseline.Channels[c]);
            projected &= IsInMissingBand(baseline, residuals[c], judged, c);
        }

        var targets = new IChannelTarget?[residuals.Length];
        if (baseline.OutputLength >= ClipFit.MinimumLength)
        {
            targets = [.. residuals.Select((residual, c) => new GuidedTarget(options.Guided, options.GuidedLoss, baseline.Channels[c], residual))];
        }

        JoinedFit joined = fit.Fit(baseline, reference, targets, progress, cancellationToken);
        if (projected)
        {
            CorrectionRenderer.Project(baseline, joined.Corrections);
        }

        double before = 0;
        double after = 0;
        for (int c = 0; c < residuals.Length; c++)
        {
            before += TensorPrimitives.SumOfSquares<float>(residuals[c]);
            TensorPrimitives.Subtract(residuals[c], joined.Corrections[c], residuals[c]);
            after += TensorPrimitives.SumOfSquares<float>(residuals[c]);
        }

        double gain = Gain(before, after);
        return fit.Finish(baseline, joined, projected, psnrCost: null, gain);
    }

    /// <summary>What a result gains in PSNR over the baseline, in dB.</summary>
    /// <param name="before">Squared error of the baseline.</param>
    /// <param name="after">Squared error of the result.</param>
    public static double Gain(double before, double after) => before > 0 ? 10 * Math.Log10(before / after) : 0;

    /// <summary>Reference minus baseline; nothing is asked for beyond the end of the reference.</summary>
    private static float[] Residual(ReadOnlySpan<float> reference, ReadOnlySpan<float> baseline)
    {
        float[] residual = new float[baseline.Length];
        int common = Math.Min(reference.Length, baseline.Length);
        TensorPrimitives.Subtract(reference[..common], baseline[..common], residual);
        return residual;
    }

    private bool IsInMissingBand(ClipBaseline baseline, float[] residual, Range judged, int channel)
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
        baseline.Project(projection);
        double distance = TensorPrimitives.Distance<float>(residual.AsSpan(judged), projection.AsSpan(judged));
        double mismatch = distance * distance / energy;
        if (mismatch > LargestMismatch)
        {
            Log.ReferenceMismatch(logger, channel, 10 * Math.Log10(mismatch));
        }

        return mismatch <= LargestMismatch;
    }
}
