using Siren2.Kernels.Elementwise;
using Siren2.Kernels.Threads;

namespace Siren2.Layers;

/// <summary>y = branch(x) + shortcut(x), where the shortcut is the identity unless a layer is given.</summary>
internal sealed class Residual : ILayer
{
    private readonly ILayer _branch;
    private readonly ILayer? _shortcut;
    private readonly float[] _sum;
    private readonly WorkerTeam _team;

    /// <summary>A residual connection around a layer.</summary>
    /// <param name="branch">The layer.</param>
    /// <param name="shortcut">What passes the source by the branch; <see langword="null"/> for the identity.</param>
    /// <param name="team">Who shares the work; the caller alone by default.</param>
    public Residual(ILayer branch, ILayer? shortcut = null, WorkerTeam? team = null)
    {
        if ((shortcut?.SourceLength ?? branch.SourceLength) != branch.SourceLength
            || (shortcut?.DestinationLength ?? branch.SourceLength) != branch.DestinationLength)
        {
            throw new ArgumentException("Branch and shortcut must take and give signals of the same lengths.", nameof(shortcut));
        }

        _branch = branch;
        _team = team ?? WorkerTeam.Alone;
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

        Sharing.Add(destination, passed, _team);
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
            Sharing.Add(gradientSource, passed, _team);
        }
    }
}
