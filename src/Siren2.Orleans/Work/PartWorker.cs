using Microsoft.Extensions.Logging;
using Siren2.Orleans.Jobs;
using Siren2.Orleans.Messages;

namespace Siren2.Orleans.Work;

/// <summary>
/// Asks jobs for work while it has processors free, works on it, and reports. Bounded: it never has more than it can work on at once, so that whoever has
/// free processors gets the next part, and a silo that dies loses what it was working on and nothing else.
/// </summary>
internal sealed partial class PartWorker : IAsyncDisposable
{
    /// <summary>Joins at once: they wait for parts most of the time.</summary>
    private const int MaximumJoins = 4;

    private readonly string _id = Guid.NewGuid().ToString("N");
    private readonly IGrainFactory _grains;
    private readonly ILocalSiloDetails _silo;
    private readonly Siren2ClusterOptions _options;
    private readonly string _engine;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly ClipCache _cache;
    private readonly UnitWork _work;
    private readonly Dictionary<string, JobRuns> _jobs = [];
    private readonly CancellationTokenSource _stop = new();
    private readonly SemaphoreSlim _wake = new(0);
    private readonly Lock _lock = new();
    private IReadOnlyList<RegisteredJob> _registered = [];
    private long _listed;
    private Task _loop = Task.CompletedTask;

    public PartWorker(
        IGrainFactory grains, ILocalSiloDetails silo, IClipWorkFactory factory, IClipStorage storage, Siren2ClusterOptions options, TimeProvider time,
        ILogger logger)
    {
        (_grains, _silo, _options, _engine, _time, _logger) = (grains, silo, options, factory.Engine, time, logger);
        _cache = new ClipCache(options.Concurrency + MaximumJoins);
        _work = new UnitWork(factory, storage, _cache, options);
    }

    public void Start() => _loop = Task.Run(LoopAsync);

    /// <summary>Stops what runs, within one step of the fits, and gives it back.</summary>
    public async Task StopAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await _loop.ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync()
    {
        await _cache.DisposeAsync().ConfigureAwait(false);
        _stop.Dispose();
        _wake.Dispose();
    }

    private async Task LoopAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            await TurnAsync(isLast: false).ConfigureAwait(false);
            await ((Task)_wake.WaitAsync(_options.Heartbeat, _stop.Token)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            while (_wake.Wait(0, CancellationToken.None))
            {
                // Several ended at once: one report for all.
            }
        }

        foreach (JobRuns job in _jobs.Values)
        {
            await job.DrainAsync().ConfigureAwait(false);
        }

        await TurnAsync(isLast: true).ConfigureAwait(false);
    }

    /// <summary>Reports to every job that has something to hear, or something to give.</summary>
    private async Task TurnAsync(bool isLast)
    {
        try
        {
            await ListAsync(isLast).ConfigureAwait(false);
            IEnumerable<string> known = _jobs.Where(job => !job.Value.IsEmpty).Select(job => job.Key);

            // Counted once: what becomes free meanwhile is offered anew from the first job on, and not to the last of them.
            int free = isLast ? 0 : Math.Max(0, _options.Concurrency - _jobs.Values.Sum(job => job.PartCount));

            // Of equal priority, each worker asks in an order of its own.
            foreach (string id in _registered.OrderByDescending(job => job.Priority).ThenBy(_ => Random.Shared.Next()).Select(job => job.Id).Union(known).ToArray())
            {
                JobRuns job = _jobs.TryGetValue(id, out JobRuns? found) ? found : _jobs[id] = new JobRuns();
                bool asks = free > 0 && (job.GivesWork || _time.GetElapsedTime(job.Reported) >= _options.Heartbeat);
                if (asks || job.HasEnded || (!job.IsEmpty && _time.GetElapsedTime(job.Reported) >= _options.Heartbeat))
                {
                    free -= await ReportAsync(id, job, free, isLast).ConfigureAwait(false);
                }
            }

            foreach (string id in _jobs.Where(job => job.Value.IsEmpty && _registered.All(other => other.Id != job.Key)).Select(job => job.Key).ToArray())
            {
                _jobs.Remove(id);
            }
        }
#pragma warning disable CA1031 // A grain that does not answer, as where its silo has died, is asked again at the next heartbeat.
        catch (Exception e)
#pragma warning restore CA1031
        {
            LogNotReported(_logger, e, _silo.Name);
        }
    }

    private async Task ListAsync(bool isLast)
    {
        if (!isLast && (_listed == 0 || _time.GetElapsedTime(_listed) >= _options.Heartbeat))
        {
            _registered = await _grains.GetGrain<IJobRegistry>(0).ListAsync().ConfigureAwait(false);
            _listed = _time.GetTimestamp();
        }
    }

    /// <summary>Reports to a job, and begins what it gives: the number of those parts.</summary>
    private async Task<int> ReportAsync(string id, JobRuns job, int free, bool isLast)
    {
        EndedUnit[] ended = job.Ended();
        var report = new WorkerReport
        {
            Worker = _id,
            SiloName = _silo.Name,
            Silo = _silo.SiloAddress,
            Engine = _engine,
            Number = job.NextNumber(),
            Free = free,
            FreeJoins = isLast || _options.Concurrency == 0 ? 0 : Math.Max(0, MaximumJoins - _jobs.Values.Sum(other => other.JoinCount)),
            Running = job.Running(),
            Ended = ended,
        };
        WorkerOrders orders = await _grains.GetGrain<IJobDesk>(id).ReportAsync(report).ConfigureAwait(false);
        job.Forget(ended);
        job.Reported = _time.GetTimestamp();
        if (free > 0)
        {
            // A job that was asked for nothing has not said that it has nothing.
            job.GivesWork = orders.Begin.Count > 0;
        }

        foreach (WorkUnit unit in orders.Stop)
        {
            job.Stop(unit);
        }

        foreach (Assignment assignment in orders.Begin)
        {
            job.Begin(new UnitRun(assignment, _stop.Token), run => _work.RunAsync(id, orders.Settings!, run, Wake), Wake);
        }

        return orders.Begin.Count(assignment => !assignment.Unit.IsJoin);
    }

    private void Wake()
    {
        lock (_lock)
        {
            if (_wake.CurrentCount == 0)
            {
                _ = _wake.Release();
            }
        }
    }

    [LoggerMessage(10, LogLevel.Warning, "The worker of silo {Silo} could not report; it will try again.")]
    private static partial void LogNotReported(ILogger logger, Exception exception, string silo);
}
