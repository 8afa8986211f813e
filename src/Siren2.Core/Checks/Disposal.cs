using System.Runtime.ExceptionServices;

namespace Siren2.Checks;

/// <summary>The end of what is disposed of together: what one throws keeps none of the others.</summary>
internal static class Disposal
{
    /// <summary>Does some work with something and disposes of it then; where both fail, what the work has thrown comes out.</summary>
    /// <param name="thing">What to dispose of; null for nothing.</param>
    /// <param name="work">The work.</param>
    public static T After<T>(IDisposable? thing, Func<T> work)
    {
        T result;
        try
        {
            result = work();
        }
        catch
        {
            _ = Of([thing]);
            throw;
        }

        Of([thing])?.Throw();
        return result;
    }

    /// <summary>Disposes of all, whatever any of them throws.</summary>
    /// <param name="things">What to dispose of; null for nothing.</param>
    /// <returns>
    /// What was thrown first, for the caller to throw, unless something else has failed before; null where nothing was.
    /// </returns>
    public static ExceptionDispatchInfo? Of(IEnumerable<IDisposable?> things)
    {
        ExceptionDispatchInfo? first = null;
        foreach (IDisposable? thing in things)
        {
            try
            {
                thing?.Dispose();
            }
#pragma warning disable CA1031 // The caller throws it.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                first ??= ExceptionDispatchInfo.Capture(exception);
            }
        }

        return first;
    }
}
