using System.Diagnostics;

namespace Siren2.Reports;

/// <summary>
/// Counts the steps of all networks and tells the host, from whichever thread takes one: in order, one report at a time, and without holding anything
/// that another thread could wait for.
/// </summary>
internal sealed class ProgressMeter(FitMode mode, IProgress<FitProgress>? progress)
{
    private readonly Lock _lock = new();
    private readonly Queue<FitProgress> _waiting = [];
    private readonly long _start = Stopwatch.GetTimestamp();
    private FitStage _stage;
    private long _fitStart;
    private int _networkCount;
    private int _stepsPerNetwork;
    private long _steps;
    private long _skipped;
    private int[] _stepsOf = [];
    private bool[] _isOver = [];
    private bool _isTelling;
    private bool _hasFailed;

    /// <summary>A stage begins, or goes on.</summary>
    public void Enter(FitStage stage)
    {
        lock (_lock)
        {
            _stage = stage;
            Note(-1, double.NaN);
        }

        Tell();
    }

    /// <summary>
    /// The fit of so many networks begins. Where there are none, that is the one report of it, so that whoever waits for the end hears of it.
    /// </summary>
    public void Begin(int networkCount, int stepsPerNetwork)
    {
        lock (_lock)
        {
            _stage = FitStage.Fit;
            _fitStart = Stopwatch.GetTimestamp();
            _networkCount = networkCount;
            _stepsPerNetwork = stepsPerNetwork;
            _stepsOf = new int[networkCount];
            _isOver = new bool[networkCount];
        }

        if (networkCount == 0)
        {
            Enter(FitStage.Fit);
        }
    }

    /// <summary>Counts a step; of those that a host's network takes beyond the plan nothing but the loss is told, and nothing of those after its end.</summary>
    public void AfterStep(int network, double loss)
    {
        lock (_lock)
        {
            if (_isOver[network])
            {
                return;
            }

            if (_stepsOf[network] < _stepsPerNetwork)
            {
                _stepsOf[network]++;
                _steps++;
            }

            Note(network, loss);
        }

        Tell();
    }

    /// <summary>The fit of a network is over, however it went: what it tells of steps from now on is not told on.</summary>
    public void End(int network)
    {
        lock (_lock)
        {
            _isOver[network] = true;
        }
    }

    /// <summary>Counts the steps that a network did without because it stopped early, or told nobody of.</summary>
    public void AfterNetwork(int network, double loss)
    {
        lock (_lock)
        {
            int left = _stepsPerNetwork - _stepsOf[network];
            if (left == 0)
            {
                return;
            }

            _stepsOf[network] = _stepsPerNetwork;
            _skipped += left;
            Note(network, loss);
        }

        Tell();
    }

    private void Note(int network, double loss)
    {
        if (progress is null || _hasFailed)
        {
            return;
        }

        long total = (long)_networkCount * _stepsPerNetwork;
        long done = _steps + _skipped;
        _waiting.Enqueue(new FitProgress
        {
            Mode = mode,
            Stage = _stage,
            StepsTaken = done,
            StepCount = total,
            Network = network,
            NetworkCount = _networkCount,
            Loss = loss,
            Elapsed = Stopwatch.GetElapsedTime(_start),
            Remaining = done == total && _stage >= FitStage.Fit ? TimeSpan.Zero
                : _steps == 0 ? null
                : Stopwatch.GetElapsedTime(_fitStart) * ((double)(total - done) / _steps),
        });
    }

    /// <summary>
    /// Hands over what waits, unless another thread is at it, which then goes on to this report. What the host throws ends all reports.
    /// </summary>
    private void Tell()
    {
        while (true)
        {
            FitProgress next;
            lock (_lock)
            {
                if (_isTelling || !_waiting.TryDequeue(out next))
                {
                    return;
                }

                _isTelling = true;
            }

            bool isTold = false;
            try
            {
                progress!.Report(next);
                isTold = true;
            }
            finally
            {
                lock (_lock)
                {
                    _isTelling = false;
                    if (!isTold)
                    {
                        _hasFailed = true;
                        _waiting.Clear();
                    }
                }
            }
        }
    }
}
