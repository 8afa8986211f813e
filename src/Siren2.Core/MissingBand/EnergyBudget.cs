using MathNet.Numerics;

namespace Siren2.MissingBand;

/// <summary>
/// How much energy may go into the missing band, and what it costs.
/// </summary>
/// <remarks>
/// <para>What is synthesised there without knowing the truth is incoherent with it. Where the band truly holds the energy E,
/// injecting I turns the squared error E of plain interpolation into E + I: a loss of 10·log10(1 + I/E) dB of PSNR,
/// whatever the peak.</para>
/// <para>E itself is an estimate. An envelope of mean logarithms sums to less than the mean energy (the mean of a
/// log-normal variable lies above its median), which <see cref="LogMeanDeficit"/> makes up for; but the higher the known
/// band reaches, the more often recordings have rolled off above it, from <see cref="RollOff"/> on. The two were
/// calibrated on 65 clips of music, percussion and speech at eight pairs of rates: where 0.05 dB is expected, the mean of
/// the true cost is 0.03 to 0.05 dB, and one clip in twenty pays more than about 0.2 dB. A clip whose band ends by chance
/// at the edge of the known one cannot be told from others, and pays more than that.</para>
/// </remarks>
internal sealed class EnergyBudget
{
    /// <summary>Expected loss of PSNR in dB at <c>Detail</c> = ½.</summary>
    public const double CostAtHalf = 0.05;

    private const double LogMeanDeficit = 10;

    /// <summary>Part of the energy of the coherent part that may be spent.</summary>
    private const double CoherentShare = 0.5;

    /// <summary>In Hz.</summary>
    private const double RollOff = 4000;

    private readonly double _credit;

    /// <summary>Sets the budget.</summary>
    /// <param name="envelopeEnergy">Energy of the extrapolated envelope: sum of squares of samples.</param>
    /// <param name="knownBandwidth">Where the known band ends, in Hz: half of the input rate.</param>
    /// <param name="detail">
    /// 0 allows nothing, 1 everything; between them the expected cost in dB is
    /// <see cref="CostAtHalf"/>·(detail/(1 − detail))², which rises with the knob throughout: 0.0056 at ¼, 0.05 at ½, 0.45 at ¾.
    /// </param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="detail"/> is not from 0 to 1.</exception>
    /// <param name="coherentEnergy">
    /// Energy of a part of the correction that is coherent with the truth. An estimate that expects no more than it knows brings the squared
    /// error down by its own energy; half of that is spent, since not every clip keeps to the model.
    /// </param>
    public EnergyBudget(double envelopeEnergy, double knownBandwidth, double detail, double coherentEnergy = 0)
    {
        if (!(detail is >= 0 and <= 1))
        {
            throw new ArgumentOutOfRangeException(nameof(detail), detail, "The detail must be from 0 to 1.");
        }

        double aboveRollOff = knownBandwidth / RollOff;
        MissingEnergy = envelopeEnergy * LogMeanDeficit / (1 + (aboveRollOff * aboveRollOff));
        _credit = CoherentShare * coherentEnergy;
        AllowedEnergy = detail == 0 ? 0 : Allowed(detail) + _credit;
    }

    /// <summary>Estimated energy of what the clip lacks: sum of squares of samples.</summary>
    public double MissingEnergy { get; }

    /// <summary>Energy that may be injected, infinite at detail 1.</summary>
    public double AllowedEnergy { get; }

    /// <summary>Expected loss of PSNR in dB for injecting <paramref name="energy"/> beside the coherent part; 0 where that outweighs it.</summary>
    public double Cost(double energy) =>
        energy > _credit ? 10 / Constants.Ln10 * SpecialFunctions.Log1p((energy - _credit) / MissingEnergy) : 0;

    private double Allowed(double detail)
    {
        if (detail == 1)
        {
            return double.PositiveInfinity;
        }

        double odds = detail / (1 - detail);
        double cost = CostAtHalf * odds * odds;
        return MissingEnergy > 0 ? MissingEnergy * SpecialFunctions.Expm1(Constants.Ln10 / 10 * cost) : 0;
    }
}
