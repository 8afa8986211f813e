using Siren2.Kernels.Elementwise;

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
        EluKernel.Forward(source, _output);
        _output.CopyTo(destination);
    }

    /// <inheritdoc/>
    public void Backward(ReadOnlySpan<float> gradientDestination, Span<float> gradientSource, CancellationToken stop = default)
    {
        if (!gradientSource.IsEmpty)
        {
            EluKernel.Backward(_output, gradientDestination, gradientSource);
        }
    }
}
