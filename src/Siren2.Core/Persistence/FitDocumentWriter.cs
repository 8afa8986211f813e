using System.Text.Json;
using Siren2.Baseline;
using Siren2.Decoding;
using Siren2.Encoding;
using Siren2.Fits;
using Siren2.Resampling;

namespace Siren2.Persistence;

/// <summary>Writes what <see cref="FitDocumentReader"/> reads. Numbers are written so that they read back to the same bits.</summary>
internal static class FitDocumentWriter
{
    public static string Write(FitDocument document)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes))
        {
            json.WriteStartObject();
            json.WriteNumber("clipRate", document.ClipRate);
            json.WriteNumber("clipLength", document.ClipLength);
            json.WriteNumber("clipChannels", document.ClipChannels);
            WriteRecipe(json, document.Recipe);
            WriteReport(json, document);
            json.WriteEndObject();
        }

        return System.Text.Encoding.UTF8.GetString(bytes.GetBuffer(), 0, (int)bytes.Length);
    }

    private static void WriteRecipe(Utf8JsonWriter json, FitRecipe recipe)
    {
        json.WriteString("mode", recipe.Mode.ToString());
        json.WriteNumber("outputRate", recipe.OutputRate);
        json.WriteNumber("detail", recipe.Detail);
        json.WriteNumber("refinementIterations", recipe.RefinementIterations);
        json.WriteBoolean("keepsLevels", recipe.KeepsLevels);
        json.WriteBoolean("isProjected", recipe.IsProjected);
        json.WriteNumber("seed", recipe.Seed);
        json.WriteString("segmentModel", recipe.Parts.SegmentModel);
        json.WriteString("levelModel", recipe.Parts.LevelModel);
        json.WriteString("budget", recipe.Parts.Budget);
        json.WriteString("texture", recipe.Parts.Texture);
        json.WriteString("options", recipe.Options.Json);
        WriteBand(json, recipe.Band);
        WriteInterpolation(json, recipe.Interpolation);
        WriteDecoder(json, recipe.Siren?.Decoder);
        WriteEncoder(json, recipe.Siren?.Encoder);
        json.WriteNumber("overlap", recipe.Segments.Overlap);
        WriteIntegers(json, "segmentStarts", recipe.Segments.Segments.Select(segment => segment.Start));
    }

    private static void WriteBand(Utf8JsonWriter json, InputBand band)
    {
        json.WriteNumber("bandwidth", band.Bandwidth);
        json.WriteString("bandEnd", band.End.ToString());
        if (band.Filter.IsIdeal)
        {
            json.WriteNull("inputFilter");
            return;
        }

        json.WriteStartObject("inputFilter");
        json.WriteNumber("center", band.Filter.Center);
        json.WriteNumber("width", band.Filter.Width);
        json.WriteNumber("maximumGain", band.Filter.MaximumGain);
        json.WriteEndObject();
    }

    private static void WriteInterpolation(Utf8JsonWriter json, SincQuality quality)
    {
        json.WriteStartObject("interpolation");
        json.WriteNumber("passbandEdge", quality.PassbandEdge);
        json.WriteNumber("stopbandEdge", quality.StopbandEdge);
        json.WriteNumber("attenuation", quality.Attenuation);
        json.WriteEndObject();
    }

    private static void WriteDecoder(Utf8JsonWriter json, SirenDecoderOptions? options)
    {
        if (options is null)
        {
            json.WriteNull("decoder");
            return;
        }

        json.WriteStartObject("decoder");
        json.WriteNumber("width", options.Width);
        json.WriteNumber("depth", options.Depth);

        // The shortest text of a double: that of a float need not give the same float by way of a double.
        json.WriteNumber("omega0", (double)options.Omega0);
        json.WriteBoolean("useBaseline", options.UseBaseline);
        json.WriteEndObject();
    }

    private static void WriteEncoder(Utf8JsonWriter json, SeaNetEncoderOptions? options)
    {
        if (options is null)
        {
            json.WriteNull("encoder");
            return;
        }

        json.WriteStartObject("encoder");
        json.WriteNumber("channels", options.Channels);
        json.WriteNumber("dimension", options.Dimension);
        json.WriteNumber("filterCount", options.FilterCount);
        json.WriteNumber("residualLayerCount", options.ResidualLayerCount);
        WriteIntegers(json, "ratios", options.Ratios);
        json.WriteNumber("kernelSize", options.KernelSize);
        json.WriteNumber("lastKernelSize", options.LastKernelSize);
        json.WriteNumber("residualKernelSize", options.ResidualKernelSize);
        json.WriteNumber("dilationBase", options.DilationBase);
        json.WriteNumber("compress", options.Compress);
        json.WriteNumber("lstmLayerCount", options.LstmLayerCount);
        json.WriteBoolean("causal", options.Causal);
        json.WriteBoolean("trueSkip", options.TrueSkip);
        json.WriteBoolean("weightNorm", options.WeightNorm);
        json.WriteEndObject();
    }

    private static void WriteReport(Utf8JsonWriter json, FitDocument document)
    {
        json.WriteBoolean("wasCanceled", document.Report.WasCanceled);
        json.WriteString("usedLevelModel", document.Report.LevelModel);
        json.WriteString("usedTexture", document.Report.Texture);
        WriteNumber(json, "estimatedPsnrCost", document.Report.EstimatedPsnrCost);
        WriteNumber(json, "gainOverBaseline", document.Report.GainOverBaseline);
        json.WriteStartArray("networks");
        foreach (NetworkReport network in document.Report.Networks)
        {
            WriteNetwork(json, document, network);
        }

        json.WriteEndArray();
    }

    private static void WriteNetwork(Utf8JsonWriter json, FitDocument document, NetworkReport network)
    {
        int segment = document.Recipe.Segments.IndexOf(network.Start);
        json.WriteStartObject();
        json.WriteNumber("channel", network.Channel);
        json.WriteNumber("segment", segment);

        // A network without a scale has no tensors: its fit failed.
        SavedNetwork saved = document.Networks.FirstOrDefault(other => other.Channel == network.Channel && other.Segment == segment);
        WriteNumber(json, "scale", saved.Scale > 0 ? saved.Scale : null);
        json.WriteNumber("parameterCount", network.ParameterCount);
        json.WriteString("reason", network.Outcome.Reason.ToString());
        WriteNumber(json, "bestLoss", network.Outcome.BestLoss);
        json.WriteNumber("divergences", network.Outcome.Divergences);
        json.WriteStartArray("losses");
        foreach (double loss in network.Outcome.Losses)
        {
            if (double.IsFinite(loss))
            {
                json.WriteNumberValue(loss);
            }
            else
            {
                json.WriteNullValue();
            }
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    /// <summary>JSON has no infinity; null stands for it.</summary>
    private static void WriteNumber(Utf8JsonWriter json, string name, double? number)
    {
        if (number is double value && double.IsFinite(value))
        {
            json.WriteNumber(name, value);
        }
        else
        {
            json.WriteNull(name);
        }
    }

    private static void WriteIntegers(Utf8JsonWriter json, string name, IEnumerable<int> numbers)
    {
        json.WriteStartArray(name);
        foreach (int number in numbers)
        {
            json.WriteNumberValue(number);
        }

        json.WriteEndArray();
    }
}
