using System.Globalization;

namespace Siren2.Losses;

/// <summary>One comparison of a <see cref="GradientCheck"/>.</summary>
/// <param name="Where">"direction 3" (a random direction) or "sample 1234".</param>
/// <param name="ByValues">Slope of the loss there, by its value on either side.</param>
/// <param name="ByGradient">Slope of the loss there by its gradient over the same stretch.</param>
/// <param name="RelativeError">Their distance relative to the larger, or to the typical slope where both are small; infinite
/// where one of them is not finite.</param>
public sealed record GradientProbe(string Where, double ByValues, double ByGradient, double RelativeError);

/// <summary>What a <see cref="GradientCheck"/> found.</summary>
/// <param name="Loss">The loss at the point of the check.</param>
/// <param name="Probes">Every comparison.</param>
public sealed record GradientCheckResult(double Loss, IReadOnlyList<GradientProbe> Probes)
{
    /// <summary>The comparison with the largest error, or null where nothing was compared.</summary>
    public GradientProbe? Worst => Probes.MaxBy(p => p.RelativeError);

    /// <summary>The largest relative error: about 10⁻³ for a right gradient in single precision.</summary>
    public double WorstRelativeError => Worst?.RelativeError ?? 0;

    /// <summary>Whether the loss is finite and every comparison is within <paramref name="tolerance"/>.</summary>
    /// <param name="tolerance">Largest relative error allowed.</param>
    public bool Passed(double tolerance = 0.01) => double.IsFinite(Loss) && WorstRelativeError <= tolerance;

    /// <summary>The verdict at the default tolerance, the worst error and where it is, on one line.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{(Passed() ? "passed" : "failed")}: loss {Loss:G6}, {Probes.Count} probes, worst relative error {WorstRelativeError:E1} at {Worst?.Where ?? "none"} (by values {Worst?.ByValues:G6}, by gradient {Worst?.ByGradient:G6})");
}
