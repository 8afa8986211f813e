namespace Siren2.NWaves;

/// <summary>How a <see cref="FilterBankLoss"/> compares the logarithms of two levels.</summary>
public enum FilterBankDistance
{
    /// <summary>The magnitude of their difference; its gradient is taken as 0 where they are equal.</summary>
    Absolute,

    /// <summary>The square of their difference.</summary>
    Squared,
}
