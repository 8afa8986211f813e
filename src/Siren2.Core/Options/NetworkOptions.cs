using Siren2.Decoding;
using Siren2.Encoding;
using Siren2.Files;
using Siren2.Losses;
using Siren2.Optimization;
using Siren2.Segments;

namespace Siren2;

/// <summary>
/// What blind and guided fits have in common: how their networks are sized and fitted. A clip is cut into overlapping segments, each with a small
/// network of its own: quality follows parameters per sample, and cost stays linear in duration.
/// </summary>
public abstract record NetworkOptions
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
    /// <exception cref="ArgumentNullException">The value is null.</exception>
    public SirenDecoderOptions Decoder { get; init => field = NotNull(value, nameof(Decoder)); }
        = new() { Width = 96, Depth = 2, UseBaseline = true };

    /// <summary>
    /// The encoder of each segment, fitted together with the decoder; null for none. It sees one channel at a time, and a decoder
    /// takes up to 4,096 latents. Default none.
    /// </summary>
    /// <exception cref="ArgumentException">The encoder has more than one channel or too many latents.</exception>
    public SeaNetEncoderOptions? Encoder
    {
        get;
        init => field = SirenSegmentModel.CheckedEncoder(value, nameof(Encoder));
    }

    /// <summary>
    /// What every encoder starts from: weights of a trained one under their published names, such as an EnCodec checkpoint, as
    /// <see cref="SeaNetEncoder.LoadWeights"/> reads them. They must fit <see cref="Encoder"/>; an <see cref="Upsampler"/> refuses
    /// them otherwise. Default none: fresh weights.
    /// </summary>
    public SafetensorsFile? EncoderWeights { get; init; }

    /// <summary>What the names in <see cref="EncoderWeights"/> begin with. Default "encoder.".</summary>
    /// <exception cref="ArgumentNullException">The value is null.</exception>
    public string EncoderWeightsPrefix { get; init => field = NotNull(value, nameof(EncoderWeightsPrefix)); } = "encoder.";

    /// <summary>
    /// Factor on the learning rate for the encoder, from 0 to 100. 0 freezes it: its weights stay as they are, and it is evaluated
    /// only once. Default 0.1: at the decoder's own rate one step of the encoder would undo what the decoder has learned.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public double EncoderLearningRateScale
    {
        get;
        init => field = SirenSegmentModel.CheckedScale(value, nameof(EncoderLearningRateScale));
    }

    = 0.1;

    /// <summary>Steps, learning rate and stopping rules of each network.</summary>
    /// <exception cref="ArgumentNullException">The value is null.</exception>
    public FitOptions Fit { get; init => field = NotNull(value, nameof(Fit)); } = new();

    /// <summary>
    /// Another kind of network in place of the default one, which <see cref="Decoder"/> and <see cref="Encoder"/> describe; they are of no effect
    /// then. Default null.
    /// </summary>
    public ISegmentModel? Model { get; init; }

    /// <summary>Whether the decoder starts with WINNER noise; without it a residual can hardly be learned. Default true.</summary>
    public bool UseWinner { get; init; } = true;

    /// <summary>
    /// A host's own loss, added to the fit's. It sees the whole output waveform of a segment, baseline included, and as target the
    /// reference (guided) or the baseline (blind), both divided by the level of what is to be learned, which <see cref="LossContext.Scale"/> tells.
    /// In a blind fit the levels that it has brought about are kept by the refinement too. With a weight of 0 it is as if there were none.
    /// Default none.
    /// </summary>
    public WeightedLoss? ExtraLoss { get; init; }

    /// <summary>Whether there is an extra loss that counts.</summary>
    internal bool HasExtraLoss => ExtraLoss is { Counts: true };

    /// <summary>The value, unless it is null.</summary>
    private protected static T NotNull<T>(T value, string name)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(value, name);
        return value;
    }

    /// <summary>The default model with these sizes, or <see cref="Model"/>.</summary>
    internal ISegmentModel ModelOrDefault => Model ?? Siren;

    /// <summary>The default model with these sizes.</summary>
    internal SirenSegmentModel Siren => new()
    {
        Decoder = Decoder,
        Encoder = Encoder,
        EncoderWeights = EncoderWeights,
        EncoderWeightsPrefix = EncoderWeightsPrefix,
        EncoderLearningRateScale = EncoderLearningRateScale,
        UseWinner = UseWinner,
    };

    /// <summary>Finds out before any work is done whether <see cref="EncoderWeights"/> fit.</summary>
    /// <exception cref="InvalidDataException">They do not.</exception>
    /// <exception cref="ArgumentException">There is no encoder to load them into.</exception>
    internal void ThrowUnlessWeightsFit(string options)
    {
        if (EncoderWeights is not null)
        {
            using SeaNetEncoder fitting = Siren.CreateEncoder(inputLength: 1, seed: 0)
                ?? throw new ArgumentException($"The {options} options have {nameof(EncoderWeights)} but no {nameof(Encoder)} to load them "
                    + $"into; set one, or leave the weights out.");
        }
    }
}
