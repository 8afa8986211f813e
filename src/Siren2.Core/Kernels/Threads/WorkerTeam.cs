using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;

namespace Siren2.Kernels.Threads;

/// <summary>
/// Threads that stay, for work that comes in short bursts: items are claimed one by one, so a busy core takes fewer of them.
/// Running a burst allocates nothing. The calling thread is one of the workers, and waits for no thread that has claimed nothing.
/// </summary>
/// <remarks>The threads know the burst, not the team: one that its owner forgets to dispose of is collected, and they end with it.</remarks>
internal sealed unsafe class WorkerTeam : IDisposable
{
    private readonly Thread[] _threads;
    private readonly Burst _burst;
    private bool _isDisposed;

    public WorkerTeam(int workers)
    {
        _threads = new Thread[workers - 1];
        _burst = new Burst(_threads.Length);
        for (int i = 0; i < _threads.Length; i++)
        {
            _threads[i] = Start(_burst, i + 1);
        }

        if (_threads.Length == 0)
        {
            GC.SuppressFinalize(this);
        }
    }

    ~WorkerTeam() => _burst.End();

    /// <summary>A burst of independent items.</summary>
    internal interface IWork
    {
        /// <summary>Does one item; <paramref name="worker"/> tells whose scratch space to use.</summary>
        void Execute(int item, int worker);
    }

    /// <summary>A team of nobody but the caller.</summary>
    public static WorkerTeam Alone { get; } = new(1);

    /// <summary>Number of workers, the caller included.</summary>
    public int Count => _threads.Length + 1;

    /// <summary>Runs all items and returns when they are done; the first exception of an item is thrown here.</summary>
    public void Run(IWork work, int items) => Run(new Given(work), items);

    /// <summary>As for a class; a structure may hold pointers, and costs nothing to make.</summary>
    public void Run<TWork>(TWork work, int items)
        where TWork : struct, IWork
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        if (_threads.Length == 0 || items <= 1)
        {
            for (int item = 0; item < items; item++)
            {
                work.Execute(item, 0);
            }

            return;
        }

        // The structure lies on this thread's stack, which does not move, until every item is done.
        _burst.Run(&Execute<TWork>, Unsafe.AsPointer(ref work), items);
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
        _burst.End();
        foreach (Thread thread in _threads)
        {
            thread.Join();
        }

        _burst.Dispose();
    }

    private static void Execute<TWork>(void* work, int item, int worker)
        where TWork : struct, IWork =>
        Unsafe.AsRef<TWork>(work).Execute(item, worker);

    private static Thread Start(Burst burst, int worker)
    {
        var thread = new Thread(() => burst.Serve(worker)) { IsBackground = true, Name = $"Siren2 worker {worker}" };
        thread.Start();
        return thread;
    }

    private readonly struct Given(IWork work) : IWork
    {
        public void Execute(int item, int worker) => work.Execute(item, worker);
    }

    /// <summary>
    /// What team and threads share. The number of the burst and how many of its items nobody has claimed are one word, so that who
    /// claims an item knows that its burst cannot end before that item is done.
    /// </summary>
    private sealed class Burst : IDisposable
    {
        private const long OneBurst = 1L << 32;

        private readonly Sleeper _caller = new();
        private readonly Sleeper[] _helpers;
        private delegate*<void*, int, int, void> _execute;
        private void* _work;
        private Exception? _failure;
        private int _items;
        private int _unfinished;
        private long _state;
        private volatile bool _isOver;

        public Burst(int helpers)
        {
            _helpers = new Sleeper[helpers];
            for (int i = 0; i < helpers; i++)
            {
                _helpers[i] = new Sleeper();
            }
        }

        public void Run(delegate*<void*, int, int, void> execute, void* work, int items)
        {
            _execute = execute;
            _work = work;
            _items = items;
            _failure = null;
            _unfinished = items;
            _ = Interlocked.Exchange(ref _state, (_state & -OneBurst) + OneBurst + items);
            for (int i = 0; i < Math.Min(_helpers.Length, items - 1); i++)
            {
                _helpers[i].Wake();
            }

            Claim(0);
            while (Volatile.Read(ref _unfinished) > 0)
            {
                _caller.WaitFor(this, static burst => Volatile.Read(ref burst._unfinished) == 0);
            }

            if (_failure is not null)
            {
                ExceptionDispatchInfo.Throw(_failure);
            }
        }

        /// <summary>Lets the threads end.</summary>
        public void End()
        {
            _isOver = true;
            Interlocked.MemoryBarrier();
            foreach (Sleeper helper in _helpers)
            {
                helper.Wake();
            }
        }

        public void Serve(int worker)
        {
            while (!_isOver)
            {
                Claim(worker);
                _helpers[worker - 1].WaitFor(this, static burst => burst._isOver || (int)Volatile.Read(ref burst._state) > 0);
            }
        }

        public void Dispose()
        {
            _caller.Dispose();
            foreach (Sleeper helper in _helpers)
            {
                helper.Dispose();
            }
        }

        private void Claim(int worker)
        {
            for (long state = Volatile.Read(ref _state); (int)state > 0; state = Volatile.Read(ref _state))
            {
                if (Interlocked.CompareExchange(ref _state, state - 1, state) == state)
                {
                    Execute(_items - (int)state, worker);
                    Finish(1);
                }
            }
        }

        private void Execute(int item, int worker)
        {
            try
            {
                _execute(_work, item, worker);
            }
#pragma warning disable CA1031 // Whatever an item throws is rethrown on the caller's thread.
            catch (Exception failure)
#pragma warning restore CA1031
            {
                _ = Interlocked.CompareExchange(ref _failure, failure, null);

                // While this item is not done, the burst is the same one.
                Finish((int)Interlocked.And(ref _state, -OneBurst));
            }
        }

        private void Finish(int items)
        {
            if (Interlocked.Add(ref _unfinished, -items) == 0)
            {
                _caller.Wake();
            }
        }
    }

    /// <summary>One thread that waits: it looks again and again for a few microseconds, as bursts often follow closely, and then sleeps.</summary>
    private sealed class Sleeper : IDisposable
    {
        private const int Looks = 1000;

        private readonly SemaphoreSlim _bell = new(0);
        private int _isAsleep;

        /// <summary>Returns once something has become true, or after a call of <see cref="Wake"/>.</summary>
        public void WaitFor(Burst burst, Func<Burst, bool> isTrue)
        {
            for (int look = 0; look < Looks; look++)
            {
                if (isTrue(burst))
                {
                    return;
                }

                Thread.SpinWait(1);
            }

            // Who makes it true does so first and looks for sleepers then; this is the other way round, so that one sees the other.
            _ = Interlocked.Exchange(ref _isAsleep, 1);
            if (!isTrue(burst) || Interlocked.Exchange(ref _isAsleep, 0) == 0)
            {
                _bell.Wait();
            }
        }

        /// <summary>To be called after the change, and after a full fence.</summary>
        public void Wake()
        {
            if (Volatile.Read(ref _isAsleep) == 1 && Interlocked.Exchange(ref _isAsleep, 0) == 1)
            {
                _ = _bell.Release();
            }
        }

        public void Dispose() => _bell.Dispose();
    }
}
