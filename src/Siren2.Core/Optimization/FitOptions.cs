using Siren2.Checks;

namespace Siren2.Optimization;

/// <summary>When a <see cref="FitLoop"/> steps how far, and when it stops.</summary>
public sealed record FitOptions
{
    /// <summary>Steps at most, 1 to 1,000,000. Default 120.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public int StepCount
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1, nameof(StepCount));
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, 1_000_000, nameof(StepCount));
            field = value;
        }
    }

    = 120;

    /// <summary>Learning rate over the steps. Default: half a cosine from 2e-3.</summary>
    /// <exception cref="ArgumentNullException">The value is null.</exception>
    public LearningRateSchedule Schedule { get; init => field = value ?? throw new ArgumentNullException(nameof(Schedule)); } = LearningRateSchedule.Cosine(2e-3);

    /// <summary>
    /// Coefficients of Adam. Default: β1 = 0.8, β2 = 0.9. Every step sees the whole segment, so there is no noise to average away,
    /// and short memories converge in far fewer steps than the usual 0.9 and 0.999.
    /// </summary>
    /// <exception cref="ArgumentNullException">The value is null.</exception>
    public AdamOptions Adam { get; init => field = NullCheck.NotNull(value); } = new() { Beta1 = 0.8f, Beta2 = 0.9f };

    /// <summary>
    /// Stops when the best loss has not fallen by <see cref="PlateauImprovement"/> within this many steps; 0 never does. Default 0.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative.</exception>
    public int PlateauSteps
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value, nameof(PlateauSteps));
            field = value;
        }
    }

    /// <summary>Relative fall of the loss that counts as progress, from 0 to 1. Default 0.01.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public double PlateauImprovement
    {
        get;
        init => field = value is >= 0 and <= 1
            ? value
            : throw new ArgumentOutOfRangeException(nameof(PlateauImprovement), value, "The improvement must be from 0 to 1.");
    }

    = 0.01;

    /// <summary>
    /// Wall-clock time at most, positive; null without limit. A fit that runs into its budget keeps its best so far, and is no
    /// longer reproducible from its seed alone. Default null.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not positive.</exception>
    public TimeSpan? TimeBudget
    {
        get;
        init => field = value is null || value > TimeSpan.Zero
            ? value
            : throw new ArgumentOutOfRangeException(nameof(TimeBudget), value, "A time budget must be positive.");
    }

    /// <summary>The options of a piece of work that is given a share of the time that is left of the budget for all.</summary>
    /// <param name="elapsed">Time that was used so far.</param>
    /// <param name="share">Part of what is left.</param>
    internal FitOptions Share(TimeSpan elapsed, double share)
    {
        if (TimeBudget is not TimeSpan budget)
        {
            return this;
        }

        TimeSpan left = (budget - elapsed) * share;
        return this with { TimeBudget = left > TimeSpan.Zero ? left : TimeSpan.FromTicks(1) };
    }
}
