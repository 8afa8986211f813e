using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Siren2.Orleans.Work;

/// <summary>Lets a silo work from when it is a member of the cluster until it begins to stop.</summary>
internal sealed class WorkerHost(
    IGrainFactory grains, ILocalSiloDetails silo, IClipWorkFactory factory, IClipStorage storage, IOptions<Siren2ClusterOptions> options, TimeProvider time,
    ILogger<PartWorker> logger) : ILifecycleParticipant<ISiloLifecycle>
{
    private PartWorker[] _workers = [];

    public void Participate(ISiloLifecycle observer) =>
        observer.Subscribe(nameof(WorkerHost), ServiceLifecycleStage.Active + 1, StartAsync, StopAsync);

    private Task StartAsync(CancellationToken cancellationToken)
    {
        _workers = [.. Enumerable.Range(0, options.Value.Workers).Select(_ => new PartWorker(grains, silo, factory, storage, options.Value, time, logger))];
        foreach (PartWorker worker in _workers)
        {
            worker.Start();
        }

        return Task.CompletedTask;
    }

    private async Task StopAsync(CancellationToken cancellationToken)
    {
        // A silo that is to be gone at once does not wait; what it had goes to others.
        await Task.WhenAll(_workers.Select(worker => worker.StopAsync())).WaitAsync(cancellationToken).ConfigureAwait(false);
        foreach (PartWorker worker in _workers)
        {
            await worker.DisposeAsync().ConfigureAwait(false);
        }
    }
}
