using System.Text.Json;
using System.Text.Json.Serialization;

namespace Siren2.Cli.Output;

/// <summary>
/// Writes what JSON has no number for: an infinite figure (PSNR of equal clips) becomes the string "Infinity" or "-Infinity", one
/// that is not defined (STOI of a clip without speech) becomes null.
/// </summary>
internal sealed class FigureConverter : JsonConverter<double>
{
    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, double value, JsonSerializerOptions options)
    {
        if (double.IsFinite(value))
        {
            writer.WriteNumberValue(value);
        }
        else if (double.IsNaN(value))
        {
            writer.WriteNullValue();
        }
        else
        {
            writer.WriteStringValue(value > 0 ? "Infinity" : "-Infinity");
        }
    }

    /// <inheritdoc/>
    /// <exception cref="NotSupportedException">Always: the program writes JSON and reads none.</exception>
    public override double Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        throw new NotSupportedException("Figures are written, never read.");
}
