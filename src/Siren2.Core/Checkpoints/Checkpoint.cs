using Siren2.Files;

namespace Siren2.Checkpoints;

/// <summary>The finished networks of a job, each kept as soon as it is done.</summary>
internal sealed class Checkpoint : IDisposable
{
    private readonly Dictionary<(int Channel, int Segment), NetworkFit> _networks = [];
    private readonly ICheckpointJournal _journal;

    private Checkpoint(ICheckpointJournal journal)
    {
        _journal = journal;
        try
        {
            while (journal.ReadNext() is byte[] record)
            {
                NetworkFit fit = CheckpointRecord.Read(record);
                _networks[(fit.Correction.Channel, fit.Correction.Segment)] = fit;
            }
        }
        catch (InvalidDataException e)
        {
            journal.Dispose();
            throw new InvalidDataException($"The checkpoint '{journal.Name}' is damaged; delete it to begin anew.", e);
        }
        catch
        {
            journal.Dispose();
            throw;
        }
    }

    /// <summary>Opens the checkpoint of a job, or begins one.</summary>
    /// <param name="store">Where it is kept; null for nowhere.</param>
    /// <param name="job">What the networks are of.</param>
    /// <exception cref="InvalidDataException">What is kept is of another job, or is damaged.</exception>
    /// <exception cref="IOException">It cannot be read or written, or another job is using it.</exception>
    public static Checkpoint? Open(ICheckpointStore? store, Func<CheckpointJob> job) => store is null ? null : new Checkpoint(JournalOf(store, job()));

    /// <summary>What a store keeps of a job.</summary>
    /// <exception cref="InvalidOperationException">The store gave none.</exception>
    public static ICheckpointJournal JournalOf(ICheckpointStore store, CheckpointJob job) =>
        store.Open(job) ?? throw new InvalidOperationException($"The checkpoint store {store.GetType().Name} gave no journal.");

    /// <summary>The network of a segment, if it was finished before.</summary>
    public NetworkFit? Find(int channel, int segment) => _networks.GetValueOrDefault((channel, segment));

    /// <summary>Keeps a finished network; any thread may.</summary>
    /// <exception cref="IOException">It cannot be written; what was kept before is still of use.</exception>
    public void Append(NetworkFit fit) => _journal.Append(CheckpointRecord.Write(fit));

    public void Dispose() => _journal.Dispose();
}
