using System.Globalization;
using Siren2.Checks;

namespace Siren2.Losses;

/// <summary>One comparison of a <see cref="GradientCheck"/>.</summary>
public sealed record GradientProbe
{
    // One side alone is less certain: what is wrong on both alike is not taken out.
    private const double SideTolerance = 3;

    /// <summary>"direction 3" (a random direction) or "sample 1234".</summary>
    /// <exception cref="ArgumentNullException">The value is null.</exception>
    public required string Where { get; init => field = NullCheck.NotNull(value); }

    /// <summary>Slope of the loss there, by its value on either side.</summary>
    public required double ByValues { get; init; }

    /// <summary>Slope of the loss there by its gradient over the same stretch.</summary>
    public required double ByGradient { get; init; }

    /// <summary>
    /// Distance of the two slopes relative to the larger, to that on either side alone, or to the typical slope where all are small; infinite
    /// where one of them is not finite.
    /// </summary>
    public required double RelativeError { get; init; }

    /// <summary>The same for the side of the point where it is more: at a minimum or a kink the slopes of the two sides are opposite.</summary>
    public required double SideError { get; init; }

    /// <summary>
    /// Relative to the same: how far the two slopes of a right gradient may be from each other on one side, since values are rounded and
    /// gradients jump at kinks.
    /// </summary>
    public required double Doubt { get; init; }

    /// <summary>What this comparison says by itself: right, wrong or undecided.</summary>
    /// <param name="tolerance">Largest relative error of a right gradient; one side alone may have three times that and its doubt.</param>
    public GradientVerdict Verdict(double tolerance = 0.01) =>
        !(RelativeError <= tolerance + Doubt && SideError <= SideTolerance * (tolerance + Doubt)) ? GradientVerdict.Wrong
        : RelativeError <= tolerance ? GradientVerdict.Right
        : GradientVerdict.Undecided;
}

/// <summary>What a <see cref="GradientCheck"/> found.</summary>
public sealed record GradientCheckResult
{
    /// <summary>The loss at the point of the check.</summary>
    public required double Loss { get; init; }

    /// <summary>Whether the gradient at the point of the check is zero in every sample.</summary>
    public required bool GradientIsZero { get; init; }

    /// <summary>Every comparison.</summary>
    /// <exception cref="ArgumentNullException">The value is null, or an element of it.</exception>
    public required IReadOnlyList<GradientProbe> Probes { get; init => field = NullCheck.NoneNull(value); }

    /// <summary>The comparison with the largest error, on either side or on both; null where nothing was compared.</summary>
    public GradientProbe? Worst => Probes.MaxBy(probe => Math.Max(probe.RelativeError, probe.SideError));

    /// <summary>The largest relative error: about 10⁻³ for a right gradient in single precision.</summary>
    public double WorstRelativeError => Probes.Count == 0 ? 0 : Probes.Max(probe => probe.RelativeError);

    /// <summary>What is to be said of the gradient.</summary>
    /// <param name="tolerance">Largest relative error of a right gradient.</param>
    public GradientVerdict Verdict(double tolerance = 0.01) =>
        !double.IsFinite(Loss) || Has(GradientVerdict.Wrong, tolerance) ? GradientVerdict.Wrong
        : Has(GradientVerdict.Undecided, tolerance) ? GradientVerdict.Undecided
        : Probes.Count == 0 || (GradientIsZero && (Loss == 0 || Probes.All(probe => probe.ByValues == 0))) ? GradientVerdict.Unchecked
        : GradientVerdict.Right;

    /// <summary>Whether the gradient was checked and is right.</summary>
    /// <param name="tolerance">Largest relative error of a right gradient.</param>
    public bool Passed(double tolerance = 0.01) => Verdict(tolerance) == GradientVerdict.Right;

    /// <summary>The verdict at the default tolerance, the worst error and where it is, on one line.</summary>
    public override string ToString()
    {
        string verdict = Verdict() switch
        {
            GradientVerdict.Right => "passed",
            GradientVerdict.Wrong => "failed",
            GradientVerdict.Undecided => "undecided, too many kinks here, check at another point",
            _ when Probes.Count == 0 => "nothing was checked",
            _ when Loss == 0 => "value and gradient are zero: nothing was checked, check at another point",
            _ => "the gradient is zero and the value does not change: nothing was checked, check at another point",
        };
        double error = Worst is GradientProbe worst ? Math.Max(worst.RelativeError, worst.SideError) : 0;
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{verdict}: loss {Loss:G6}, {Probes.Count} probes, worst relative error {error:E1} at {Worst?.Where ?? "none"} (by values "
                + $"{Worst?.ByValues:G6}, by gradient {Worst?.ByGradient:G6})");
    }

    private bool Has(GradientVerdict verdict, double tolerance) => Probes.Any(probe => probe.Verdict(tolerance) == verdict);
}
