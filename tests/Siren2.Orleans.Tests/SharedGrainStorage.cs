using System.Collections.Concurrent;
using Orleans.Serialization;
using Orleans.Storage;

namespace Siren2.Orleans.Tests;

/// <summary>
/// Grain storage that outlives silos, as a database does. Orleans' memory storage keeps states in grains: they are gone with the silo that holds them.
/// </summary>
internal sealed class SharedGrainStorage
{
    private readonly ConcurrentDictionary<(string Name, GrainId Grain), (string ETag, byte[] State)> _states = new();

    /// <summary>This storage as one silo sees it.</summary>
    public IGrainStorage Of(Serializer serializer) => new OfSilo(this, serializer);

    private sealed class OfSilo(SharedGrainStorage shared, Serializer serializer) : IGrainStorage
    {
        public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
        {
            bool exists = shared._states.TryGetValue((stateName, grainId), out (string ETag, byte[] State) stored);
            grainState.State = exists ? serializer.Deserialize<T>(stored.State) : Activator.CreateInstance<T>();
            (grainState.ETag, grainState.RecordExists) = (exists ? stored.ETag : null!, exists);
            return Task.CompletedTask;
        }

        public Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
        {
            (string ETag, byte[] State) written = (Guid.NewGuid().ToString("N"), serializer.SerializeToArray(grainState.State));
            _ = shared._states.AddOrUpdate((stateName, grainId), _ => Checked(null, grainState, written), (_, stored) => Checked(stored.ETag, grainState, written));
            (grainState.ETag, grainState.RecordExists) = (written.ETag, true);
            return Task.CompletedTask;
        }

        public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
        {
            if (shared._states.TryGetValue((stateName, grainId), out (string ETag, byte[] State) stored))
            {
                _ = shared._states.TryRemove(KeyValuePair.Create((stateName, grainId), Checked(stored.ETag, grainState, stored)));
            }

            (grainState.State, grainState.ETag, grainState.RecordExists) = (Activator.CreateInstance<T>(), null!, false);
            return Task.CompletedTask;
        }

        private static (string ETag, byte[] State) Checked<T>(string? stored, IGrainState<T> grainState, (string ETag, byte[] State) written) =>
            stored == grainState.ETag ? written : throw new InconsistentStateException("Somebody else has written.", stored ?? "none", grainState.ETag ?? "none");
    }
}
