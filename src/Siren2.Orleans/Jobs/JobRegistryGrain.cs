namespace Siren2.Orleans.Jobs;

/// <summary>The registry, kept in grain storage. What it has forgotten or not heard of, the reminders of jobs bring back.</summary>
internal sealed class JobRegistryGrain(
    [PersistentState("registry", Siren2GrainStorage.Name)] IPersistentState<RegistryRecord> record) : Grain, IJobRegistry
{
    private RegisteredJob[]? _sorted;

    public async Task AddAsync(string id, int priority)
    {
        if (record.State.Priorities.TryGetValue(id, out int known) && known == priority)
        {
            return;
        }

        record.State.Priorities[id] = priority;
        await SaveAsync().ConfigureAwait(true);
    }

    public async Task RemoveAsync(string id)
    {
        if (record.State.Priorities.Remove(id))
        {
            await SaveAsync().ConfigureAwait(true);
        }
    }

    public Task<IReadOnlyList<RegisteredJob>> ListAsync() => Task.FromResult<IReadOnlyList<RegisteredJob>>(
        _sorted ??= [.. record.State.Priorities.OrderByDescending(job => job.Value).Select(job => new RegisteredJob(job.Key, job.Value))]);

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        RecordVersion.Check(record.State.Version, "The registry of jobs");
        return Task.CompletedTask;
    }

    private Task SaveAsync()
    {
        _sorted = null;
        return record.WriteStateAsync();
    }
}

/// <summary>What grain storage holds of the registry.</summary>
[GenerateSerializer]
[Alias("Siren2.RegistryRecord")]
internal sealed class RegistryRecord
{
    [Id(0)]
    public int Version { get; set; } = RecordVersion.Current;

    [Id(1)]
    public Dictionary<string, int> Priorities { get; set; } = [];
}
