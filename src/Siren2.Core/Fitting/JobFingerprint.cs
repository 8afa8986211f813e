using System.Security.Cryptography;
using Siren2.Encoding;
using Siren2.Formats;
using Siren2.Kernels;
using Siren2.Losses;
using Siren2.Optimization;

namespace Siren2.Fitting;

/// <summary>
/// What the bits of a fit depend on: the samples that go in, and everything that is done with them. What a host's own loss computes is not part of
/// it, its type and weight are.
/// </summary>
/// <param name="Samples">SHA-256 of clip and reference.</param>
/// <param name="Settings">SHA-256 of mode, rates, options and vector width.</param>
internal sealed record JobFingerprint(byte[] Samples, byte[] Settings)
{
    /// <summary>Bytes of each of the two.</summary>
    public const int Length = SHA256.HashSizeInBytes;

    /// <summary>The fingerprint of a job.</summary>
    /// <param name="baseline">The clip, its band and the target rate.</param>
    /// <param name="reference">What a guided fit knows; null in a blind one.</param>
    /// <param name="options">All options.</param>
    /// <param name="plan">The plan of the fit's mode.</param>
    public static JobFingerprint Of(ClipBaseline baseline, AudioClip? reference, UpsamplerOptions options, FitPlan plan)
    {
        using var samples = new Digest();
        samples.Add(baseline.Clip);
        if (reference is not null)
        {
            samples.Add(reference);
        }

        return new JobFingerprint(samples.Finish(), SettingsOf(reference is null ? "blind" : "guided", baseline.OutputRate, baseline.Band, options, plan));
    }

    /// <summary>The fingerprint of all but the samples.</summary>
    /// <param name="kind">What kind of job it is.</param>
    /// <param name="outputRate">The target rate in hertz.</param>
    /// <param name="band">What of the clip's band is known.</param>
    /// <param name="options">All options.</param>
    /// <param name="plan">The plan of the fit's mode.</param>
    public static byte[] SettingsOf(string kind, int outputRate, InputBand band, UpsamplerOptions options, FitPlan plan)
    {
        using var settings = new Digest();
        settings.Add(kind);
        settings.Add(outputRate, options.Seed, options.Detail, band.Bandwidth);
        settings.Add(band.Filter.Center, band.Filter.Width, band.Filter.MaximumGain);
        settings.Add(options.Interpolation.PassbandEdge, options.Interpolation.StopbandEdge, options.Interpolation.Attenuation);
        settings.Add((double)SimdWidths.Best);
        AddPlan(settings, plan);
        AddFit(settings, plan.Fit);
        AddLoss(settings, options.GuidedLoss, 1);
        if (plan.ExtraLoss is { } extra)
        {
            AddLoss(settings, extra.Loss, extra.Weight);
        }

        return settings.Finish();
    }

    private static void AddPlan(Digest digest, FitPlan plan)
    {
        digest.Add(plan.SegmentLength, plan.RefinementIterations, plan.UseWinner ? 1 : 0, plan.EncoderLearningRateScale);
        digest.Add(plan.Decoder.Width, plan.Decoder.Depth, plan.Decoder.Omega0, plan.Decoder.UseBaseline ? 1 : 0);
        if (plan.Encoder is SeaNetEncoderOptions encoder)
        {
            digest.Add(encoder.Channels, encoder.Dimension, encoder.FilterCount, encoder.ResidualLayerCount, encoder.KernelSize, encoder.LastKernelSize);
            digest.Add(encoder.ResidualKernelSize, encoder.DilationBase, encoder.Compress, encoder.LstmLayerCount);
            digest.Add(encoder.Causal ? 1 : 0, encoder.TrueSkip ? 1 : 0, encoder.WeightNorm ? 1 : 0);
            digest.Add([.. encoder.Ratios.Select(ratio => (double)ratio)]);
        }

        if (plan.EncoderWeights is SafetensorsFile weights)
        {
            digest.Add(plan.EncoderWeightsPrefix);
            foreach (NamedTensor tensor in weights.Tensors.Values.OrderBy(tensor => tensor.Name, StringComparer.Ordinal))
            {
                digest.Add(tensor.Name);
                digest.Add(tensor.Data);
            }
        }
    }

    private static void AddFit(Digest digest, FitOptions fit)
    {
        digest.Add(fit.StepCount, fit.Adam.Beta1, fit.Adam.Beta2, fit.Adam.Epsilon, fit.PlateauSteps, fit.PlateauImprovement);
        digest.Add(fit.TimeBudget?.TotalSeconds ?? 0);

        // Whatever kind of schedule it is.
        digest.Add([.. Enumerable.Range(0, fit.StepCount).Select(step => fit.Schedule.At(step, fit.StepCount))]);
    }

    private static void AddLoss(Digest digest, IWaveformLoss loss, double weight)
    {
        digest.Add(loss.GetType().FullName ?? string.Empty);
        digest.Add(weight);
        foreach ((IWaveformLoss part, double share) in loss is HybridLoss hybrid ? hybrid.Parts : [])
        {
            AddLoss(digest, part, share);
        }
    }
}
