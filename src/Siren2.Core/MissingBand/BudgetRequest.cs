using Siren2.Checks;

namespace Siren2.MissingBand;

/// <summary>What an <see cref="IEnergyBudget"/> is asked.</summary>
public sealed record BudgetRequest
{
    /// <summary>What the level model expects, of every channel; frames are at the same times in all.</summary>
    /// <exception cref="ArgumentNullException">The value is null, or an element of it.</exception>
    public required IReadOnlyList<MissingBandLevels> Levels { get; init => field = NullCheck.NoneNull(value); }

    /// <summary>Rate of the output in hertz.</summary>
    public required int SampleRate { get; init; }

    /// <summary><see cref="UpsamplerOptions.Detail"/>, from 0 to 1.</summary>
    public required double Detail { get; init; }

    /// <summary>
    /// By how much the baseline is closer to the truth than plain interpolation is, for certain: sum of squares of samples over all channels,
    /// from 0. It is what
    /// undoing a decimator's roll-off has brought back.
    /// </summary>
    public double RestoredEnergy { get; init; }
}
