using Siren2.MissingBand;
using Siren2.Optimization;

namespace Siren2;

/// <summary>How a blind fit, which knows the clip alone, fills the missing band.</summary>
/// <example>
/// <code>
/// // Networks that are fitted to the clip in place of copies of its known band.
/// var options = new UpsamplerOptions { Blind = new() { Texture = null } };
/// </code>
/// </example>
public sealed record BlindOptions : NetworkOptions
{
    /// <summary>
    /// The defaults: segments of 32,768 samples, two sine layers of 96 units over time, 25 steps from 1e-3, 15 iterations of refinement.
    /// </summary>
    public BlindOptions()
    {
        SegmentLength = 32_768;
        Decoder = new() { Width = 96, Depth = 2 };
        Fit = new() { StepCount = 25, Schedule = LearningRateSchedule.Cosine(1e-3) };
    }

    /// <summary>
    /// How often the waveform of the fitted texture is brought closer to the envelope's magnitudes, phases kept (Griffin
    /// and Lim 1984), 0 to 1000. Default 15.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public int RefinementIterations
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value, nameof(RefinementIterations));
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, 1000, nameof(RefinementIterations));
            field = value;
        }
    }

    = 15;

    /// <summary>
    /// Tells how loud the missing band is thought to be. Default <see cref="LevelPrior"/>, which was trained on other recordings; <see
    /// cref="LineModel"/> knows the clip
    /// alone, and stands in where a band is narrower than a model's lowest edge.
    /// </summary>
    /// <exception cref="ArgumentNullException">The value is null.</exception>
    public IMissingBandModel LevelModel { get; init => field = NotNull(value, nameof(LevelModel)); } = LevelPrior.Default;

    /// <summary>Tells how much energy may be put into it. Default <see cref="EnergyBudget"/>.</summary>
    /// <exception cref="ArgumentNullException">The value is null.</exception>
    public IEnergyBudget Budget { get; init => field = NotNull(value, nameof(Budget)); } = EnergyBudget.Default;

    /// <summary>
    /// Makes the missing band's waveform. Default <see cref="CopiedTexture"/>. Null for networks that are fitted to the levels, by all the
    /// other options. They are fitted
    /// too, and no source is asked, where there is a <see cref="NetworkOptions.Model"/> or an <see cref="NetworkOptions.ExtraLoss"/> that counts.
    /// </summary>
    public ITextureSource? Texture { get; init; } = CopiedTexture.Default;

    /// <summary>The source that is asked; null where networks are fitted.</summary>
    internal ITextureSource? Source => Model is null && !HasExtraLoss ? Texture : null;
}
