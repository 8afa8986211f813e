using System.Text.Json;
using System.Text.Json.Serialization;
using Siren2.Files;
using Siren2.Losses;
using Siren2.MissingBand;
using Siren2.Optimization;
using Siren2.Segments;

namespace Siren2.Options;

/// <summary>A converter for what is only ever written.</summary>
internal abstract class WritingConverter<T> : JsonConverter<T>
{
    public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        throw new NotSupportedException("Descriptions of options are written and compared, never read back.");
}

/// <summary>A number as it compares: minus zero is written as zero, since options with the one equal those with the other.</summary>
internal sealed class DoubleConverter : WritingConverter<double>
{
    public override void Write(Utf8JsonWriter writer, double value, JsonSerializerOptions options) => writer.WriteNumberValue(value == 0 ? 0 : value);
}

/// <summary>The same of single precision.</summary>
internal sealed class SingleConverter : WritingConverter<float>
{
    public override void Write(Utf8JsonWriter writer, float value, JsonSerializerOptions options) => writer.WriteNumberValue(value == 0 ? 0 : value);
}

/// <summary>A loss: all properties of the library's own, the identity of a host's.</summary>
internal sealed class WaveformLossConverter : WritingConverter<IWaveformLoss>
{
    public override bool CanConvert(Type typeToConvert) => typeToConvert == typeof(IWaveformLoss);

    public override void Write(Utf8JsonWriter writer, IWaveformLoss value, JsonSerializerOptions options)
    {
        writer.WriteStartObject();
        writer.WriteString("type", value.Identity);
        switch (value)
        {
            case HybridLoss hybrid:
                writer.WritePropertyName("parts");
                JsonSerializer.Serialize(writer, hybrid.Parts, OptionsJson.Default.IReadOnlyListWeightedLoss);
                break;
            case MultiResolutionStftLoss stft:
                writer.WritePropertyName("resolutions");
                JsonSerializer.Serialize(writer, stft.Resolutions, OptionsJson.Default.IReadOnlyListStftResolution);
                break;
            default:
                break;
        }

        writer.WriteEndObject();
    }
}

/// <summary>A schedule by its kind and settings.</summary>
internal sealed class ScheduleConverter : WritingConverter<LearningRateSchedule>
{
    public override void Write(Utf8JsonWriter writer, LearningRateSchedule value, JsonSerializerOptions options)
    {
        writer.WriteStartObject();
        writer.WriteString("kind", value.Kind);
        writer.WriteStartArray("settings");
        foreach (double setting in value.Settings)
        {
            writer.WriteNumberValue(setting == 0 ? 0 : setting);
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }
}

/// <summary>Weights by their hash.</summary>
internal sealed class WeightsConverter : WritingConverter<SafetensorsFile>
{
    public override void Write(Utf8JsonWriter writer, SafetensorsFile value, JsonSerializerOptions options)
    {
        using var digest = new Digest();
        foreach (NamedTensor tensor in value.Tensors.Values.OrderBy(tensor => tensor.Name, StringComparer.Ordinal))
        {
            digest.Add(tensor.Name);
            digest.Add([.. tensor.Shape.Select(extent => (double)extent)]);
            digest.Add(tensor.Data);
        }

        writer.WriteStringValue("sha256:" + Convert.ToHexString(digest.Finish()));
    }
}

/// <summary>A network: all properties of the library's own, the identity of a host's, and how many segments it fits at once, which may change their bits.</summary>
internal sealed class SegmentModelConverter : WritingConverter<ISegmentModel>
{
    public override bool CanConvert(Type typeToConvert) => typeToConvert == typeof(ISegmentModel);

    public override void Write(Utf8JsonWriter writer, ISegmentModel value, JsonSerializerOptions options)
    {
        if (value is SirenSegmentModel siren)
        {
            JsonSerializer.Serialize(writer, siren, OptionsJson.Default.SirenSegmentModel);
        }
        else if (value is ISegmentBatchModel batched)
        {
            writer.WriteStartObject();
            writer.WriteString("type", batched.Identity);
            writer.WriteNumber("batchSize", batched.BatchSize);
            writer.WriteEndObject();
        }
        else
        {
            writer.WriteStringValue(value.Identity);
        }
    }
}

/// <summary>A level model by its identity.</summary>
internal sealed class LevelModelConverter : WritingConverter<IMissingBandModel>
{
    public override bool CanConvert(Type typeToConvert) => typeToConvert == typeof(IMissingBandModel);

    public override void Write(Utf8JsonWriter writer, IMissingBandModel value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.Identity);
}

/// <summary>A budget by its identity.</summary>
internal sealed class BudgetConverter : WritingConverter<IEnergyBudget>
{
    public override bool CanConvert(Type typeToConvert) => typeToConvert == typeof(IEnergyBudget);

    public override void Write(Utf8JsonWriter writer, IEnergyBudget value, JsonSerializerOptions options) => writer.WriteStringValue(value.Identity);
}

/// <summary>A texture source by its identity.</summary>
internal sealed class TextureConverter : WritingConverter<ITextureSource>
{
    public override bool CanConvert(Type typeToConvert) => typeToConvert == typeof(ITextureSource);

    public override void Write(Utf8JsonWriter writer, ITextureSource value, JsonSerializerOptions options) => writer.WriteStringValue(value.Identity);
}
