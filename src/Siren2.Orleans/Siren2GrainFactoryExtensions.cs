using System.Buffers;
using Siren2.Orleans;
using Siren2.Orleans.Jobs;

namespace Orleans;

/// <summary>Jobs, for who has a client of the cluster.</summary>
public static class Siren2GrainFactoryExtensions
{
    /// <summary>Longest id.</summary>
    private const int MaximumLength = 100;

    private static readonly SearchValues<char> Allowed =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.");

    /// <summary>The job of an id, whether it was submitted yet or not.</summary>
    /// <param name="client">The client of the cluster, or a silo's grain factory.</param>
    /// <param name="id">From 1 to 100 letters and digits of ASCII, "-", "_" and "."; the first is a letter or a digit.</param>
    /// <returns>The job.</returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="ArgumentException"><paramref name="id"/> is no such text: parts lie in a folder of this name.</exception>
    /// <example>
    /// <code>
    /// IUpsampleJob job = client.GetUpsampleJob("archive-1962");
    /// </code>
    /// </example>
    public static IUpsampleJob GetUpsampleJob(this IGrainFactory client, string id)
    {
        ArgumentNullException.ThrowIfNull(client);
        ArgumentNullException.ThrowIfNull(id);
        return id.Length is > 0 and <= MaximumLength && char.IsAsciiLetterOrDigit(id[0]) && !id.AsSpan().ContainsAnyExcept(Allowed)
            ? client.GetGrain<IUpsampleJob>(id)
            : throw new ArgumentException(
                $"'{id}' is no id of a job; it must be from 1 to {MaximumLength} letters and digits of ASCII, '-', '_' and '.', a letter or digit first.",
                nameof(id));
    }

    /// <summary>The ids of the jobs that are not over, those of the highest priority first.</summary>
    /// <param name="client">The client of the cluster, or a silo's grain factory.</param>
    /// <returns>The ids.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="client"/> is null.</exception>
    public static async Task<IReadOnlyList<string>> GetUpsampleJobIdsAsync(this IGrainFactory client)
    {
        ArgumentNullException.ThrowIfNull(client);
        IReadOnlyList<RegisteredJob> jobs = await client.GetGrain<IJobRegistry>(0).ListAsync().ConfigureAwait(false);
        return [.. jobs.Select(job => job.Id)];
    }
}
