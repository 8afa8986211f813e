namespace Siren2.Orleans.Work;

/// <summary>The open clips of a worker. A long one is read and planned once for many of its parts.</summary>
internal sealed class ClipCache(int idleCount) : IAsyncDisposable
{
    private readonly Lock _lock = new();
    private readonly Dictionary<(string Job, int Clip), Entry> _entries = [];
    private readonly List<Entry> _dropped = [];
    private long _uses;

    /// <summary>Gives a clip, opened if it is not yet.</summary>
    /// <param name="job">Its job.</param>
    /// <param name="clip">Its place there.</param>
    /// <param name="open">Opens it.</param>
    public async Task<IClipWork> RentAsync(string job, int clip, Func<Task<IClipWork>> open)
    {
        Entry entry;
        lock (_lock)
        {
            entry = _entries.TryGetValue((job, clip), out Entry? known) && !known.Work.IsFaulted && !known.Work.IsCanceled
                ? known
                : _entries[(job, clip)] = new Entry(open());
            entry.Users++;
            entry.LastUse = _uses++;
        }

        try
        {
            return await entry.Work.ConfigureAwait(false);
        }
        catch
        {
            lock (_lock)
            {
                if (_entries.GetValueOrDefault((job, clip)) == entry)
                {
                    _entries.Remove((job, clip));
                }
            }

            throw;
        }
    }

    /// <summary>Takes a clip back.</summary>
    /// <param name="job">Its job.</param>
    /// <param name="clip">Its place there.</param>
    /// <param name="work">The clip.</param>
    /// <param name="isSound">Whether it may be used again. What has failed is opened anew: a file of a network's file system may be stale for good.</param>
    public async Task ReturnAsync(string job, int clip, IClipWork work, bool isSound)
    {
        List<Task<IClipWork>> closed = [];
        lock (_lock)
        {
            if (!isSound && _entries.TryGetValue((job, clip), out Entry? failed) && failed.IsOf(work))
            {
                _entries.Remove((job, clip));
                _dropped.Add(failed);
            }

            Entry entry = _dropped.Find(dropped => dropped.IsOf(work)) ?? _entries[(job, clip)];
            entry.Users--;
            if (entry.Users == 0 && (_dropped.Remove(entry) || (work.Shape.PartCount == 1 && _entries.Remove((job, clip)))))
            {
                closed.Add(entry.Work);
            }

            KeyValuePair<(string, int), Entry>[] idle = [.. _entries.Where(known => known.Value.Users == 0).OrderBy(known => known.Value.LastUse)];
            foreach (((string, int) key, Entry oldest) in idle.SkipLast(idleCount))
            {
                _entries.Remove(key);
                closed.Add(oldest.Work);
            }
        }

        foreach (Task<IClipWork> open in closed)
        {
            IClipWork one = await open.ConfigureAwait(false);
            await one.DisposeAsync().ConfigureAwait(false);
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (Entry entry in _entries.Values.Concat(_dropped).Where(entry => entry.Work.IsCompletedSuccessfully))
        {
            IClipWork one = await entry.Work.ConfigureAwait(false);
            await one.DisposeAsync().ConfigureAwait(false);
        }

        _entries.Clear();
        _dropped.Clear();
    }

    private sealed class Entry(Task<IClipWork> work)
    {
        public Task<IClipWork> Work { get; } = work;

        public int Users { get; set; }

        public long LastUse { get; set; }

        public bool IsOf(IClipWork work) => Work.IsCompletedSuccessfully && ReferenceEquals(Work.Result, work);
    }
}
