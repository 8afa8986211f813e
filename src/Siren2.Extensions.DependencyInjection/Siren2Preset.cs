namespace Siren2.Extensions.DependencyInjection;

/// <summary>The preset that options start from.</summary>
public enum Siren2Preset
{
    /// <summary><see cref="UpsamplerOptions.Fast"/>.</summary>
    Fast,

    /// <summary><see cref="UpsamplerOptions.Balanced"/>.</summary>
    Balanced,

    /// <summary><see cref="UpsamplerOptions.Best"/>.</summary>
    Best,
}
