using System.Runtime.ExceptionServices;

namespace Siren2.NAudio.Playback;

/// <summary>
/// Reads what was fitted of a plan, and has more fitted ahead of the listener. Where all that is wanted is there, nothing runs and nothing has to be
/// told to stop. Every member may be called from any thread.
/// </summary>
internal sealed class FitAhead : IDisposable
{
    private readonly object _gate = new();
    private readonly UpsamplePlan _plan;
    private readonly PartsAhead _parts;
    private readonly WorkThread _thread;
    private readonly bool _waits;
    private readonly CancellationToken _stop;
    private readonly CancellationTokenRegistration _registration;
    private long _position;
    private long _seeks;
    private long _underruns;
    private ExceptionDispatchInfo? _failure;
    private bool _isOver;
    private bool _isDisposed;

    /// <param name="plan">The plan.</param>
    /// <param name="options">How far ahead, and what is done where that is not far enough.</param>
    /// <param name="cancellationToken">Ends all work.</param>
    public FitAhead(UpsamplePlan plan, SuperResolvingOptions options, CancellationToken cancellationToken)
    {
        _plan = plan;
        _waits = options.OnUnderrun == UnderrunBehavior.Wait;
        _parts = new PartsAhead(plan, (long)Math.Min(options.LookAhead.TotalSeconds * plan.OutputSampleRate, long.MaxValue / 2));
        _stop = cancellationToken;
        _thread = new WorkThread(_gate, plan, Next, Finish);
        lock (_gate)
        {
            _thread.GoOn();
        }

        _registration = cancellationToken.Register(Cancel);
    }

    public long Underruns
    {
        get
        {
            lock (_gate)
            {
                return _underruns;
            }
        }
    }

    public bool IsFitting
    {
        get
        {
            lock (_gate)
            {
                return _thread.Running is not null;
            }
        }
    }

    public int PartsInMemory
    {
        get
        {
            lock (_gate)
            {
                return _parts.Count;
            }
        }
    }

    public long Position
    {
        get
        {
            lock (_gate)
            {
                return _position;
            }
        }

        set => Seek(value);
    }

    /// <summary>Fills frames from the position on.</summary>
    /// <returns>Samples that were written, all channels together; fewer than there is room for at the end alone.</returns>
    public int Read(Span<float> interleaved)
    {
        lock (_gate)
        {
            int wanted = interleaved.Length / _plan.ChannelCount;
            int filled = 0;
            long seeks = _seeks;
            for (bool isLate = false; ; isLate = true)
            {
                ObjectDisposedException.ThrowIf(_isDisposed, typeof(SuperResolvingSampleProvider));
                if (seeks != _seeks)
                {
                    // What was read before a seek is not mixed with what comes after.
                    (seeks, filled) = (_seeks, 0);
                }

                filled += Take(interleaved[(filled * _plan.ChannelCount)..], wanted - filled);
                _thread.GoOn();
                if (filled == wanted || _position >= _plan.Length || (_isOver && _failure is null))
                {
                    return filled * _plan.ChannelCount;
                }

                if (_failure is not null)
                {
                    _position -= filled;
                    ThrowOnce();
                }

                _underruns += isLate ? 0 : 1;
                if (!_waits)
                {
                    interleaved[(filled * _plan.ChannelCount)..(wanted * _plan.ChannelCount)].Clear();
                    return wanted * _plan.ChannelCount;
                }

                _ = Monitor.Wait(_gate);
            }
        }
    }

    /// <summary>Waits until the sample at the position is there, or the end is reached.</summary>
    public void WaitUntilReady(CancellationToken cancellationToken)
    {
        using CancellationTokenRegistration waking = cancellationToken.Register(Wake);
        lock (_gate)
        {
            while (true)
            {
                ObjectDisposedException.ThrowIf(_isDisposed, typeof(SuperResolvingSampleProvider));
                cancellationToken.ThrowIfCancellationRequested();
                if (_position >= _plan.Length || _parts.Find(_position) is not null || (_isOver && _failure is null))
                {
                    return;
                }

                if (_failure is not null)
                {
                    ThrowOnce();
                }

                _ = Monitor.Wait(_gate);
            }
        }
    }

    public void Dispose()
    {
        Thread? worker;
        lock (_gate)
        {
            _isDisposed = true;
            _thread.GiveUp();
            worker = _thread.Running;
            Monitor.PulseAll(_gate);
        }

        _registration.Dispose();
        if (worker is not null && worker != Thread.CurrentThread)
        {
            // The source is read by it, and is its owner's to dispose of next.
            worker.Join();
        }

        lock (_gate)
        {
            _parts.Clear();
        }
    }

    private void Seek(long position)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(position);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(position, _plan.Length);
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, typeof(SuperResolvingSampleProvider));
            _position = position;
            _seeks++;
            if (!_stop.IsCancellationRequested)
            {
                // What failed may go well elsewhere, or another time.
                _failure = null;
                _isOver = false;
            }

            _thread.TurnToNext();
            _thread.GoOn();
            Monitor.PulseAll(_gate);
        }
    }

    private void Cancel()
    {
        lock (_gate)
        {
            _failure = ExceptionDispatchInfo.Capture(new OperationCanceledException(_stop));
            _isOver = true;
            _thread.GiveUp();
            Monitor.PulseAll(_gate);
        }
    }

    private void Wake()
    {
        lock (_gate)
        {
            Monitor.PulseAll(_gate);
        }
    }

    private void ThrowOnce()
    {
        ExceptionDispatchInfo failure = _failure!;
        _failure = null;
        failure.Throw();
    }

    /// <summary>Copies what is there of the next frames, and moves the position.</summary>
    private int Take(Span<float> interleaved, int frames)
    {
        int channels = _plan.ChannelCount;
        int taken = 0;
        while (taken < frames && _parts.Find(_position) is PlayedPart part)
        {
            int first = (int)(_position - part.Start);
            int count = (int)Math.Min(frames - taken, part.End - _position);
            for (int c = 0; c < channels; c++)
            {
                Interleaved.WriteChannel(part.Samples!.Channel(c).Slice(first, count), interleaved[(taken * channels)..], channels, c);
            }

            taken += count;
            _position += count;
        }

        return taken;
    }

    private PartWork? Next() => _isDisposed || _isOver || _stop.IsCancellationRequested ? null : _parts.Next(_position);

    private void Finish(PlayedPart? part, Exception? failure)
    {
        if (part is not null && !_isDisposed)
        {
            _parts.Keep(part, _position);
        }

        if (failure is not null && !_isOver)
        {
            _failure = ExceptionDispatchInfo.Capture(failure);
            _isOver = true;
        }

        Monitor.PulseAll(_gate);
    }
}
