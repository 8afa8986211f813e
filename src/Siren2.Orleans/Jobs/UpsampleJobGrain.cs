using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Placement;
using Orleans.Storage;
using Siren2.Orleans.Messages;
using Siren2.Orleans.Work;

namespace Siren2.Orleans.Jobs;

/// <summary>A job: keeps its book, and the book in grain storage. It computes nothing: workers do, off every grain's scheduler.</summary>
[ResourceOptimizedPlacement]
[SuppressMessage("Design", "CA1001", Justification = "Nobody asks the semaphore for a handle, so that it has nothing to dispose of.")]
internal sealed partial class UpsampleJobGrain(
    [PersistentState("request", Siren2GrainStorage.Name)] IPersistentState<RequestRecord> submitted,
    [PersistentState("progress", Siren2GrainStorage.Name)] IPersistentState<ProgressRecord> progress,
    IClusterMembershipService membership,
    IClipStorage storage,
    IOptions<Siren2ClusterOptions> options,
    TimeProvider time,
    ILogger<UpsampleJobGrain> logger) : Grain, IUpsampleJob, IJobDesk, IRemindable
{
    private const string Reminder = "revive";

    // The shortest that Orleans takes.
    private static readonly TimeSpan ReminderPeriod = TimeSpan.FromMinutes(1);

    // Storage takes one write at a time; reports go on meanwhile.
    private readonly SemaphoreSlim _writing = new(1);
    private JobBook? _book;
    private IGrainTimer? _timer;
    private DateTimeOffset _givesFrom;

    private string Id => this.GetPrimaryKeyString();

    private bool IsRunning => progress.State.State == UpsampleJobState.Running;

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        RecordVersion.Check(submitted.State.Version, $"Job '{Id}'");
        RecordVersion.Check(progress.State.Version, $"The progress of job '{Id}'");
        if (submitted.State.Request is not null)
        {
            // Whoever has work of it still gets it confirmed before somebody else is given the same.
            _givesFrom = time.GetUtcNow() + (3 * options.Value.Heartbeat);
            Begin();
            LogActivated(logger, Id, _book!.PartsDone);
        }

        return Task.CompletedTask;
    }

    public async Task SubmitAsync(UpsampleJobRequest request)
    {
        RequestCheck.ThrowUnlessUseful(request, options.Value);
        if (submitted.State.Request is StoredRequest known)
        {
            if (!known.ToRequest().Equals(request))
            {
                throw new InvalidOperationException($"There is a job '{Id}', and it is another; choose another id.");
            }

            // Whoever submitted it may have died before it was announced.
            await AnnounceAsync().ConfigureAwait(true);
            return;
        }

        progress.State = new ProgressRecord { State = UpsampleJobState.Running, Submitted = time.GetUtcNow() };
        await progress.WriteStateAsync().ConfigureAwait(true);
        submitted.State = new RequestRecord { Request = StoredRequest.Of(request) };
        try
        {
            await submitted.WriteStateAsync().ConfigureAwait(true);
        }
        catch
        {
            submitted.State = new RequestRecord();
            throw;
        }

        Begin();
        LogSubmitted(logger, Id, request.Clips.Count, request.Priority);
        await AnnounceAsync().ConfigureAwait(true);
    }

    public Task<UpsampleJobProgress> GetProgressAsync() =>
        Task.FromResult(_book?.Progress(progress.State) ?? new UpsampleJobProgress { State = UpsampleJobState.Unknown });

    public Task<IReadOnlyList<ClipFailure>> GetFailuresAsync() => Task.FromResult<IReadOnlyList<ClipFailure>>([.. _book?.Failures ?? []]);

    public async Task CancelAsync()
    {
        await _writing.WaitAsync().ConfigureAwait(true);
        try
        {
            if (_book is not null && IsRunning)
            {
                await EndAsync(UpsampleJobState.Canceled).ConfigureAwait(true);
            }
        }
        finally
        {
            _ = _writing.Release();
        }
    }

    public async Task ForgetAsync()
    {
        if (_book is null)
        {
            return;
        }

        if (!progress.State.IsClean)
        {
            throw new InvalidOperationException($"Job '{Id}' is not over; cancel it first, and wait until silos have let go of its parts.");
        }

        await submitted.ClearStateAsync().ConfigureAwait(true);
        await progress.ClearStateAsync().ConfigureAwait(true);
        DeactivateOnIdle();
    }

    public Task<WorkerOrders> ReportAsync(WorkerReport report)
    {
        if (_book is null)
        {
            return Task.FromResult(new WorkerOrders { Stop = [.. report.Running.Select(running => running.Unit)] });
        }

        DateTimeOffset now = time.GetUtcNow();
        WorkerOrders orders = _book.Take(report, now, IsRunning && now >= _givesFrom);
        if (IsRunning && _book.IsComplete)
        {
            // The last part ends the job at once.
            _timer?.Change(TimeSpan.Zero, options.Value.Heartbeat);
        }

        return Task.FromResult(IsRunning ? orders : orders with { Stop = [.. report.Running.Select(running => running.Unit)] });
    }

    public async Task ReceiveReminder(string reminderName, TickStatus status)
    {
        if (IsRunning)
        {
            await AnnounceAsync().ConfigureAwait(true);
        }
        else if (_book is null)
        {
            await UnregisterAsync().ConfigureAwait(true);
        }
    }

    private void Begin()
    {
        _book = new JobBook(submitted.State.Request!.ToRequest(), progress.State, JobLimits.Of(options.Value));
        if (progress.State.IsClean)
        {
            return;
        }

        _timer ??= this.RegisterGrainTimer(
            TickAsync, new GrainTimerCreationOptions(options.Value.Heartbeat, options.Value.Heartbeat) { Interleave = true, KeepAlive = true });
    }

    /// <summary>Tells workers of the job, and Orleans to wake it.</summary>
    private async Task AnnounceAsync()
    {
        if (IsRunning)
        {
            _ = await this.RegisterOrUpdateReminder(Reminder, ReminderPeriod, ReminderPeriod).ConfigureAwait(true);
            await GrainFactory.GetGrain<IJobRegistry>(0).AddAsync(Id, submitted.State.Request!.Priority).ConfigureAwait(true);
        }
    }

    private async Task TickAsync(CancellationToken cancellationToken)
    {
        if (_book is null || !await _writing.WaitAsync(TimeSpan.Zero, cancellationToken).ConfigureAwait(true))
        {
            return;
        }

        try
        {
            ClusterMembershipSnapshot silos = membership.CurrentSnapshot;
            _book.Expire(worker => silos.GetSiloStatus(worker.Silo) == SiloStatus.Dead, time.GetUtcNow());
            if (IsRunning && _book.IsComplete)
            {
                await EndAsync(UpsampleJobState.Completed).ConfigureAwait(true);
            }
            else if (_book.IsChanged)
            {
                await SaveAsync().ConfigureAwait(true);
            }

            if (!IsRunning && !progress.State.IsClean && _book.IsIdle)
            {
                await CleanAsync().ConfigureAwait(true);
            }
        }
        catch (InconsistentStateException)
        {
            // Another activation has written: this one ends.
            throw;
        }
#pragma warning disable CA1031 // Storage that does not answer is asked again at the next heartbeat.
        catch (Exception e)
#pragma warning restore CA1031
        {
            LogNotSaved(logger, e, Id);
        }
        finally
        {
            _ = _writing.Release();
        }
    }

    private async Task EndAsync(UpsampleJobState state)
    {
        ProgressRecord before = progress.State;
        progress.State = _book!.Record(before);
        (progress.State.State, progress.State.Ended) = (state, time.GetUtcNow());
        try
        {
            await progress.WriteStateAsync().ConfigureAwait(true);
        }
        catch
        {
            progress.State = before;
            throw;
        }

        LogEnded(logger, Id, state, _book.PartsDone, _book.Failures.Count);
    }

    private async Task SaveAsync()
    {
        int[] finished = [.. _book!.Finished];
        ProgressRecord before = progress.State;
        progress.State = _book.Record(before);
        try
        {
            await progress.WriteStateAsync().ConfigureAwait(true);
        }
        catch
        {
            _book.Touch();
            throw;
        }

        // Only now that it is known for good that their clips are done.
        foreach (int clip in finished)
        {
            await storage.DeleteAsync(PartNames.OfClip(Id, clip)).ConfigureAwait(true);
        }

        _book.Finished.RemoveRange(0, finished.Length);
    }

    private async Task CleanAsync()
    {
        await storage.DeleteAsync(PartNames.OfJob(Id)).ConfigureAwait(true);
        await GrainFactory.GetGrain<IJobRegistry>(0).RemoveAsync(Id).ConfigureAwait(true);
        await UnregisterAsync().ConfigureAwait(true);
        progress.State.IsClean = true;
        await progress.WriteStateAsync().ConfigureAwait(true);
        _timer?.Dispose();
        _timer = null;
    }

    private async Task UnregisterAsync()
    {
        if (await this.GetReminder(Reminder).ConfigureAwait(true) is IGrainReminder reminder)
        {
            await this.UnregisterReminder(reminder).ConfigureAwait(true);
        }
    }

    [LoggerMessage(1, LogLevel.Information, "Job {Id} was submitted: {Clips} clips of priority {Priority}.")]
    private static partial void LogSubmitted(ILogger logger, string id, int clips, int priority);

    [LoggerMessage(2, LogLevel.Information, "Job {Id} is here; {Parts} parts of it are done.")]
    private static partial void LogActivated(ILogger logger, string id, long parts);

    [LoggerMessage(3, LogLevel.Information, "Job {Id} is {State}: {Parts} parts are done, {Failed} clips were set aside.")]
    private static partial void LogEnded(ILogger logger, string id, UpsampleJobState state, long parts, int failed);

    [LoggerMessage(4, LogLevel.Warning, "What job {Id} is at could not be kept; it will be tried again.")]
    private static partial void LogNotSaved(ILogger logger, Exception exception, string id);
}
