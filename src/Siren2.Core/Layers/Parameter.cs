namespace Siren2.Layers;

/// <summary>
/// One tensor of a network: a slice of its <see cref="ParameterBlock"/> with the name and the shape under which it is published.
/// </summary>
/// <remarks>
/// Convolution weights, the only tensors with three dimensions, are published as <c>[out, in, kernel]</c> but stored as
/// <c>[out, kernel, in]</c>: with channels last, the window that a kernel sees is <c>[kernel, in]</c> in memory, and the
/// convolution is one product of matrices.
/// </remarks>
internal sealed class Parameter(ParameterBlock block, string name, int[] shape, int offset, int length)
{
    public string Name { get; } = name;

    /// <summary>The published shape, slowest dimension first.</summary>
    public IReadOnlyList<int> Shape { get; } = shape;

    public int Length { get; } = length;

    /// <summary>The elements in stored order, <c>[Length]</c>.</summary>
    public Span<float> Value => block.Values.Slice(offset, Length);

    /// <summary>∂loss/∂<see cref="Value"/>, <c>[Length]</c>.</summary>
    public Span<float> Gradient => block.Gradients.Slice(offset, Length);

    /// <summary>Copies elements from stored into published order.</summary>
    public float[] ToPublished(ReadOnlySpan<float> stored)
    {
        var published = new float[Length];
        Reorder(stored, published, toPublished: true);
        return published;
    }

    /// <summary>Overwrites <see cref="Value"/> with elements in published order, <c>[Length]</c>.</summary>
    public void SetPublished(ReadOnlySpan<float> published) => Reorder(published, Value, toPublished: false);

    private void Reorder(ReadOnlySpan<float> source, Span<float> destination, bool toPublished)
    {
        if (shape is not [int outputs, int inputs, int kernel])
        {
            source.CopyTo(destination);
            return;
        }

        for (int o = 0; o < outputs; o++)
        {
            for (int i = 0; i < inputs; i++)
            {
                for (int k = 0; k < kernel; k++)
                {
                    int published = (((o * inputs) + i) * kernel) + k;
                    int stored = (((o * kernel) + k) * inputs) + i;
                    destination[toPublished ? published : stored] = source[toPublished ? stored : published];
                }
            }
        }
    }
}
