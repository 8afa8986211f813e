using System.Globalization;
using System.Runtime.CompilerServices;
using Siren2.Losses;
using Siren2.TorchSharp.Modules;
using Siren2.TorchSharp.Native;
using TorchSharp;
using static TorchSharp.torch;

namespace Siren2.TorchSharp;

/// <summary>
/// Siren2's own losses as a module: weighted sums of <see cref="MeanSquaredErrorLoss"/>, <see cref="MeanAbsoluteErrorLoss"/>, <see
/// cref="MultiResolutionStftLoss"/> and sums of these. Prediction and target are one waveform each, of any shape.
/// </summary>
public sealed class HybridLossModule : FeatureLossModule
{
    private readonly List<Part> _parts = [];

    /// <summary>A sum of one: its part times its weight.</summary>
    /// <param name="part">The loss and its weight.</param>
    /// <exception cref="ArgumentNullException"><paramref name="part"/> is null.</exception>
    /// <exception cref="ArgumentException">The loss is none of those above.</exception>
    /// <exception cref="TorchNotAvailableException">The native parts of TorchSharp are missing.</exception>
    [OverloadResolutionPriority(1)]
    public HybridLossModule(WeightedLoss part)
        : this([part ?? throw new ArgumentNullException(nameof(part))])
    {
    }

    /// <summary>Adds up losses, as a <see cref="HybridLoss"/> does.</summary>
    /// <param name="parts">The losses and their weights; parts of weight 0 are left out.</param>
    /// <exception cref="ArgumentNullException">A part is null.</exception>
    /// <exception cref="ArgumentException">There are no parts, or one that is not left out is none of the losses above.</exception>
    /// <exception cref="TorchNotAvailableException">The native parts of TorchSharp are missing.</exception>
    public HybridLossModule(params ReadOnlySpan<WeightedLoss> parts)
        : base(nameof(HybridLossModule))
    {
        if (parts.IsEmpty)
        {
            throw new ArgumentException("A hybrid loss needs at least one part.", nameof(parts));
        }

        NativeParts.Require();
        foreach (WeightedLoss part in parts)
        {
            ArgumentNullException.ThrowIfNull(part, nameof(parts));
            Add(part.Loss, part.Weight);
        }
    }

    /// <summary>What tells this sum from others: all that is added up.</summary>
    internal string Identity => $"{typeof(HybridLossModule).FullName}({string.Join(" + ", _parts.Select(part => part.Name))})";

    /// <inheritdoc/>
    public override IReadOnlyList<Tensor> Features(Tensor waveform, LossContext context)
    {
        ArgumentNullException.ThrowIfNull(waveform);
        Tensor samples = waveform.reshape(-1);
        return _parts.Count == 0 ? [samples] : [.. _parts.Select(part => part.Magnitudes is null ? samples : part.Magnitudes.call(samples))];
    }

    /// <inheritdoc/>
    public override Tensor Distance(IReadOnlyList<Tensor> prediction, IReadOnlyList<Tensor> target)
    {
        ArgumentNullException.ThrowIfNull(prediction);
        ArgumentNullException.ThrowIfNull(target);
        using DisposeScope scope = NewDisposeScope();
        if (_parts.Count == 0)
        {
            // Zero, with a gradient of zero, whatever the samples are.
            return prediction[0].masked_fill(ones_like(prediction[0], ScalarType.Bool), 0).sum().MoveToOuterDisposeScope();
        }

        Tensor sum = zeros(1, prediction[0].dtype, prediction[0].device).squeeze();
        for (int i = 0; i < _parts.Count; i++)
        {
            sum = sum.add(_parts[i].Distance(prediction[i], target[i]) * _parts[i].Weight);
        }

        return sum.MoveToOuterDisposeScope();
    }

    // Yamamoto et al. 2020, arXiv 1910.11480, equations 4 and 5.
    private static Tensor SpectralDistance(Tensor found, Tensor wanted) =>
        ((wanted - found).norm() / wanted.norm()) + (found.log() - wanted.log()).abs().mean();

    private void Add(IWaveformLoss loss, double weight)
    {
        if (weight == 0)
        {
            // Zero times what overflows is not zero.
            return;
        }

        switch (loss)
        {
            case MeanSquaredErrorLoss:
                _parts.Add(new Part("squared", weight, null, (x, y) => (x - y).square().mean()));
                break;
            case MeanAbsoluteErrorLoss:
                _parts.Add(new Part("absolute", weight, null, (x, y) => (x - y).abs().mean()));
                break;
            case MultiResolutionStftLoss spectral:
                foreach (StftResolution resolution in spectral.Resolutions)
                {
#pragma warning disable CA2000 // This module disposes of its children.
                    var magnitudes = new StftMagnitudes(resolution);
#pragma warning restore CA2000
                    register_module($"magnitudes_{_parts.Count}", magnitudes);
                    string name = string.Create(CultureInfo.InvariantCulture, $"STFT {resolution.FftSize}/{resolution.Hop}/{resolution.WindowLength}");
                    _parts.Add(new Part(name, weight / spectral.Resolutions.Count, magnitudes, SpectralDistance));
                }

                break;
            case HybridLoss hybrid:
                foreach (WeightedLoss part in hybrid.Parts)
                {
                    Add(part.Loss, weight * part.Weight);
                }

                break;
            default:
                throw new ArgumentException($"There is no module of a '{loss.Identity}'; mean squared, mean absolute, multi-resolution STFT and "
                    + $"hybrid losses have one.", nameof(loss));
        }
    }

    private sealed record Part(string Kind, double Weight, StftMagnitudes? Magnitudes, Func<Tensor, Tensor, Tensor> Distance)
    {
        public string Name => string.Create(CultureInfo.InvariantCulture, $"{Weight:R} {Kind}");
    }
}
