using NWaves.Filters.Fda;

namespace Siren2.NWaves;

/// <summary>Which of NWaves' filter banks a <see cref="FilterBankLoss"/> compares levels in.</summary>
public enum FilterBankKind
{
    /// <summary>
    /// Triangles over mel, evenly spaced and overlapping, as NWaves' extractors of MFCCs have them: <see cref="FilterBanks.Triangular"/> over
    /// <see cref="FilterBanks.MelBands"/>.
    /// </summary>
    Mel,

    /// <summary>Triangles of equal area over Slaney's mel, as of librosa: <see cref="FilterBanks.MelBankSlaney"/>.</summary>
    MelSlaney,

    /// <summary>Trapezoids with slopes of 10 and 25 dB per Bark: <see cref="FilterBanks.BarkBankSlaney"/>.</summary>
    Bark,

    /// <summary>Gammatone filters on the scale of equivalent rectangular bandwidths: <see cref="FilterBanks.Erb"/>.</summary>
    Erb,
}
