namespace Siren2.Extensions.DependencyInjection;

/// <summary>
/// What becomes of the fits of a queue when its host stops. None is taken any more; whatever is left when the host's own time to stop is over
/// (<c>HostOptions.ShutdownTimeout</c>) is canceled, within one step of a fit.
/// </summary>
public enum FitQueueStop
{
    /// <summary>All are canceled at once.</summary>
    CancelAll,

    /// <summary>Those that run are finished, those that wait are canceled.</summary>
    FinishRunning,

    /// <summary>All are finished.</summary>
    FinishAll,
}
