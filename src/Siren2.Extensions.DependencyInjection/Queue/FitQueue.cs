using System.Threading.Channels;
using Microsoft.Extensions.Options;

namespace Siren2.Extensions.DependencyInjection.Queue;

/// <summary>The queue: who adds on one side, <see cref="FitQueueService"/> on the other.</summary>
internal sealed class FitQueue : IFitQueue, IDisposable
{
    // Places are counted apart from the channel, so that a fit which is canceled while it waits makes room at once.
    private readonly Channel<WaitingFit> _channel = Channel.CreateUnbounded<WaitingFit>();
    private readonly CancellationTokenSource _closing = new();
    private readonly SemaphoreSlim _places;
    private readonly int _capacity;
    private int _running;

    public FitQueue(IOptions<FitQueueOptions> options)
    {
        _capacity = options.Value.Capacity;
        _places = new SemaphoreSlim(_capacity, _capacity);
    }

    public int WaitingCount => _capacity - _places.CurrentCount;

    public int RunningCount => Volatile.Read(ref _running);

    public async ValueTask<QueuedFit<T>> EnqueueAsync<T>(Func<CancellationToken, T> fit, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(fit);
        try
        {
            using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _closing.Token);
            await _places.WaitAsync(either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw Closed();
        }

        return Add(fit, cancellationToken) ?? throw Closed();
    }

    public QueuedFit<T>? TryEnqueue<T>(Func<CancellationToken, T> fit, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(fit);
        return !_closing.IsCancellationRequested && _places.Wait(TimeSpan.Zero, CancellationToken.None) ? Add(fit, cancellationToken) : null;
    }

    /// <summary>No more fits are taken; who waits for a place is told.</summary>
    public void Close()
    {
        _channel.Writer.TryComplete();
        _closing.Cancel();
    }

    /// <summary>Cancels all that wait.</summary>
    public void CancelWaiting()
    {
        while (_channel.Reader.TryRead(out WaitingFit? fit))
        {
            fit.Cancel();
        }
    }

    /// <summary>Runs one fit after the other, until the queue is closed and empty.</summary>
    /// <param name="metrics">Is told of each.</param>
    /// <param name="stop">Ends each within one step.</param>
    public async Task WorkAsync(FitQueueMetrics metrics, CancellationToken stop)
    {
        await foreach (WaitingFit fit in _channel.Reader.ReadAllAsync(CancellationToken.None).ConfigureAwait(false))
        {
            if (!fit.TryLeave())
            {
                continue;
            }

            metrics.Waited(fit.Waited);
            Interlocked.Increment(ref _running);

            // A fit computes for seconds or minutes: a thread of its own, so that the pool's are there for requests.
            await Task.Factory.StartNew(() => Run(fit, stop), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default)
                .ConfigureAwait(false);
        }
    }

    public void Dispose()
    {
        if (!_closing.IsCancellationRequested)
        {
            Close();
        }

        CancelWaiting();
        _closing.Dispose();
        _places.Dispose();
    }

    private static InvalidOperationException Closed() => new("The host stops: its queue takes no more fits.");

    /// <summary>Adds a fit for which there is a place; null where the queue was closed.</summary>
    private QueuedFit<T>? Add<T>(Func<CancellationToken, T> fit, CancellationToken cancellationToken)
    {
        var waiting = new WaitingFit<T>(fit, () => _places.Release(), cancellationToken);
        if (_channel.Writer.TryWrite(waiting))
        {
            return waiting.Place;
        }

        waiting.Cancel();
        return null;
    }

    private void Run(WaitingFit fit, CancellationToken stop)
    {
        try
        {
            fit.Run(stop);
        }
        finally
        {
            Interlocked.Decrement(ref _running);
        }
    }
}
