namespace Siren2.Extensions.DependencyInjection;

/// <summary>
/// A bounded queue of fits, worked on in the background by a hosted service. Who adds to a full one waits, or is told so: memory does not grow with
/// the number of who asks.
/// </summary>
/// <remarks>
/// <para>Thread-safe. Fits begin in the order in which they were added, as many at once as the options allow.</para>
/// <para>A fit that is canceled while it waits gives its place up at once; one that runs ends within one step. What a fit throws is the exception
/// of its own result and stops no other.</para>
/// <para>Fits are added before the host has started, too, and begin when it does.</para>
/// </remarks>
/// <example>
/// <code>
/// QueuedFit&lt;UpsampleResult&gt; fit = await queue.EnqueueAsync(stop =&gt; resolver.FitAndPredict(clip, 48_000, progress: null, stop), cancellationToken);
/// UpsampleResult result = await fit.Result;
/// </code>
/// </example>
public interface IFitQueue
{
    /// <summary>Fits that wait to begin.</summary>
    int WaitingCount { get; }

    /// <summary>Fits that run.</summary>
    int RunningCount { get; }

    /// <summary>Adds a fit; waits for a place where the queue is full.</summary>
    /// <typeparam name="T">What the fit gives.</typeparam>
    /// <param name="fit">
    /// The work, which runs on a thread of its own and keeps it busy: a call of an <see cref="ISuperResolver"/> or an <see cref="Upsampler"/>, with
    /// the token that it is given.
    /// </param>
    /// <param name="cancellationToken">Ends the waiting for a place, the waiting in it, and the fit.</param>
    /// <returns>The place in the queue, once there is one; its result is awaited separately.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="fit"/> is null.</exception>
    /// <exception cref="OperationCanceledException">Canceled before there was a place.</exception>
    /// <exception cref="InvalidOperationException">The host stops, and the queue takes no more.</exception>
    ValueTask<QueuedFit<T>> EnqueueAsync<T>(Func<CancellationToken, T> fit, CancellationToken cancellationToken = default);

    /// <summary>Adds a fit unless the queue is full, or takes no more since the host stops.</summary>
    /// <typeparam name="T">What the fit gives.</typeparam>
    /// <param name="fit">The work; see <see cref="EnqueueAsync"/>.</param>
    /// <param name="cancellationToken">Ends the waiting in the queue, and the fit.</param>
    /// <returns>The place in the queue; null where there is none.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="fit"/> is null.</exception>
    QueuedFit<T>? TryEnqueue<T>(Func<CancellationToken, T> fit, CancellationToken cancellationToken = default);
}
