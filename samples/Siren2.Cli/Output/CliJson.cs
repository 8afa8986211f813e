using System.Text.Json.Serialization;

namespace Siren2.Cli.Output;

/// <summary>How the program's JSON documents are written, generated at compile time.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true, Converters = [typeof(FigureConverter)])]
[JsonSerializable(typeof(ComparisonDocument))]
internal sealed partial class CliJson : JsonSerializerContext;
