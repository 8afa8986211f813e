namespace Siren2.Kernels.Threads;

/// <summary>
/// Threads that stay, for work that comes in short bursts: items are claimed from a counter, so a busy core takes fewer of
/// them. Running a burst allocates nothing. The calling thread is one of the workers.
/// </summary>
internal sealed class WorkerTeam : IDisposable
{
    private readonly Thread[] _threads;
    private readonly SemaphoreSlim _start = new(0);
    private readonly SemaphoreSlim _finish = new(0);
    private IWork? _work;
    private Exception? _failure;
    private int _items;
    private int _next;
    private bool _disposed;

    public WorkerTeam(int workers)
    {
        _threads = new Thread[workers - 1];
        for (int i = 0; i < _threads.Length; i++)
        {
            int worker = i + 1;
            _threads[i] = new Thread(() => Serve(worker)) { IsBackground = true, Name = $"Siren2 worker {worker}" };
            _threads[i].Start();
        }
    }

    /// <summary>A burst of independent items.</summary>
    internal interface IWork
    {
        /// <summary>Does one item; <paramref name="worker"/> tells whose scratch space to use.</summary>
        void Execute(int item, int worker);
    }

    /// <summary>Number of workers, the caller included.</summary>
    public int Count => _threads.Length + 1;

    /// <summary>Runs all items and returns when they are done; the first exception of an item is thrown here.</summary>
    public void Run(IWork work, int items)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        _work = work;
        _items = items;
        _failure = null;
        _next = 0;
        int helpers = Math.Min(_threads.Length, items - 1);
        if (helpers > 0)
        {
            _ = _start.Release(helpers);
        }

        Claim(0);
        for (int i = 0; i < helpers; i++)
        {
            _finish.Wait();
        }

        _work = null;
        if (_failure is not null)
        {
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(_failure);
        }
    }

    public void Dispose()
    {
        if (_disposed)
        {
            return;
        }

        _disposed = true;
        if (_threads.Length > 0)
        {
            _ = _start.Release(_threads.Length);
        }

        foreach (Thread thread in _threads)
        {
            thread.Join();
        }

        _start.Dispose();
        _finish.Dispose();
    }

    private void Serve(int worker)
    {
        while (true)
        {
            _start.Wait();
            if (_disposed)
            {
                return;
            }

            Claim(worker);
            _ = _finish.Release();
        }
    }

    private void Claim(int worker)
    {
        try
        {
            for (int item = Interlocked.Increment(ref _next) - 1; item < _items; item = Interlocked.Increment(ref _next) - 1)
            {
                _work!.Execute(item, worker);
            }
        }
#pragma warning disable CA1031 // Whatever an item throws is rethrown on the caller's thread.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            _ = Interlocked.CompareExchange(ref _failure, failure, null);
            _ = Interlocked.Exchange(ref _next, _items);
        }
    }
}
