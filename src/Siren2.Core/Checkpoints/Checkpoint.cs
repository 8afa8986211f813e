using Siren2.Checks;
using Siren2.Files;

namespace Siren2.Checkpoints;

/// <summary>The finished networks of a job, each kept as soon as it is done.</summary>
internal sealed class Checkpoint : IDisposable
{
    private readonly Dictionary<(int Channel, int Segment), NetworkFit> _networks = [];
    private readonly ICheckpointJournal _journal;

    private Checkpoint(ICheckpointJournal journal, CancellationToken stop)
    {
        _journal = journal;
        try
        {
            while (!stop.IsCancellationRequested && journal.ReadNext() is byte[] record)
            {
                NetworkFit fit = CheckpointRecord.Read(record);
                _networks[(fit.Correction.Channel, fit.Correction.Segment)] = fit;
            }
        }
        catch (Exception e)
        {
            _ = Disposal.Of([journal]);
            if (e is InvalidDataException)
            {
                throw new InvalidDataException($"The checkpoint '{journal.Name}' is damaged; delete it to begin anew.", e);
            }

            throw;
        }
    }

    /// <summary>Opens the checkpoint of a job, or begins one; null where there is no store, or the job was canceled before it was known.</summary>
    /// <param name="store">Where it is kept; null for nowhere.</param>
    /// <param name="job">What the networks are of, told under the token.</param>
    /// <param name="stop">Ends the reading within one record; nothing may be appended then.</param>
    /// <exception cref="InvalidDataException">What is kept is of another job, or is damaged.</exception>
    /// <exception cref="IOException">It cannot be read or written, or another job is using it.</exception>
    public static Checkpoint? Open(ICheckpointStore? store, Func<CancellationToken, CheckpointJob> job, CancellationToken stop)
    {
        if (store is null)
        {
            return null;
        }

        CheckpointJob known;
        try
        {
            known = job(stop);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return null;
        }

        return new Checkpoint(JournalOf(store, known), stop);
    }

    /// <summary>What a store keeps of a job.</summary>
    /// <exception cref="InvalidOperationException">The store gave none.</exception>
    /// <exception cref="InvalidDataException">It gave the library's own file, opened for another job.</exception>
    public static ICheckpointJournal JournalOf(ICheckpointStore store, CheckpointJob job)
    {
        ICheckpointJournal journal = store.Open(job)
            ?? throw new InvalidOperationException($"The checkpoint store {store.GetType().Name} gave no journal.");

        if (journal is not CheckpointFile file)
        {
            return new SealedJournal(journal, job);
        }

        // The library's own file looks at bytes and job itself, but only at the job that whoever opened it has named.
        if (!file.IsOf(job))
        {
            _ = Disposal.Of([file]);
            throw new InvalidDataException($"The checkpoint store {store.GetType().Name} opened '{file.Name}' for another job.");
        }

        return file;
    }

    /// <summary>The network of a segment, if it was finished before.</summary>
    public NetworkFit? Find(int channel, int segment) => _networks.GetValueOrDefault((channel, segment));

    /// <summary>Keeps a finished network; any thread may.</summary>
    /// <exception cref="IOException">It cannot be written; what was kept before is still of use.</exception>
    public void Append(NetworkFit fit) => _journal.Append(CheckpointRecord.Write(fit));

    public void Dispose() => _journal.Dispose();
}
