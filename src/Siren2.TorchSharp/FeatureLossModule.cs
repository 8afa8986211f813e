using Siren2.Losses;
using static TorchSharp.torch;

namespace Siren2.TorchSharp;

/// <summary>
/// A loss that compares features of two waveforms: a spectrum, layers of a trained network. As a <see cref="TorchLoss"/> it computes the target's
/// features once for a whole fit.
/// </summary>
/// <param name="name">Name of the module.</param>
public abstract class FeatureLossModule(string name) : nn.Module<Tensor, Tensor, Tensor>(name)
{
    /// <summary>Computes the features of a waveform, by operations that autograd follows.</summary>
    /// <param name="waveform">The waveform, of the shape that <see cref="TorchLossOptions.Dimensions"/> says.</param>
    /// <param name="context">Rate, scale and position of the waveform.</param>
    public abstract IReadOnlyList<Tensor> Features(Tensor waveform, LossContext context);

    /// <summary>Compares the features of prediction and target.</summary>
    /// <param name="prediction">Features of the prediction.</param>
    /// <param name="target">Features of the target, which need no gradient.</param>
    /// <returns>A scalar, lower is better.</returns>
    public abstract Tensor Distance(IReadOnlyList<Tensor> prediction, IReadOnlyList<Tensor> target);

    /// <summary>The distance of two waveforms, outside of a fit.</summary>
    /// <inheritdoc/>
    public override Tensor forward(Tensor prediction, Tensor target) =>
        Distance(Features(prediction, LossContext.Default), Features(target, LossContext.Default));
}
