using Siren2.Files;

namespace Siren2.Core.Tests.Seams;

/// <summary>Checkpoints of any number of jobs in memory.</summary>
internal sealed class MemoryCheckpoints : ICheckpointStore
{
    private readonly Dictionary<string, List<byte[]>> _jobs = [];

    /// <summary>Jobs that were begun.</summary>
    public int JobCount => _jobs.Count;

    /// <summary>Records of all of them.</summary>
    public int RecordCount => _jobs.Values.Sum(records => records.Count);

    /// <summary>Forgets all but the first records of the only job, as if it had been killed then.</summary>
    public void Cut(int count)
    {
        List<byte[]> records = _jobs.Values.Single();
        records.RemoveRange(count, records.Count - count);
    }

    public ICheckpointJournal Open(CheckpointJob job)
    {
        if (!_jobs.TryGetValue(job.Id, out List<byte[]>? records))
        {
            _jobs[job.Id] = records = [];
        }

        return new Journal(records);
    }

    private sealed class Journal(List<byte[]> records) : ICheckpointJournal
    {
        private int _next;

        public string Name => "memory";

        public byte[]? ReadNext() => _next < records.Count ? records[_next++] : null;

        public void Append(ReadOnlySpan<byte> record)
        {
            lock (records)
            {
                records.Add(record.ToArray());
                _next = records.Count;
            }
        }

        public void Dispose()
        {
        }
    }
}
