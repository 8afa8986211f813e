using Siren2.Decoding;
using Siren2.Encoding;

namespace Siren2.Cli.Experiment;

/// <summary>A network of the original experiment.</summary>
/// <param name="Decoder">Its decoder.</param>
/// <param name="Encoder">Its encoder; null for none.</param>
/// <param name="UseWinner">Whether it starts with WINNER's noise, at the scale that was published.</param>
internal sealed record ExperimentNetworkKind(SirenDecoderOptions Decoder, SeaNetEncoderOptions? Encoder, bool UseWinner)
{
    /// <summary>Four sine layers of 128 units over time, initialized as by Sitzmann et al. 2020.</summary>
    public static ExperimentNetworkKind PlainSiren { get; } = new(new() { Width = 128, Depth = 4 }, null, UseWinner: false);

    /// <summary>The same over time, baseline sample and the latents of a small SEANet encoder, with WINNER's noise.</summary>
    public static ExperimentNetworkKind Siren2SeaNet { get; } = new(
        new() { Width = 128, Depth = 4, UseBaseline = true },
        new() { FilterCount = 4, Dimension = 16, Ratios = [4, 4, 2] },
        UseWinner: true);
}
