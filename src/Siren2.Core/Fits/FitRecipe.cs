using Siren2.Baseline;
using Siren2.MissingBand;
using Siren2.Options;
using Siren2.Resampling;
using Siren2.Segments;

namespace Siren2.Fits;

/// <summary>
/// What turns a clip and the networks that were fitted to it into a waveform again, and, for the record, how they were fitted.
/// Everything here is saved with a fit.
/// </summary>
internal sealed record FitRecipe
{
    /// <summary>What the fit knew.</summary>
    public required FitMode Mode { get; init; }

    /// <summary>Rate of the fit in hertz.</summary>
    public required int OutputRate { get; init; }

    /// <summary>What of the clip's band is known.</summary>
    public required InputBand Band { get; init; }

    /// <summary>Design of the sinc under the baseline.</summary>
    public required SincQuality Interpolation { get; init; }

    /// <summary>Blind: <see cref="UpsamplerOptions.Detail"/>, from which the budget follows.</summary>
    public required double Detail { get; init; }

    /// <summary>Blind: <see cref="BlindOptions.RefinementIterations"/>.</summary>
    public required int RefinementIterations { get; init; }

    /// <summary>
    /// Blind: whether the refinement leaves textures at the levels that their fit has found, as it does after one with an extra loss.
    /// </summary>
    public required bool KeepsLevels { get; init; }

    /// <summary>Whether corrections are projected onto the missing band.</summary>
    public required bool IsProjected { get; init; }

    /// <summary>Segments that networks belong to.</summary>
    public required SegmentPlan Segments { get; init; }

    /// <summary>The library's own model with the sizes of the fit; null where the fit had a host's.</summary>
    public required SirenSegmentModel? Siren { get; init; }

    /// <summary>Identities of what a host may have brought: they are needed again to render the fit.</summary>
    public required FitParts Parts { get; init; }

    /// <summary>Seed of what a texture source draws.</summary>
    public required int Seed { get; init; }

    /// <summary>Of the record only: all options, as JSON.</summary>
    public required OptionsDescription Options { get; init; }

    /// <summary>Options with those of the library's own parts that a fit was made with, in place of others of the library's own.</summary>
    public UpsamplerOptions WithOwnParts(UpsamplerOptions options)
    {
        BlindOptions blind = options.Blind;
        IMissingBandModel[] models = [LevelPrior.Default, LineModel.Default];
        if (models.Contains(blind.LevelModel) && Array.Find(models, model => model.Identity == Parts.LevelModel) is IMissingBandModel model)
        {
            blind = blind with { LevelModel = model };
        }

        if (blind.Texture is null or CopiedTexture)
        {
            bool isCopied = Parts.Texture == CopiedTexture.Default.Identity;
            blind = isCopied || Parts.Texture is null ? blind with { Texture = isCopied ? CopiedTexture.Default : null } : blind;
        }

        return options with { Blind = blind };
    }

    /// <summary>The kind of fit, to be rendered again.</summary>
    public IFitStrategy ToStrategy(UpsamplerOptions parts)
    {
        if (Mode == FitMode.Guided)
        {
            return new SavedGuidedStrategy(Siren is null ? parts.Guided : Sizes(parts.Guided, Siren), IsProjected);
        }

        parts = WithOwnParts(parts);
        BlindOptions blind = Siren is null ? parts.Blind : Sizes(parts.Blind, Siren);
        UpsamplerOptions options = parts with
        {
            Seed = Seed,
            Detail = Detail,
            Blind = blind with { RefinementIterations = RefinementIterations, ExtraLoss = null },
        };
        return new BlindStrategy(options, keepsLevels: KeepsLevels);
    }

    private static T Sizes<T>(T options, SirenSegmentModel siren)
        where T : NetworkOptions => (T)(options with { Decoder = siren.Decoder, Encoder = siren.Encoder, EncoderWeights = null, Model = null });
}

/// <summary>Identities of the parts of a fit that a host may replace; null for those that a fit has not.</summary>
/// <param name="SegmentModel">The network's.</param>
/// <param name="LevelModel">Blind: that of the model of the missing band's levels.</param>
/// <param name="Budget">Blind: that of the energy budget.</param>
/// <param name="Texture">Blind: that of the texture source.</param>
internal sealed record FitParts(string SegmentModel, string? LevelModel, string? Budget, string? Texture)
{
    /// <summary>What told the levels, and what made the waveform, of a blind fit that filled a band; null where nothing was filled.</summary>
    public static (string? LevelModel, string? Texture) UsedBy(UpsamplerOptions options, InputBand band, bool isFilled) =>
        isFilled
            ? (MissingBandTarget.ModelFor(options.Blind.LevelModel, band.Bandwidth).Identity, options.Blind.Source?.Identity)
            : (null, null);

    /// <summary>Those of options.</summary>
    public static FitParts Of(UpsamplerOptions options, FitMode mode) => mode == FitMode.Blind
        ? new(
            options.Blind.ModelOrDefault.Identity, options.Blind.LevelModel.Identity, options.Blind.Budget.Identity, options.Blind.Source?.Identity)
        : new(options.Guided.ModelOrDefault.Identity, null, null, null);
}
