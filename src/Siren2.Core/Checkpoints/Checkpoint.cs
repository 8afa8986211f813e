using Siren2.Segments;

namespace Siren2.Checkpoints;

/// <summary>The finished networks of a job, each kept in its journal as soon as it is done.</summary>
internal sealed class Checkpoint : IDisposable
{
    private readonly Dictionary<(int Channel, int Segment), NetworkFit> _networks = [];
    private readonly JobJournal _journal;

    private Checkpoint(JobJournal journal)
    {
        _journal = journal;
        try
        {
            ReadNetworks();
        }
        catch
        {
            journal.Dispose();
            throw;
        }
    }

    /// <summary>Opens the checkpoint of a job, or begins one.</summary>
    /// <param name="path">The file; null for none.</param>
    /// <param name="job">What the networks are of.</param>
    /// <exception cref="InvalidDataException">The file is no checkpoint, is of another job, or is damaged.</exception>
    /// <exception cref="IOException">The file cannot be read or written, or another job is using it.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be written, or is a folder.</exception>
    public static Checkpoint? Open(string? path, Func<JobFingerprint> job) => path is null ? null : new Checkpoint(new JobJournal(path, job()));

    /// <summary>The network of a segment, if it was finished before.</summary>
    public NetworkFit? Find(int channel, int segment) => _networks.GetValueOrDefault((channel, segment));

    /// <summary>Keeps a finished network; any thread may.</summary>
    /// <exception cref="IOException">The file cannot be written; what it held before is still of use.</exception>
    public void Append(NetworkFit fit) => _journal.Append(CheckpointRecord.Write(fit));

    public void Dispose() => _journal.Dispose();

    private void ReadNetworks()
    {
        while (_journal.ReadNext() is byte[] record)
        {
            try
            {
                NetworkFit fit = CheckpointRecord.Read(record);
                _networks[(fit.Correction.Channel, fit.Correction.Segment)] = fit;
            }
            catch (InvalidDataException e)
            {
                throw _journal.Damaged(e);
            }
        }
    }
}
