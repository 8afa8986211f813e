namespace Siren2;

/// <summary>What a fit knew. Figures of the two are never comparable.</summary>
public enum FitMode
{
    /// <summary>Only the low-rate clip: super-resolution.</summary>
    Blind,

    /// <summary>The high-rate reference too: a measure of what the network can represent, not super-resolution.</summary>
    Guided,
}
