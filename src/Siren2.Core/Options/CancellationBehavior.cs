namespace Siren2;

/// <summary>What a canceled fit does. Cancellation is honored within one step.</summary>
public enum CancellationBehavior
{
    /// <summary>Throws <see cref="OperationCanceledException"/>.</summary>
    Throw,

    /// <summary>Returns the best result so far; segments that were never begun stay as the baseline.</summary>
    ReturnBest,
}
