using Siren2.Decoding;
using Siren2.Encoding;
using Siren2.Files;
using Siren2.Losses;
using Siren2.Optimization;

namespace Siren2;

/// <summary>
/// How the networks of a fit are sized and fitted. A clip is cut into overlapping segments, each with a small network of its
/// own: quality follows parameters per sample, and cost stays linear in duration.
/// </summary>
public sealed record FitPlan
{
    /// <summary>
    /// Longest segment in output samples, 4,096 to 2²⁰. Default 5,632.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public int SegmentLength
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 4096, nameof(SegmentLength));
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, 1 << 20, nameof(SegmentLength));
            field = value;
        }
    }

    = 5_632;

    /// <summary>
    /// The decoder of each segment; its latent dimension is set by <see cref="Encoder"/>. Default: two sine layers of 96 units over
    /// time and baseline. A guided fit is exact as soon as the square of the width exceeds the samples of a segment by a few
    /// percent, and at the same number of parameters two layers converge much faster than four. Short segments cost less: at equal
    /// parameters per sample the cost of a step grows with the length of the segment.
    /// </summary>
    public SirenDecoderOptions Decoder { get; init; } = new() { Width = 96, Depth = 2, UseBaseline = true };

    /// <summary>
    /// The encoder of each segment, fitted together with the decoder; null for none. It sees one channel at a time, and a decoder
    /// takes up to 4,096 latents. Default none.
    /// </summary>
    /// <exception cref="ArgumentException">The encoder has more than one channel or too many latents.</exception>
    public SeaNetEncoderOptions? Encoder
    {
        get;
        init => field = value is null or { Channels: 1, Dimension: <= 4096 }
            ? value
            : throw new ArgumentException(
                $"The encoder has {value.Channels} channels and {value.Dimension} latents; one channel and up to 4096 latents are allowed.",
                nameof(Encoder));
    }

    /// <summary>
    /// What every encoder starts from: weights of a trained one under their published names, such as an EnCodec checkpoint, as
    /// <see cref="SeaNetEncoder.LoadWeights"/> reads them. They must fit <see cref="Encoder"/>; an <see cref="Upsampler"/> refuses
    /// them otherwise. Default none: fresh weights.
    /// </summary>
    public SafetensorsFile? EncoderWeights { get; init; }

    /// <summary>What the names in <see cref="EncoderWeights"/> begin with. Default "encoder.".</summary>
    public string EncoderWeightsPrefix { get; init; } = "encoder.";

    /// <summary>
    /// Factor on the learning rate for the encoder, from 0 to 100. 0 freezes it: its weights stay as they are, and it is evaluated
    /// only once. Default 0.1: at the decoder's own rate one step of the encoder would undo what the decoder has learned.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public double EncoderLearningRateScale
    {
        get;
        init => field = value is >= 0 and <= 100
            ? value
            : throw new ArgumentOutOfRangeException(nameof(EncoderLearningRateScale), value, "The scale must be from 0 to 100.");
    }

    = 0.1;

    /// <summary>Steps, learning rate and stopping rules of each network.</summary>
    public FitOptions Fit { get; init; } = new();

    /// <summary>Whether the decoder starts with WINNER noise; without it a residual can hardly be learned. Default true.</summary>
    public bool UseWinner { get; init; } = true;

    /// <summary>
    /// Blind fits: how often the waveform of the fitted texture is brought closer to the envelope's magnitudes, phases kept (Griffin
    /// and Lim 1984), 0 to 1000. Default 0; the presets set it.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public int RefinementIterations
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value, nameof(RefinementIterations));
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, 1000, nameof(RefinementIterations));
            field = value;
        }
    }

    /// <summary>
    /// A host's own loss, added to the fit's. It sees the whole output waveform of a segment, baseline included, and as target the
    /// reference (guided) or the baseline (blind), both divided by the level of what is to be learned, which <see cref="LossContext.Scale"/> tells.
    /// In a blind fit the levels that it has brought about are kept by the refinement too. With a weight of 0 it is as if there were none. Default none.
    /// </summary>
    public WeightedLoss? ExtraLoss { get; init; }

    /// <summary>Whether there is an extra loss that counts.</summary>
    internal bool HasExtraLoss => ExtraLoss is { Weight: > 0 };

    /// <summary>Creates the encoder of a segment, or null where the plan has none.</summary>
    /// <exception cref="InvalidDataException">The weights do not fit the encoder.</exception>
    internal SeaNetEncoder? CreateEncoder(int inputLength, int seed)
    {
        if (Encoder is null)
        {
            return null;
        }

        var encoder = new SeaNetEncoder(Encoder, inputLength, seed);
        if (EncoderWeights is not null)
        {
            encoder.LoadWeights(EncoderWeights, EncoderWeightsPrefix);
        }

        return encoder;
    }

    /// <summary>Finds out before any work is done whether <see cref="EncoderWeights"/> fit.</summary>
    /// <exception cref="InvalidDataException">They do not.</exception>
    /// <exception cref="ArgumentException">There is no encoder to load them into.</exception>
    internal void ThrowUnlessWeightsFit(string plan)
    {
        if (EncoderWeights is not null)
        {
            _ = CreateEncoder(inputLength: 1, seed: 0)
                ?? throw new ArgumentException($"The {plan} plan has {nameof(EncoderWeights)} but no {nameof(Encoder)} to load them into; set one, or leave the weights out.");
        }
    }
}
