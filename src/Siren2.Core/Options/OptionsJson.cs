using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Siren2.Losses;
using Siren2.Segments;

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
        typeof(DoubleConverter),
        typeof(SingleConverter),
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
[JsonSerializable(typeof(SirenSegmentModel))]
[JsonSerializable(typeof(IReadOnlyList<WeightedLoss>))]
[JsonSerializable(typeof(IReadOnlyList<StftResolution>))]
internal sealed partial class OptionsJson : JsonSerializerContext
{
    /// <summary>What a fit of a kind depends on, but for its samples.</summary>
    /// <param name="options">The options.</param>
    /// <param name="mode">The kind: options of the other are not part of it.</param>
    /// <exception cref="InvalidOperationException">A host's part has no identity.</exception>
    public static string Of(UpsamplerOptions options, FitMode mode)
    {
        // Asked outside of the serializer, which would wrap what a host throws.
        PartIdentities.Check(options, mode);
        return JsonSerializer.Serialize(options, mode == FitMode.Blind ? Written.Blind : Written.Guided);
    }

    /// <summary>A class of its own: it is made after the generated members, which it needs.</summary>
    private static class Written
    {
        public static JsonTypeInfo<UpsamplerOptions> Blind { get; } = Without("guided");

        public static JsonTypeInfo<UpsamplerOptions> Guided { get; } = Without("blind", "detail");

        /// <summary>How options are written without those of no effect, which are not even asked what they are.</summary>
        private static JsonTypeInfo<UpsamplerOptions> Without(params string[] names)
        {
            var written = new JsonSerializerOptions(Default.Options) { TypeInfoResolver = Default.WithAddedModifier(Remove) };
            return (JsonTypeInfo<UpsamplerOptions>)written.GetTypeInfo(typeof(UpsamplerOptions));

            void Remove(JsonTypeInfo type)
            {
                for (int i = type.Properties.Count - 1; i >= 0 && type.Type == typeof(UpsamplerOptions); i--)
                {
                    if (names.Contains(type.Properties[i].Name))
                    {
                        type.Properties.RemoveAt(i);
                    }
                }
            }
        }
    }
}
