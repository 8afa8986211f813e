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

    /// <summary>The caller cancelled.</summary>
    Cancelled,

    /// <summary>The loss diverged again and again, at ever lower learning rates, or never was finite.</summary>
    Diverged,
}

/// <summary>How a fit went. The networks hold the parameters of <see cref="BestLoss"/> afterwards.</summary>
/// <param name="Reason">Why it ended.</param>
/// <param name="Losses">Loss at each step, before its update.</param>
/// <param name="BestLoss">Lowest loss; infinite where none was finite.</param>
/// <param name="Divergences">How often the loss diverged and the fit went back to its best with a lower learning rate.</param>
public sealed record FitOutcome(StopReason Reason, IReadOnlyList<double> Losses, double BestLoss, int Divergences);
