namespace Siren2.Cli;

/// <summary>Work that hears of no cancellation, such as metrics, and leaves nothing to be put in order where nobody waits for it any longer.</summary>
internal static class Abandonable
{
    /// <summary>Does it, and returns at once when canceled, while it still goes on.</summary>
    /// <param name="work">Reads what it needs and writes nothing.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="OperationCanceledException">Canceled.</exception>
    public static T Run<T>(Func<T> work, CancellationToken cancellationToken) =>
        Task.Run(work, cancellationToken).WaitAsync(cancellationToken).GetAwaiter().GetResult();
}
