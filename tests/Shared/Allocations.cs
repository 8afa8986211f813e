namespace Siren2.Tests;

/// <summary>What a piece of code allocates.</summary>
internal static class Allocations
{
    private const int Runs = 5;

    /// <summary>
    /// The fewest bytes that the calling thread allocated in one of several runs. A garbage collection that another test causes
    /// closes this thread's allocation buffer, whose unused rest then counts; code that allocates does so in every run.
    /// </summary>
    public static long Of(Action action)
    {
        long least = long.MaxValue;
        for (int run = 0; run < Runs; run++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            action();
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        return least;
    }
}
