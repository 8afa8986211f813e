using Siren2.Baseline;
using Siren2.Decoding;
using Siren2.Encoding;
using Siren2.Resampling;
using Siren2.Segments;

namespace Siren2.Fits;

/// <summary>
/// What turns a clip and the networks that were fitted to it into a waveform again, and, for the record, how they were fitted.
/// Everything here is saved with a fit.
/// </summary>
internal sealed record FitRecipe
{
    /// <summary>What the fit knew.</summary>
    public required FitMode Mode { get; init; }

    /// <summary>Rate of the fit in hertz.</summary>
    public required int OutputRate { get; init; }

    /// <summary>What of the clip's band is known.</summary>
    public required InputBand Band { get; init; }

    /// <summary>Design of the sinc under the baseline.</summary>
    public required SincQuality Interpolation { get; init; }

    /// <summary>Blind: <see cref="UpsamplerOptions.Detail"/>, from which the envelope and the budget follow.</summary>
    public required double Detail { get; init; }

    /// <summary>Blind: <see cref="FitPlan.RefinementIterations"/>.</summary>
    public required int RefinementIterations { get; init; }

    /// <summary>Blind: whether the refinement leaves textures at the levels that their fit has found, as it does after one with an extra loss.</summary>
    public required bool KeepsLevels { get; init; }

    /// <summary>Whether corrections are projected onto the missing band.</summary>
    public required bool IsProjected { get; init; }

    /// <summary>Segments that networks belong to.</summary>
    public required SegmentPlan Segments { get; init; }

    /// <summary>Size and inputs of every decoder, latents included.</summary>
    public required SirenDecoderOptions Decoder { get; init; }

    /// <summary>The encoder that the latents came from, or null. What is left of it are the latents themselves.</summary>
    public required SeaNetEncoderOptions? Encoder { get; init; }

    /// <summary>Of the record only: <see cref="UpsamplerOptions.Seed"/>.</summary>
    public required int Seed { get; init; }

    /// <summary>Of the record only: whether the decoders began with WINNER noise.</summary>
    public required bool UseWinner { get; init; }

    /// <summary>Of the record only: steps that were planned.</summary>
    public required int StepCount { get; init; }

    /// <summary>Of the record only: learning rate of the first step.</summary>
    public required double LearningRate { get; init; }
}
