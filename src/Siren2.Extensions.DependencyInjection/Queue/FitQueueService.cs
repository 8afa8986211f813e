using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Siren2.Extensions.DependencyInjection.Queue;

/// <summary>Works on the queue while the host runs.</summary>
internal sealed class FitQueueService(FitQueue queue, FitQueueMetrics metrics, IOptions<FitQueueOptions> options)
    : BackgroundService, IHostedLifecycleService
{
    private readonly CancellationTokenSource _stop = new();

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>
    /// Before any service of the host stops: a web server that stops waits for its requests, and they for their fits, which must know by then.
    /// </summary>
    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        queue.Close();
        if (options.Value.OnStop != FitQueueStop.FinishAll)
        {
            queue.CancelWaiting();
        }

        if (options.Value.OnStop == FitQueueStop.CancelAll)
        {
            await _stop.CancelAsync().ConfigureAwait(false);
        }
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        // Again, for hosts that know no such stages.
        await StoppingAsync(cancellationToken).ConfigureAwait(false);
        using (cancellationToken.Register(Abandon))
        {
            // Fits end within one step once they are canceled: what runs is waited for, also beyond the host's time.
            await (ExecuteTask ?? Task.CompletedTask).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        await base.StopAsync(cancellationToken).ConfigureAwait(false);
    }

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public override void Dispose()
    {
        _stop.Dispose();
        base.Dispose();
    }

    /// <summary>Works on as many at once as the options allow. The host's own token ends nothing: <see cref="StoppingAsync"/> says what ends when.</summary>
    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll(Enumerable.Range(0, options.Value.Concurrency).Select(_ => queue.WorkAsync(metrics, _stop.Token)));

    private void Abandon()
    {
        queue.CancelWaiting();
        _stop.Cancel();
    }
}
