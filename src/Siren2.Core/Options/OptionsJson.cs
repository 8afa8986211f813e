using System.Text.Json;
using System.Text.Json.Serialization;
using Siren2.Losses;

namespace Siren2.Options;

/// <summary>
/// The one description of options: JSON of all that the bits of a result depend on, written by generated code from the properties themselves, so
/// that none can be forgotten. Fingerprints hash it, saved fits and reports hold it.
/// </summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    GenerationMode = JsonSourceGenerationMode.Metadata,
    Converters =
    [
        typeof(WaveformLossConverter),
        typeof(ScheduleConverter),
        typeof(WeightsConverter),
        typeof(SegmentModelConverter),
        typeof(LevelModelConverter),
        typeof(BudgetConverter),
        typeof(TextureConverter),
        typeof(JsonStringEnumConverter<FitMode>),
    ])]
[JsonSerializable(typeof(UpsamplerOptions))]
[JsonSerializable(typeof(IReadOnlyList<WeightedLoss>))]
[JsonSerializable(typeof(IReadOnlyList<StftResolution>))]
internal sealed partial class OptionsJson : JsonSerializerContext
{
    /// <summary>What a fit of a kind depends on, but for its samples.</summary>
    /// <param name="options">The options.</param>
    /// <param name="mode">The kind: options of the other are not part of it.</param>
    public static string Of(UpsamplerOptions options, FitMode mode) =>
        JsonSerializer.Serialize(mode == FitMode.Blind ? options.ForBlind : options.ForGuided, Default.UpsamplerOptions);
}
