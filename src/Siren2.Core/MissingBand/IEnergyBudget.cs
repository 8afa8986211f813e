namespace Siren2.MissingBand;

/// <summary>
/// How much energy may be put into the missing band without knowing the truth, and what that is expected to cost. The library's own is
/// <see cref="EnergyBudget"/>.
/// </summary>
/// <remarks>Several threads may ask one instance at once, and the same question must get the same answer, to the bit.</remarks>
public interface IEnergyBudget
{
    /// <summary>What tells this budget from any other that allows something else. Checkpoints and saved fits keep it, and refuse another.</summary>
    string Identity { get; }

    /// <summary>Energy that may be put in: sum of squares of samples, from 0, infinite for no limit.</summary>
    /// <param name="missingEnergy">Estimated energy of what the channel lacks: sum of squares of samples.</param>
    /// <param name="coherentEnergy">Energy of what is added beside and is coherent with the truth.</param>
    /// <param name="detail"><see cref="UpsamplerOptions.Detail"/>, from 0 to 1.</param>
    double AllowedEnergy(double missingEnergy, double coherentEnergy, double detail);

    /// <summary>Expected loss of PSNR to the baseline, in dB, from 0.</summary>
    /// <param name="energy">Energy that is put in.</param>
    /// <param name="missingEnergy">Estimated energy of what the channel lacks.</param>
    /// <param name="coherentEnergy">Energy of what is added beside and is coherent with the truth.</param>
    double Cost(double energy, double missingEnergy, double coherentEnergy);
}
