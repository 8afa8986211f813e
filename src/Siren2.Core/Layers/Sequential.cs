namespace Siren2.Layers;

/// <summary>Layers applied one after the other. Signals between them pass through two buffers in turn.</summary>
internal sealed class Sequential : ILayer
{
    private readonly ILayer[] _layers;
    private readonly float[] _even;
    private readonly float[] _odd;

    /// <summary>A chain of layers.</summary>
    /// <param name="layers">At least one layer; each takes what the one before it gives.</param>
    public Sequential(params ILayer[] layers)
    {
        for (int i = 1; i < layers.Length; i++)
        {
            if (layers[i].SourceLength != layers[i - 1].DestinationLength)
            {
                throw new ArgumentException(
                    $"Layer {i} takes {layers[i].SourceLength} elements, layer {i - 1} gives {layers[i - 1].DestinationLength}.",
                    nameof(layers));
            }
        }

        _layers = layers;
        int longest = layers.Max(layer => Math.Max(layer.SourceLength, layer.DestinationLength));
        _even = new float[longest];
        _odd = new float[longest];
    }

    /// <inheritdoc/>
    public int SourceLength => _layers[0].SourceLength;

    /// <inheritdoc/>
    public int DestinationLength => _layers[^1].DestinationLength;

    /// <inheritdoc/>
    public void Initialize(Random random, CancellationToken stop = default)
    {
        foreach (ILayer layer in _layers)
        {
            layer.Initialize(random, stop);
        }
    }

    /// <inheritdoc/>
    public void Forward(ReadOnlySpan<float> source, Span<float> destination, CancellationToken stop = default)
    {
        ReadOnlySpan<float> input = source;
        for (int i = 0; i < _layers.Length; i++)
        {
            Span<float> output = i == _layers.Length - 1 ? destination : Between(i, i + 1);
            stop.ThrowIfCancellationRequested();
            _layers[i].Forward(input, output, stop);
            input = output;
        }
    }

    /// <inheritdoc/>
    public void Backward(ReadOnlySpan<float> gradientDestination, Span<float> gradientSource, CancellationToken stop = default)
    {
        ReadOnlySpan<float> input = gradientDestination;
        for (int i = _layers.Length - 1; i >= 0; i--)
        {
            Span<float> output = i == 0 ? gradientSource : Between(i - 1, i);
            stop.ThrowIfCancellationRequested();
            _layers[i].Backward(input, output, stop);
            input = output;
        }
    }

    private Span<float> Between(int before, int after) =>
        (after % 2 == 0 ? _even : _odd).AsSpan(0, _layers[before].DestinationLength);
}
