namespace Siren2.Extensions.DependencyInjection;

/// <summary>A fit that has a place in a queue.</summary>
/// <typeparam name="T">What it gives.</typeparam>
public sealed class QueuedFit<T>
{
    internal QueuedFit(Task<T> result) => Result = result;

    /// <summary>
    /// What the fit gives, or the exception that it threw; canceled where its token was, or where the host stopped before it was done.
    /// </summary>
    public Task<T> Result { get; }
}
