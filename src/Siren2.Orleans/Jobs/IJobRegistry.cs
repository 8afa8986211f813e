namespace Siren2.Orleans.Jobs;

/// <summary>The jobs of a cluster that are not over: one grain of key 0. Work goes past it; workers only ask it where to ask.</summary>
[Alias("Siren2.IJobRegistry")]
internal interface IJobRegistry : IGrainWithIntegerKey
{
    [Alias("Add")]
    Task AddAsync(string id, int priority);

    [Alias("Remove")]
    Task RemoveAsync(string id);

    /// <summary>The jobs, those of the highest priority first.</summary>
    [Alias("List")]
    Task<IReadOnlyList<RegisteredJob>> ListAsync();
}

/// <summary>A job that is not over.</summary>
[GenerateSerializer]
[Immutable]
[Alias("Siren2.RegisteredJob")]
internal sealed record RegisteredJob([property: Id(0)] string Id, [property: Id(1)] int Priority);
