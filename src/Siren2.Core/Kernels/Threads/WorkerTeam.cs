using System.Runtime.ExceptionServices;

namespace Siren2.Kernels.Threads;

/// <summary>
/// Threads that stay, for work that comes in short bursts: items are claimed from a counter, so a busy core takes fewer of
/// them. Running a burst allocates nothing. The calling thread is one of the workers.
/// </summary>
/// <remarks>The threads know the burst, not the team: one that its owner forgets to dispose of is collected, and they end with it.</remarks>
internal sealed class WorkerTeam : IDisposable
{
    private readonly Thread[] _threads;
    private readonly Burst _burst = new();
    private bool _isDisposed;

    public WorkerTeam(int workers)
    {
        _threads = new Thread[workers - 1];
        for (int i = 0; i < _threads.Length; i++)
        {
            _threads[i] = Start(_burst, i + 1);
        }

        if (_threads.Length == 0)
        {
            GC.SuppressFinalize(this);
        }
    }

    ~WorkerTeam() => _burst.End(_threads.Length);

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
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        _burst.Run(work, items, Math.Min(_threads.Length, items - 1));
        GC.KeepAlive(this);
    }

    public void Dispose()
    {
        if (_isDisposed)
        {
            return;
        }

        _isDisposed = true;
        GC.SuppressFinalize(this);
        _burst.End(_threads.Length);
        foreach (Thread thread in _threads)
        {
            thread.Join();
        }

        _burst.Dispose();
    }

    private static Thread Start(Burst burst, int worker)
    {
        var thread = new Thread(() => burst.Serve(worker)) { IsBackground = true, Name = $"Siren2 worker {worker}" };
        thread.Start();
        return thread;
    }

    /// <summary>What team and threads share.</summary>
    private sealed class Burst : IDisposable
    {
        private readonly SemaphoreSlim _start = new(0);
        private readonly SemaphoreSlim _finish = new(0);
        private IWork? _work;
        private Exception? _failure;
        private int _items;
        private int _next;
        private volatile bool _isOver;

        public void Run(IWork work, int items, int helpers)
        {
            _work = work;
            _items = items;
            _failure = null;
            _next = 0;
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
                ExceptionDispatchInfo.Throw(_failure);
            }
        }

        /// <summary>Lets the threads end.</summary>
        public void End(int threads)
        {
            _isOver = true;
            if (threads > 0)
            {
                _ = _start.Release(threads);
            }
        }

        public void Serve(int worker)
        {
            while (true)
            {
                _start.Wait();
                if (_isOver)
                {
                    return;
                }

                Claim(worker);
                _ = _finish.Release();
            }
        }

        public void Dispose()
        {
            _start.Dispose();
            _finish.Dispose();
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
}
