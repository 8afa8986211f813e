using Siren2.Decoding;
using Siren2.Encoding;
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
    /// Longest segment in output samples, 4,096 to 2²⁰. Default 22,050.
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

    = 22_050;

    /// <summary>
    /// The decoder of each segment; its latent dimension is set by <see cref="Encoder"/>. Default: two sine layers of 192 units over
    /// time and baseline. A guided fit is exact as soon as the square of the width exceeds the samples of a segment by a few
    /// percent, and at the same number of parameters two layers converge much faster than four.
    /// </summary>
    public SirenDecoderOptions Decoder { get; init; } = new() { Width = 192, Depth = 2, UseBaseline = true };

    /// <summary>The encoder of each segment, fitted together with the decoder; null for none. Default none.</summary>
    public SeaNetEncoderOptions? Encoder { get; init; }

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
    /// reference (guided) or the baseline (blind), both divided by the level of what is to be learned. Default none.
    /// </summary>
    public (IWaveformLoss Loss, double Weight)? ExtraLoss { get; init; }
}
