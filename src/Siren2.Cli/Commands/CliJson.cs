using System.Text.Json.Serialization;
using Siren2.Cli.Batch;
using Siren2.Cli.Evaluation;
using Siren2.Cli.Experiment;
using Siren2.Cli.Output;

namespace Siren2.Cli.Commands;

/// <summary>How the program's JSON documents are written, generated at compile time.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true, Converters = [typeof(FigureConverter)])]
[JsonSerializable(typeof(ComparisonDocument))]
[JsonSerializable(typeof(UpsampleDocument))]
[JsonSerializable(typeof(BatchDocument))]
[JsonSerializable(typeof(EvaluationDocument))]
[JsonSerializable(typeof(ExperimentDocument))]
internal sealed partial class CliJson : JsonSerializerContext;
