using Siren2.Checks;

namespace Siren2.Optimization;

/// <summary>Why a fit ended.</summary>
public enum StopReason
{
    /// <summary>All planned steps were taken.</summary>
    StepsTaken,

    /// <summary>The loss no longer fell.</summary>
    Plateau,

    /// <summary>The time budget was used up.</summary>
    TimeBudget,

    /// <summary>The caller canceled.</summary>
    Canceled,

    /// <summary>The loss diverged again and again, at ever lower learning rates, or never was finite.</summary>
    Diverged,
}

/// <summary>How a fit went. The networks hold the parameters of <see cref="BestLoss"/> afterwards.</summary>
public sealed record FitOutcome
{
    /// <summary>Puts an outcome together.</summary>
    /// <param name="reason">Why the fit ended.</param>
    /// <param name="losses">Loss at each step, before its update.</param>
    /// <param name="bestLoss">Lowest loss; infinite where none was finite.</param>
    /// <param name="divergences">How often the loss diverged and the fit went back to its best with a lower learning rate.</param>
    /// <exception cref="ArgumentNullException"><paramref name="losses"/> is null.</exception>
    public FitOutcome(StopReason reason, IReadOnlyList<double> losses, double bestLoss, int divergences = 0)
    {
        ArgumentNullException.ThrowIfNull(losses);
        Reason = reason;
        Losses = losses;
        BestLoss = bestLoss;
        Divergences = divergences;
    }

    /// <summary>Why the fit ended.</summary>
    public StopReason Reason { get; init; }

    /// <summary>Loss at each step, before its update.</summary>
    /// <exception cref="ArgumentNullException">The value is null.</exception>
    public IReadOnlyList<double> Losses { get; init => field = NullCheck.NotNull(value); }

    /// <summary>Lowest loss; infinite where none was finite.</summary>
    public double BestLoss { get; init; }

    /// <summary>How often the loss diverged and the fit went back to its best with a lower learning rate.</summary>
    public int Divergences { get; init; }
}
