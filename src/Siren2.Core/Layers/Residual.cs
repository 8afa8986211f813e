using System.Numerics.Tensors;

namespace Siren2.Layers;

/// <summary>y = branch(x) + shortcut(x), where the shortcut is the identity unless a layer is given.</summary>
internal sealed class Residual : ILayer
{
    private readonly ILayer _branch;
    private readonly ILayer? _shortcut;
    private readonly float[] _sum;

    /// <summary>A residual connection around a layer.</summary>
    /// <param name="branch">The layer.</param>
    /// <param name="shortcut">What passes the source by the branch; <see langword="null"/> for the identity.</param>
    public Residual(ILayer branch, ILayer? shortcut = null)
    {
        if ((shortcut?.SourceLength ?? branch.SourceLength) != branch.SourceLength
            || (shortcut?.DestinationLength ?? branch.SourceLength) != branch.DestinationLength)
        {
            throw new ArgumentException("Branch and shortcut must take and give signals of the same lengths.", nameof(shortcut));
        }

        _branch = branch;
        _shortcut = shortcut;
        _sum = new float[shortcut is null ? 0 : Math.Max(branch.SourceLength, branch.DestinationLength)];
    }

    /// <inheritdoc/>
    public int SourceLength => _branch.SourceLength;

    /// <inheritdoc/>
    public int DestinationLength => _branch.DestinationLength;

    /// <inheritdoc/>
    public void Initialize(Random random, CancellationToken stop = default)
    {
        _branch.Initialize(random, stop);
        _shortcut?.Initialize(random, stop);
    }

    /// <inheritdoc/>
    public void Forward(ReadOnlySpan<float> source, Span<float> destination, CancellationToken stop = default)
    {
        _branch.Forward(source, destination, stop);
        ReadOnlySpan<float> passed = source;
        if (_shortcut is not null)
        {
            _shortcut.Forward(source, _sum.AsSpan(0, DestinationLength), stop);
            passed = _sum.AsSpan(0, DestinationLength);
        }

        TensorPrimitives.Add(destination, passed, destination);
    }

    /// <inheritdoc/>
    public void Backward(ReadOnlySpan<float> gradientDestination, Span<float> gradientSource, CancellationToken stop = default)
    {
        _branch.Backward(gradientDestination, gradientSource, stop);
        ReadOnlySpan<float> passed = gradientDestination;
        if (_shortcut is not null)
        {
            Span<float> gradientShortcut = gradientSource.IsEmpty ? [] : _sum.AsSpan(0, SourceLength);
            _shortcut.Backward(gradientDestination, gradientShortcut, stop);
            passed = gradientShortcut;
        }

        if (!gradientSource.IsEmpty)
        {
            TensorPrimitives.Add(gradientSource, passed, gradientSource);
        }
    }
}
