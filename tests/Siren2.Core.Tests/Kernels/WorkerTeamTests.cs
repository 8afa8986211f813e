using System.Diagnostics;
using Siren2.Kernels.Threads;
using Siren2.Tests;

namespace Siren2.Core.Tests.Kernels;

public class WorkerTeamTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    public void Every_item_is_done_exactly_once_in_every_burst(int workers)
    {
        using var team = new WorkerTeam(workers);
        var work = new CountingWork(100, workers);
        for (int burst = 1; burst <= 200; burst++)
        {
            team.Run(work, 100);
            Assert.All(work.Counts, count => Assert.Equal(burst, count));
        }

        team.Run(work, 0);
        Assert.All(work.Counts, count => Assert.Equal(200, count));
    }

    [Fact]
    public void An_exception_of_an_item_reaches_the_caller_and_the_team_goes_on()
    {
        using var team = new WorkerTeam(3);
        InvalidOperationException thrown = Assert.Throws<InvalidOperationException>(() => team.Run(new FailingWork(), 50));
        Assert.Equal("item 17", thrown.Message);
        var work = new CountingWork(10, 3);
        team.Run(work, 10);
        Assert.All(work.Counts, count => Assert.Equal(1, count));
    }

    /// <summary>Each item fails, so that one that is begun after the first failure was begun just before it was known.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void After_an_exception_no_item_is_begun(int workers)
    {
        const int Items = 10_000;
        using var team = new WorkerTeam(workers);
        var work = new AlwaysFailingWork();
        Assert.Throws<InvalidOperationException>(() => team.Run(work, Items));
        Assert.InRange(work.Begun, 1, Items / 10);
    }

    /// <summary>Pauses long enough for the threads to sleep, and none.</summary>
    [Fact]
    public void Threads_that_sleep_and_threads_that_wait_awake_do_every_item()
    {
        using var team = new WorkerTeam(3);
        var work = new CountingWork(5, 3);
        for (int burst = 1; burst <= 2000; burst++)
        {
            team.Run(work, 5);
            Assert.All(work.Counts, count => Assert.Equal(burst, count));
            if (burst % 100 == 0)
            {
                Thread.Sleep(1);
            }
        }
    }

    /// <summary>The other's item lasts about as long as the caller waits awake for it, so that one ends while the other lies down.</summary>
    [Fact]
    [Trait("Suite", "slow")]
    public async Task Who_falls_asleep_just_when_the_last_item_ends_is_woken()
    {
        await Task.Run(RunBursts).WaitAsync(TimeSpan.FromMinutes(1));

        static void RunBursts()
        {
            const int Bursts = 20_000;
            using var team = new WorkerTeam(2);
            long start = Stopwatch.GetTimestamp();
            for (int look = 0; look < WorkerTeam.Looks; look++)
            {
                Thread.SpinWait(1);
            }

            long awake = Stopwatch.GetTimestamp() - start;
            for (int burst = 0; burst < Bursts; burst++)
            {
                team.Run(new OutlastingWork(awake / 2 + (awake * (burst % 1000) / 1000)), 2);
            }
        }
    }

    [Fact]
    public void Two_items_are_at_work_at_once()
    {
        using var team = new WorkerTeam(2);
        using var isHeld = new ManualResetEventSlim();
        using var mayGo = new ManualResetEventSlim();
        var holding = new HoldingWork(isHeld, mayGo);
        team.Run(holding, 2);
        Assert.Equal(2, holding.Done);
    }

    /// <summary>More threads than cores, failures now and then, and whatever an item writes is seen by who ran the burst.</summary>
    [Fact]
    public async Task Bursts_of_several_teams_at_once_do_every_item_once()
    {
        int[] sizes = [2, 3, 16];
        await Task.WhenAll(sizes.Select(workers => Task.Run(() => RunBursts(workers)))).WaitAsync(TimeSpan.FromMinutes(2));

        static void RunBursts(int workers)
        {
            using var team = new WorkerTeam(workers);
            for (int burst = 1; burst <= 5000; burst++)
            {
                int items = 2 + (burst * 7919 % 11);
                int failing = burst % 97 == 0 ? burst % items : -1;
                RunBurst(team, burst, items, failing);
            }
        }
    }

    /// <summary>A thread that was held up after its last item finds the next burst, which is of another length, where it looks for more of the first.</summary>
    [Fact]
    public unsafe void Who_goes_on_from_one_burst_to_the_next_does_items_of_the_next()
    {
        using var team = new WorkerTeam(3);
        int strangers = 0;
        for (int burst = 0; burst < 500_000; burst++)
        {
            team.Run(new CountingStrangers(&strangers, 2 + (burst % 3)), 2 + (burst % 3));
        }

        Assert.Equal(0, strangers);
    }

    /// <summary>Those that have no team of their own share one.</summary>
    [Fact]
    public void Nobody_but_the_caller_may_be_several_threads_at_once()
    {
        Parallel.For(1, 1000, burst => RunBurst(WorkerTeam.Alone, burst, 5, burst % 7 == 0 ? 3 : -1));
        Assert.Equal(1, WorkerTeam.Alone.Count);
    }

    /// <summary>An item may use what lies on the caller's stack.</summary>
    [Fact]
    public void Who_is_interrupted_stays_until_every_item_is_done()
    {
        using var isHeld = new ManualResetEventSlim();
        using var mayGo = new ManualResetEventSlim();
        bool areDone = false;
        bool isTold = false;
        var caller = new Thread(() =>
        {
            using var team = new WorkerTeam(2);
            var work = new HeldByAnother(isHeld, mayGo);
            try
            {
                team.Run(work, 2);
                areDone = work.Done == 2;
                Thread.Sleep(Timeout.Infinite);
            }
            catch (ThreadInterruptedException)
            {
                isTold = true;
            }
        });
        caller.Start();
        Assert.True(isHeld.Wait(TimeSpan.FromSeconds(30)));
        for (int i = 0; i < 3; i++)
        {
            Thread.Sleep(20);
            caller.Interrupt();
        }

        Assert.False(caller.Join(50));
        mayGo.Set();
        Assert.True(caller.Join(TimeSpan.FromSeconds(30)));
        Assert.Equal((true, true), (areDone, isTold));
    }

    [Fact]
    public void A_burst_allocates_nothing()
    {
        using var team = new WorkerTeam(2);
        var work = new EmptyWork();
        team.Run(work, 10);
        Assert.Equal(0, Allocations.Of(() =>
        {
            for (int i = 0; i < 100; i++)
            {
                team.Run(work, 10);
            }
        }));
    }

    private static unsafe void RunBurst(WorkerTeam team, int burst, int items, int failing)
    {
        int* counts = stackalloc int[items];
        new Span<int>(counts, items).Clear();
        bool hasFailed = false;
        try
        {
            team.Run(new CountingOnStack(counts, failing, burst), items);
        }
        catch (InvalidOperationException)
        {
            hasFailed = true;
        }

        Assert.Equal(failing >= 0, hasFailed);
        for (int item = 0; item < items; item++)
        {
            if (counts[item] != burst && !(hasFailed && counts[item] == 0))
            {
                Assert.Fail($"burst {burst}, item {item} of {items}: {counts[item]}");
            }

            // Who comes late would change or find this.
            counts[item] = int.MinValue;
        }
    }

    private readonly unsafe struct CountingOnStack(int* counts, int failing, int burst) : WorkerTeam.IWork
    {
        public void Execute(int item, int worker)
        {
            counts[item] += burst;
            if (item == failing)
            {
                throw new InvalidOperationException();
            }
        }
    }

    private readonly unsafe struct CountingStrangers(int* strangers, int items) : WorkerTeam.IWork
    {
        public void Execute(int item, int worker)
        {
            if (item < 0 || item >= items)
            {
                _ = Interlocked.Increment(ref *strangers);
            }
        }
    }

    /// <summary>The caller's item ends once another thread has one, which then is held.</summary>
    private sealed class HeldByAnother(ManualResetEventSlim isHeld, ManualResetEventSlim mayGo) : WorkerTeam.IWork
    {
        private int _done;

        public int Done => Volatile.Read(ref _done);

        public void Execute(int item, int worker)
        {
            if (worker == 0)
            {
                while (!isHeld.IsSet)
                {
                    _ = Thread.Yield();
                }
            }
            else
            {
                isHeld.Set();
                mayGo.Wait();
            }

            _ = Interlocked.Increment(ref _done);
        }
    }

    /// <summary>The caller's item ends once another thread has one, or soon; the other's goes on for a time.</summary>
    private sealed class OutlastingWork(long ticks) : WorkerTeam.IWork
    {
        private bool _isTaken;

        public void Execute(int item, int worker)
        {
            long start = Stopwatch.GetTimestamp();
            if (worker != 0)
            {
                Volatile.Write(ref _isTaken, true);
            }

            while (Stopwatch.GetTimestamp() - start < ticks && (worker != 0 || !Volatile.Read(ref _isTaken)))
            {
                Thread.SpinWait(1);
            }
        }
    }

    private sealed class CountingWork(int items, int workers) : WorkerTeam.IWork
    {
        public int[] Counts { get; } = new int[items];

        public void Execute(int item, int worker)
        {
            Assert.InRange(worker, 0, workers - 1);
            _ = Interlocked.Increment(ref Counts[item]);
        }
    }

    /// <summary>Whoever has the first item ends only after the second: two threads must be at work at once.</summary>
    private sealed class HoldingWork(ManualResetEventSlim isHeld, ManualResetEventSlim mayGo) : WorkerTeam.IWork
    {
        private int _done;

        public int Done => _done;

        public void Execute(int item, int worker)
        {
            if (item == 0)
            {
                isHeld.Set();
                Assert.True(mayGo.Wait(TimeSpan.FromSeconds(30)));
            }
            else
            {
                Assert.True(isHeld.Wait(TimeSpan.FromSeconds(30)));
                mayGo.Set();
            }

            _ = Interlocked.Increment(ref _done);
        }
    }

    private sealed class EmptyWork : WorkerTeam.IWork
    {
        public void Execute(int item, int worker)
        {
        }
    }

    private sealed class AlwaysFailingWork : WorkerTeam.IWork
    {
        private int _begun;

        public int Begun => _begun;

        public void Execute(int item, int worker)
        {
            _ = Interlocked.Increment(ref _begun);
            throw new InvalidOperationException();
        }
    }

    private sealed class FailingWork : WorkerTeam.IWork
    {
        public void Execute(int item, int worker)
        {
            if (item == 17)
            {
                throw new InvalidOperationException("item 17");
            }
        }
    }
}
