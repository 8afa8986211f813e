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
