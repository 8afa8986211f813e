using MathNet.Numerics;

namespace Siren2.MissingBand;

/// <summary>Keeps the expected loss of PSNR to what <see cref="UpsamplerOptions.Detail"/> allows.</summary>
/// <remarks>
/// <para>What is synthesised in the missing band without knowing the truth is incoherent with it. Where the band truly holds the energy E,
/// injecting I turns the squared error E of plain interpolation into E + I: a loss of 10·log10(1 + I/E) dB of PSNR,
/// whatever the peak. E itself is an estimate, the expected level of an <see cref="IMissingBandModel"/>.</para>
/// <para>Detail 0 allows nothing, 1 everything; between them the expected cost in dB is 0.05·(detail/(1 − detail))², which rises with
/// the knob throughout: 0.0056 at ¼, 0.05 at ½, 0.45 at ¾.</para>
/// <para>A part that is coherent with the truth and expects no more than it knows brings the squared error down by its own energy; half of that is spent, since
/// not every clip keeps to the model.</para>
/// </remarks>
public sealed class EnergyBudget : IEnergyBudget
{
    /// <summary>Part of the energy of the coherent part that may be spent.</summary>
    private const double CoherentShare = 0.5;

    /// <summary>Expected loss of PSNR in dB at <c>Detail</c> = ½.</summary>
    private const double CostAtHalf = 0.05;

    /// <summary>The budget; it has no settings.</summary>
    public static EnergyBudget Default { get; } = new();

    /// <inheritdoc/>
    public string Identity => "siren2.psnr-cost.1";

    /// <inheritdoc/>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="detail"/> is not from 0 to 1.</exception>
    public double AllowedEnergy(double missingEnergy, double coherentEnergy, double detail)
    {
        if (!(detail is >= 0 and <= 1))
        {
            throw new ArgumentOutOfRangeException(nameof(detail), detail, "The detail must be from 0 to 1.");
        }

        if (detail is 0 or 1)
        {
            return detail == 0 ? 0 : double.PositiveInfinity;
        }

        double odds = detail / (1 - detail);
        double cost = CostAtHalf * odds * odds;
        double incoherent = missingEnergy > 0 ? missingEnergy * SpecialFunctions.Expm1(Constants.Ln10 / 10 * cost) : 0;
        return incoherent + (CoherentShare * coherentEnergy);
    }

    /// <inheritdoc/>
    public double Cost(double energy, double missingEnergy, double coherentEnergy)
    {
        double credit = CoherentShare * coherentEnergy;
        return energy > credit ? 10 / Constants.Ln10 * SpecialFunctions.Log1p((energy - credit) / missingEnergy) : 0;
    }
}
