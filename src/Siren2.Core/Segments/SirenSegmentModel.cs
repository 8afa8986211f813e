using Siren2.Checks;
using Siren2.Decoding;
using Siren2.Encoding;
using Siren2.Files;

namespace Siren2.Segments;

/// <summary>
/// The default network: a <see cref="SirenDecoder"/> over the output samples and, where there is one, a <see cref="SeaNetEncoder"/> that turns
/// the segment's input samples into the decoder's latents.
/// </summary>
/// <example>
/// <code>
/// var model = new SirenSegmentModel { Decoder = new() { Width = 64, Depth = 2, UseBaseline = true } };
/// using ISegmentNetwork network = model.Create(input, seed: 1, maxDegreeOfParallelism: 1);
/// network.Fit(objective, new FitOptions { StepCount = 100 }, afterStep: null, cancellationToken);
/// float[] output = new float[objective.Length];
/// network.Render(output);
/// </code>
/// </example>
public sealed class SirenSegmentModel : ISegmentModel
{
    /// <summary>What the names of the decoder's tensors begin with.</summary>
    internal const string DecoderPrefix = "decoder.";

    /// <summary>Name of the latents.</summary>
    internal const string LatentsName = "latents";

    /// <summary>
    /// Size and inputs of the decoder; its latent dimension is that of <see cref="Encoder"/>. Default: two sine layers of 96 units over time and
    /// baseline.
    /// </summary>
    /// <exception cref="ArgumentNullException">The value is null.</exception>
    public SirenDecoderOptions Decoder { get; init => field = value ?? throw new ArgumentNullException(nameof(Decoder)); }
        = new() { Width = 96, Depth = 2, UseBaseline = true };

    /// <summary>The encoder, fitted together with the decoder; null for none. Default none.</summary>
    /// <exception cref="ArgumentException">The encoder has more than one channel or too many latents.</exception>
    public SeaNetEncoderOptions? Encoder { get; init => field = CheckedEncoder(value, nameof(Encoder)); }

    /// <summary>What every encoder starts from; null for fresh weights.</summary>
    public SafetensorsFile? EncoderWeights { get; init; }

    /// <summary>What the names in <see cref="EncoderWeights"/> begin with. Default "encoder.".</summary>
    /// <exception cref="ArgumentNullException">The value is null.</exception>
    public string EncoderWeightsPrefix { get; init => field = value ?? throw new ArgumentNullException(nameof(EncoderWeightsPrefix)); } = "encoder.";

    /// <summary>Factor on the learning rate for the encoder, from 0 to 100; 0 freezes it. Default 0.1.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public double EncoderLearningRateScale { get; init => field = CheckedScale(value, nameof(EncoderLearningRateScale)); } = 0.1;

    /// <summary>Whether the decoder starts with WINNER noise. Default true.</summary>
    public bool UseWinner { get; init; } = true;

    /// <inheritdoc/>
    public string Identity => "siren2.siren.1";

    /// <summary>The decoder with its latents.</summary>
    internal SirenDecoderOptions WholeDecoder => Decoder with { LatentDimension = Encoder?.Dimension ?? 0 };

    /// <summary>An encoder that a segment's network may have.</summary>
    internal static SeaNetEncoderOptions? CheckedEncoder(SeaNetEncoderOptions? value, string name) => value is null or { Channels: 1, Dimension: <= 4096 }
        ? value
        : throw new ArgumentException(
            $"The encoder has {value.Channels} channels and {value.Dimension} latents; one channel and up to 4096 latents are allowed.", name);

    /// <summary>A factor on its learning rate.</summary>
    internal static double CheckedScale(double value, string name) => value is >= 0 and <= 100
        ? value
        : throw new ArgumentOutOfRangeException(name, value, "The scale must be from 0 to 100.");

    /// <inheritdoc/>
    /// <exception cref="InvalidDataException">The weights do not fit the encoder.</exception>
    public ISegmentNetwork Create(SegmentInput input, int seed, int maxDegreeOfParallelism) =>
        CreateUntil(input, seed, maxDegreeOfParallelism, CancellationToken.None);

    /// <summary>As the public one: drawing the weights of the largest networks takes seconds, and ends within one row of them.</summary>
    internal SirenSegmentNetwork CreateUntil(SegmentInput input, int seed, int maxDegreeOfParallelism, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(input);
        WinnerScale winner = UseWinner && input.SpectralCentroid > 0 ? WinnerScale.For(input.SpectralCentroid, input.Length) : WinnerScale.None;
        return new SirenSegmentNetwork(this, input, winner, seed, maxDegreeOfParallelism, stop);
    }

    /// <inheritdoc/>
    public ISegmentNetwork Import(SegmentInput input, IReadOnlyList<NamedTensor> tensors)
    {
        ArgumentNullException.ThrowIfNull(input);
        NullCheck.NoneNull(tensors, nameof(tensors));
        return new SavedSirenNetwork(this, input, tensors);
    }

    /// <summary>Names and shapes of the tensors that a network of a segment exports.</summary>
    /// <param name="lowLength">Samples of <see cref="SegmentInput.Low"/>.</param>
    internal IEnumerable<(string Name, int[] Shape)> Layout(int lowLength)
    {
        foreach ((string name, int[] shape) in SirenWeights.Layout(WholeDecoder))
        {
            yield return (DecoderPrefix + name, shape);
        }

        if (Encoder is not null)
        {
            yield return (LatentsName, [FrameCount(lowLength), Encoder.Dimension]);
        }
    }

    /// <summary>The grid of the segment's decoder.</summary>
    internal DecoderGrid CreateGrid(SegmentInput input)
    {
        int hop = Encoder?.Hop ?? 1;
        int frames = Encoder is null ? 0 : FrameCount(input.Low.Length);
        return new DecoderGrid(
            DecoderGrid.EvenTimes(input.Length), Decoder.UseBaseline ? input.Baseline : default, frames, input.LowStart / hop, input.LowStep / hop);
    }

    /// <summary>Creates the encoder of a segment, or null where there is none.</summary>
    /// <exception cref="InvalidDataException">The weights do not fit the encoder.</exception>
    internal SeaNetEncoder? CreateEncoder(int inputLength, int seed, int maxDegreeOfParallelism = 1, CancellationToken stop = default)
    {
        if (Encoder is null)
        {
            return null;
        }

        var encoder = new SeaNetEncoder(Encoder, inputLength, seed, maxDegreeOfParallelism, stop);
        if (EncoderWeights is not null)
        {
            encoder.LoadWeights(EncoderWeights, EncoderWeightsPrefix);
        }

        return encoder;
    }

    /// <summary>Samples over hop, rounded up.</summary>
    private int FrameCount(int samples) => (int)(((long)samples + Encoder!.Hop - 1) / Encoder.Hop);
}
