namespace Siren2.Layers;

/// <summary>
/// A differentiable map from one signal to another, both <c>[frames, channels]</c>, channels last, of lengths fixed at
/// construction. A layer keeps for itself what its backward pass needs of the forward pass, and allocates nothing after
/// construction. Its parameters and their gradients live in a <see cref="ParameterBlock"/>.
/// </summary>
internal interface ILayer
{
    /// <summary>Frames × channels of the source.</summary>
    int SourceLength { get; }

    /// <summary>Frames × channels of the destination.</summary>
    int DestinationLength { get; }

    /// <summary>Draws the initial parameters.</summary>
    /// <param name="random">Where every number is drawn from, in a fixed order.</param>
    /// <param name="stop">Ends it within one block of numbers.</param>
    void Initialize(Random random, CancellationToken stop = default);

    /// <summary>Computes <paramref name="destination"/> = f(<paramref name="source"/>).</summary>
    /// <param name="source">Input, <c>[SourceLength]</c>; not modified.</param>
    /// <param name="destination">Output, <c>[DestinationLength]</c>; overwritten. Must not overlap the source.</param>
    /// <param name="stop">Ends the pass within one frame or block; the layer is then to be run forward again.</param>
    /// <exception cref="OperationCanceledException">It was ended.</exception>
    void Forward(ReadOnlySpan<float> source, Span<float> destination, CancellationToken stop = default);

    /// <summary>
    /// Applies the transposed Jacobian at the source of the latest <see cref="Forward"/>: overwrites the gradients of the
    /// layer's own parameters and the gradient with respect to the source.
    /// </summary>
    /// <param name="gradientDestination">∂loss/∂destination, <c>[DestinationLength]</c>; not modified.</param>
    /// <param name="gradientSource">Receives ∂loss/∂source, <c>[SourceLength]</c>, or is empty when nobody wants it.</param>
    /// <param name="stop">Ends the pass within one frame or block.</param>
    /// <exception cref="OperationCanceledException">It was ended.</exception>
    void Backward(ReadOnlySpan<float> gradientDestination, Span<float> gradientSource, CancellationToken stop = default);
}
