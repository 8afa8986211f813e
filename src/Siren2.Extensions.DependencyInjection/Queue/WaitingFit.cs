using System.Diagnostics;

namespace Siren2.Extensions.DependencyInjection.Queue;

/// <summary>A fit in the queue, whatever it gives. It waits until it leaves, once: to be run, or because it is canceled.</summary>
/// <param name="leave">Told when it leaves.</param>
internal abstract class WaitingFit(Action leave)
{
    private readonly long _added = Stopwatch.GetTimestamp();
    private int _hasLeft;

    /// <summary>Time since it was added.</summary>
    public TimeSpan Waited => Stopwatch.GetElapsedTime(_added);

    /// <summary>Takes it out of the queue; false where it has left before.</summary>
    public bool TryLeave()
    {
        bool leaves = Interlocked.Exchange(ref _hasLeft, 1) == 0;
        if (leaves)
        {
            leave();
        }

        return leaves;
    }

    /// <summary>Runs it, once it has left, on the calling thread; nothing is thrown, the result tells.</summary>
    /// <param name="stop">Ends it, as its own token does.</param>
    public abstract void Run(CancellationToken stop);

    /// <summary>Cancels it, unless it has left.</summary>
    public abstract void Cancel();
}

/// <summary>A fit in the queue.</summary>
/// <typeparam name="T">What it gives.</typeparam>
internal sealed class WaitingFit<T> : WaitingFit
{
    // Continuations are the host's: they must not run on a thread of the queue.
    private readonly TaskCompletionSource<T> _result = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationToken _token;
    private readonly CancellationTokenRegistration _registration;
    private Func<CancellationToken, T>? _fit;

    /// <summary>Makes a place for a fit.</summary>
    /// <param name="fit">The work.</param>
    /// <param name="leave">Told when it no longer waits.</param>
    /// <param name="token">Ends it, also while it waits.</param>
    public WaitingFit(Func<CancellationToken, T> fit, Action leave, CancellationToken token)
        : base(leave)
    {
        (_fit, _token) = (fit, token);
        Place = new QueuedFit<T>(_result.Task);
        _registration = token.UnsafeRegister(static (waiting, _) => ((WaitingFit<T>)waiting!).Cancel(), this);
    }

    public QueuedFit<T> Place { get; }

    public override void Run(CancellationToken stop)
    {
        _registration.Dispose();
        using var either = CancellationTokenSource.CreateLinkedTokenSource(_token, stop);
        try
        {
            either.Token.ThrowIfCancellationRequested();
            _result.TrySetResult(_fit!(either.Token));
        }
        catch (OperationCanceledException e)
        {
            _result.TrySetCanceled(_token.IsCancellationRequested ? _token : e.CancellationToken);
        }
#pragma warning disable CA1031 // Whatever it is, it belongs to who awaits the result; the queue goes on.
        catch (Exception e)
#pragma warning restore CA1031
        {
            _result.TrySetException(e);
        }
        finally
        {
            _fit = null;
        }
    }

    public override void Cancel()
    {
        if (TryLeave())
        {
            // What the fit holds on to, its clip above all, is free at once, though its husk stays until the queue comes to it.
            _fit = null;
            _result.TrySetCanceled(_token.IsCancellationRequested ? _token : new CancellationToken(canceled: true));
        }
    }
}
