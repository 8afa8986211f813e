namespace Siren2.Files;

/// <summary>
/// Keeps what a job has finished, so that it goes on from there after it was killed: a file (<see cref="FileCheckpointStore"/>), a database, an
/// object store.
/// </summary>
public interface ICheckpointStore
{
    /// <summary>Opens what is kept of a job, or begins to keep it. While it is open nobody else may write to it.</summary>
    /// <param name="job">The job.</param>
    /// <exception cref="InvalidDataException">What is kept is of another job, or damaged.</exception>
    /// <exception cref="IOException">It cannot be read or written, or another job is using it.</exception>
    ICheckpointJournal Open(CheckpointJob job);
}
