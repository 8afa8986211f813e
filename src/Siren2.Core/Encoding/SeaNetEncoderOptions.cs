using System.Collections.ObjectModel;
using System.Runtime.CompilerServices;

namespace Siren2.Encoding;

/// <summary>
/// The architecture of a <see cref="SeaNetEncoder"/>. The defaults are those of EnCodec at 24 kHz (Défossez et al. 2022,
/// arXiv 2210.13438). Every property is validated when it is set.
/// </summary>
public sealed record SeaNetEncoderOptions
{
    private const int MaximumWidth = 65_536;
    private const int MaximumKernelSize = 1_024;

    /// <summary>Channels of the audio, from 1 to 64. Default: 1.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public int Channels { get; init => field = Require(value, 1, 64); } = 1;

    /// <summary>Channels of the latents, from 1 to 65,536. Default: 128.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public int Dimension { get; init => field = Require(value, 1, MaximumWidth); } = 128;

    /// <summary>
    /// Channels after the first convolution, from 1 to 65,536, and no fewer than <see cref="Compress"/>. Each strided
    /// convolution doubles them. Default: 32.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public int FilterCount { get; init => field = Require(value, 1, MaximumWidth); } = 32;

    /// <summary>Residual blocks before each strided convolution, from 0 to 8. Default: 1.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public int ResidualLayerCount { get; init => field = Require(value, 0, 8); } = 1;

    /// <summary>
    /// Strides of the convolutions that lower the frame rate, each with a kernel of twice the stride: 1 to 12 of them, each
    /// from 1 to 512. As in EnCodec they are listed in the decoder's order: the encoder uses the last one first.
    /// The list is copied. Default: 8, 5, 4, 2.
    /// </summary>
    /// <exception cref="ArgumentException">There are too few or too many ratios.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A ratio or the product of all is out of range.</exception>
    public IReadOnlyList<int> Ratios { get; init => field = RequireRatios(value); } = RequireRatios([8, 5, 4, 2]);

    /// <summary>Taps of the first convolution, from 1 to 1,024. Default: 7.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public int KernelSize { get; init => field = Require(value, 1, MaximumKernelSize); } = 7;

    /// <summary>Taps of the last convolution, from 1 to 1,024. Default: 7.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public int LastKernelSize { get; init => field = Require(value, 1, MaximumKernelSize); } = 7;

    /// <summary>Taps of the first convolution in a residual block, from 1 to 1,024; the second has one. Default: 3.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public int ResidualKernelSize { get; init => field = Require(value, 1, MaximumKernelSize); } = 3;

    /// <summary>
    /// Dilation of the first convolution in a residual block: this number to the power of the block's place among its
    /// neighbors, from zero. From 1 to 8. Default: 2.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public int DilationBase { get; init => field = Require(value, 1, 8); } = 2;

    /// <summary>By how much a residual block narrows the signal between its two convolutions, from 1 to 64. Default: 2.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public int Compress { get; init => field = Require(value, 1, 64); } = 2;

    /// <summary>
    /// LSTM layers before the last convolution, from 0 to 8, with one skip connection around all of them. Default: 2.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public int LstmLayerCount { get; init => field = Require(value, 0, 8); } = 2;

    /// <summary>
    /// Whether convolutions look back only, so that a latent frame does not depend on later audio (but for the few samples
    /// that are mirrored at the ends). Default: <see langword="true"/>.
    /// </summary>
    public bool Causal { get; init; } = true;

    /// <summary>
    /// Whether the shortcut of a residual block is the identity; else it is a convolution with one tap.
    /// Default: <see langword="false"/>.
    /// </summary>
    public bool TrueSkip { get; init; }

    /// <summary>
    /// Whether convolutions hold their weight as length and direction (<c>weight_g</c>, <c>weight_v</c>); else as a plain
    /// <c>weight</c>. Default: <see langword="true"/>.
    /// </summary>
    public bool WeightNorm { get; init; } = true;

    /// <summary>Samples from one latent frame to the next: the product of all <see cref="Ratios"/>.</summary>
    public int Hop => Ratios.Aggregate(1, (product, ratio) => product * ratio);

    private (int, int, int, int, int, int, int, int, int, int, bool, bool, bool) Scalars => (
        Channels, Dimension, FilterCount, ResidualLayerCount, KernelSize, LastKernelSize, ResidualKernelSize,
        DilationBase, Compress, LstmLayerCount, Causal, TrueSkip, WeightNorm);

    /// <summary>Whether both describe the same architecture; ratios are compared one by one.</summary>
    public bool Equals(SeaNetEncoderOptions? other) =>
        other is not null && Scalars.Equals(other.Scalars) && Ratios.SequenceEqual(other.Ratios);

    /// <inheritdoc/>
    public override int GetHashCode() =>
        Ratios.Aggregate(Scalars.GetHashCode(), (hash, ratio) => HashCode.Combine(hash, ratio));

    private static int Require(int value, int minimum, int maximum, [CallerMemberName] string name = "") =>
        value >= minimum && value <= maximum
            ? value
            : throw new ArgumentOutOfRangeException(name, value, $"{name} must be from {minimum} to {maximum}.");

    private static ReadOnlyCollection<int> RequireRatios(
        IReadOnlyList<int> ratios, [CallerMemberName] string name = "")
    {
        ArgumentNullException.ThrowIfNull(ratios, name);
        if (ratios.Count is < 1 or > 12)
        {
            throw new ArgumentException($"There must be 1 to 12 ratios, not {ratios.Count}.", name);
        }

        long hop = 1;
        foreach (int ratio in ratios)
        {
            hop *= Require(ratio, 1, 512, name);
            if (hop > int.MaxValue)
            {
                throw new ArgumentOutOfRangeException(
                    name, hop, $"The product of all ratios must be at most {int.MaxValue}.");
            }
        }

        return Array.AsReadOnly(ratios.ToArray());
    }
}
