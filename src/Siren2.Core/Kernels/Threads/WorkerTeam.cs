using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;

namespace Siren2.Kernels.Threads;

/// <summary>
/// Threads that stay, for work that comes in short bursts: items are claimed one by one, so a busy core takes fewer of them.
/// Running a burst allocates nothing, but for the first, which starts the threads. The calling thread is one of the workers, and waits for no
/// thread that has claimed nothing.
/// </summary>
/// <remarks>The threads know the burst, not the team: one that its owner forgets to dispose of is collected, and they end with it.</remarks>
internal sealed unsafe class WorkerTeam : IDisposable
{
    /// <summary>How often a thread looks for what it waits for before it sleeps: some tens of microseconds.</summary>
    internal const int Looks = 1000;

    private readonly Thread?[] _threads;
    private Burst? _burst;

    public WorkerTeam(int workers)
    {
        _threads = new Thread?[workers - 1];
        GC.SuppressFinalize(this);
    }

    ~WorkerTeam() => _burst?.End();

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

    public bool IsDisposed { get; private set; }

    /// <summary>Runs all items and returns when they are done; the first exception of an item is thrown here.</summary>
    public void Run(IWork work, int items) => Run(new Given(work), items);

    /// <summary>As for a class; a structure may hold pointers, and costs nothing to make.</summary>
    public void Run<TWork>(TWork work, int items)
        where TWork : struct, IWork
    {
        ObjectDisposedException.ThrowIf(IsDisposed, this);
        if (_threads.Length == 0 || items <= 1)
        {
            for (int item = 0; item < items; item++)
            {
                work.Execute(item, 0);
            }

            return;
        }

        // The structure lies on this thread's stack, which does not move, until every item is done.
        (_burst ?? Begin()).Run(&Execute<TWork>, Unsafe.AsPointer(ref work), items);
        GC.KeepAlive(this);
    }

    public void Dispose()
    {
        if (IsDisposed)
        {
            return;
        }

        IsDisposed = true;
        GC.SuppressFinalize(this);
        _burst?.End();
        foreach (Thread? thread in _threads)
        {
            thread?.Join();
        }

        _burst?.Dispose();
    }

    private static void Execute<TWork>(void* work, int item, int worker)
        where TWork : struct, IWork =>
        Unsafe.AsRef<TWork>(work).Execute(item, worker);

    /// <summary>Starts the threads. Should one not start, a burst does without those that are missing.</summary>
    private Burst Begin()
    {
        GC.ReRegisterForFinalize(this);
        _burst = new Burst(_threads.Length);
        for (int i = 0; i < _threads.Length; i++)
        {
            _threads[i] = Start(_burst, i + 1);
        }

        return _burst;
    }

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

    /// <summary>What team and threads share.</summary>
    private sealed class Burst : IDisposable
    {
        private readonly Sleeper _caller = new();
        private readonly Sleeper[] _helpers;
        private delegate*<void*, int, int, void> _execute;
        private void* _work;
        private Exception? _failure;
        private int _items;
        private int _unclaimed;
        private int _unfinished;
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
            _unfinished = items;
            _ = Interlocked.Exchange(ref _unclaimed, items);
            for (int i = 0; i < Math.Min(_helpers.Length, items - 1); i++)
            {
                _helpers[i].Wake();
            }

            Claim(0);
            WaitForTheOthers();
            if (_failure is { } failure)
            {
                _failure = null;
                ExceptionDispatchInfo.Throw(failure);
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
                _helpers[worker - 1].WaitFor(this, static burst => burst._isOver || Volatile.Read(ref burst._unclaimed) > 0);
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

        /// <summary>
        /// Does items until there are none. What belongs to the burst is read only once an item is claimed: until that item is done, no other
        /// burst begins. A number that was seen in an earlier burst claims an item of this one, as it should.
        /// </summary>
        private void Claim(int worker)
        {
            for (int left = Volatile.Read(ref _unclaimed); left > 0; left = Volatile.Read(ref _unclaimed))
            {
                if (Interlocked.CompareExchange(ref _unclaimed, left - 1, left) == left)
                {
                    Execute(_items - left, worker);
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
                Finish(Interlocked.Exchange(ref _unclaimed, 0));
            }
        }

        private void Finish(int items)
        {
            if (Interlocked.Add(ref _unfinished, -items) == 0)
            {
                _caller.Wake();
            }
        }

        /// <summary>While an item is at work it may use the caller's stack: not even <see cref="Thread.Interrupt"/> lets the caller go.</summary>
        private void WaitForTheOthers()
        {
            bool isInterrupted = false;
            while (Volatile.Read(ref _unfinished) > 0)
            {
                try
                {
                    _caller.WaitFor(this, static burst => Volatile.Read(ref burst._unfinished) == 0);
                }
                catch (ThreadInterruptedException)
                {
                    isInterrupted = true;
                }
            }

            if (isInterrupted)
            {
                Thread.CurrentThread.Interrupt();
            }
        }
    }

    /// <summary>One thread that waits: it looks again and again for some microseconds, as bursts often follow closely, and then sleeps.</summary>
    private sealed class Sleeper : IDisposable
    {
        private readonly AutoResetEvent _bell = new(false);
        private int _isAsleep;

        /// <summary>Returns once something has become true, or sooner: who calls it looks again.</summary>
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
            if (!isTrue(burst))
            {
                _ = _bell.WaitOne();
            }

            _ = Interlocked.Exchange(ref _isAsleep, 0);
        }

        /// <summary>To be called after the change, and after a full fence.</summary>
        public void Wake()
        {
            if (Volatile.Read(ref _isAsleep) == 1 && Interlocked.Exchange(ref _isAsleep, 0) == 1)
            {
                _ = _bell.Set();
            }
        }

        public void Dispose() => _bell.Dispose();
    }
}
