namespace Siren2.Orleans.Work;

/// <summary>Threads for what computes for seconds or minutes, so that the pool's are there for grains and messages.</summary>
internal static class Threads
{
    public static Task<T> RunAsync<T>(Func<T> work) =>
        Task.Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
}
