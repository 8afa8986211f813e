using System.Runtime.ExceptionServices;

namespace Siren2.Kernels.Threads;

/// <summary>Independent jobs on several threads.</summary>
internal static class SideBySide
{
    /// <summary>
    /// Runs jobs until all are done or the token is canceled. The first exception of a job, of a host's loss or progress
    /// handler for instance, stops the others by the token that they were given, and is thrown as it is.
    /// </summary>
    /// <param name="count">Number of jobs.</param>
    /// <param name="degree">Threads at most, at least 1.</param>
    /// <param name="run">Runs a job, given its number and the token to watch.</param>
    /// <param name="cancellationToken">
    /// Where it is canceled, jobs that have not begun are left out, and so are those that end themselves by an
    /// <see cref="OperationCanceledException"/>; nothing is thrown.
    /// </param>
    public static void Run(int count, int degree, Action<int, CancellationToken> run, CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        ExceptionDispatchInfo? failure = null;
        _ = Parallel.For(0, count, new ParallelOptions { MaxDegreeOfParallelism = degree }, number =>
        {
            if (stop.IsCancellationRequested)
            {
                return;
            }

            try
            {
                run(number, stop.Token);
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                // The job watches its own token, whose exception would name that instead of the caller's.
            }
#pragma warning disable CA1031 // Whatever a job throws is rethrown on the caller's thread.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                _ = Interlocked.CompareExchange(ref failure, ExceptionDispatchInfo.Capture(exception), null);
                Cancel(stop);
            }
        });
        failure?.Throw();
    }

    /// <summary>Stops the other jobs. What a host's code that is told of it throws is not what failed first.</summary>
    private static void Cancel(CancellationTokenSource stop)
    {
        try
        {
            stop.Cancel();
        }
        catch (AggregateException)
        {
        }
    }
}
