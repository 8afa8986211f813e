namespace Siren2.Losses;

/// <summary>
/// Workspaces that wait for the next call, of any length of waveform. Bounded: where calls keep changing their length, the
/// workspaces that have waited longest go.
/// </summary>
internal sealed class WorkspacePool(Func<int, MultiResolutionWorkspace> create)
{
    private readonly Lock _lock = new();
    private readonly List<MultiResolutionWorkspace> _idle = new(Capacity);

    private static int Capacity => Math.Max(16, 2 * Environment.ProcessorCount);

    /// <summary>A workspace for waveforms of <paramref name="length"/> samples, for the caller alone.</summary>
    public MultiResolutionWorkspace Take(int length)
    {
        lock (_lock)
        {
            for (int i = _idle.Count - 1; i >= 0; i--)
            {
                MultiResolutionWorkspace workspace = _idle[i];
                if (workspace.Length == length)
                {
                    _idle.RemoveAt(i);
                    return workspace;
                }
            }
        }

        return create(length);
    }

    /// <summary>Gives a workspace back.</summary>
    public void Return(MultiResolutionWorkspace workspace)
    {
        lock (_lock)
        {
            if (_idle.Count == Capacity)
            {
                _idle.RemoveAt(0);
            }

            _idle.Add(workspace);
        }
    }
}
