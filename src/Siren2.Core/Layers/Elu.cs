using System.Numerics.Tensors;

namespace Siren2.Layers;

/// <summary>
/// Exponential linear unit with α = 1, element by element: y = x where x is positive, eˣ − 1 elsewhere.
/// The derivative is 1 where y is positive and y + 1 elsewhere, so that the output is all that the backward pass needs.
/// </summary>
/// <remarks>Source: Clevert et al. 2015, arXiv 1511.07289, equation 15.</remarks>
internal sealed class Elu(int length) : ILayer
{
    private readonly float[] _output = new float[length];

    /// <inheritdoc/>
    public int SourceLength => _output.Length;

    /// <inheritdoc/>
    public int DestinationLength => _output.Length;

    /// <inheritdoc/>
    /// <remarks>There is nothing to draw.</remarks>
    public void Initialize(Random random, CancellationToken stop = default)
    {
    }

    /// <inheritdoc/>
    public void Forward(ReadOnlySpan<float> source, Span<float> destination, CancellationToken stop = default)
    {
        // The tangent at zero lies below the exponential, x ≤ eˣ − 1, so that one maximum joins the two halves.
        TensorPrimitives.Min(source, 0f, _output);
        TensorPrimitives.ExpM1<float>(_output, _output);
        TensorPrimitives.Max(source, _output, _output);
        _output.CopyTo(destination);
    }

    /// <inheritdoc/>
    public void Backward(ReadOnlySpan<float> gradientDestination, Span<float> gradientSource, CancellationToken stop = default)
    {
        if (!gradientSource.IsEmpty)
        {
            TensorPrimitives.Min(_output, 0f, gradientSource);
            TensorPrimitives.AddMultiply(gradientSource, 1f, gradientDestination, gradientSource);
        }
    }
}
