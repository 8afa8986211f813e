using System.Text.Json.Serialization;

namespace Siren2.Cli.Reporting;

/// <summary>What the page's script is told about a scene.</summary>
/// <param name="Name">The scene's name.</param>
/// <param name="Mode">"blind", "guided" or empty.</param>
/// <param name="SampleRate">Of all versions, in hertz.</param>
/// <param name="Length">Samples of all versions.</param>
/// <param name="Unit">What a decoded sample of 1 stands for.</param>
/// <param name="KnownBand">Where the known band ends, in hertz.</param>
/// <param name="Sounds">The versions.</param>
/// <param name="Losses">Mean loss at each step.</param>
internal sealed record SceneDocument(
    string Name,
    string Mode,
    int SampleRate,
    int Length,
    double Unit,
    double? KnownBand,
    IReadOnlyList<SoundDocument> Sounds,
    IReadOnlyList<double?> Losses);

/// <summary>What the page's script is told about a version.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Role">What it is.</param>
/// <param name="SampleRate">The clip's own rate, in hertz.</param>
/// <param name="Gain">What it is played at where all versions are equally loud, as a factor.</param>
/// <param name="Data">The elements that hold its files, one after the other.</param>
internal sealed record SoundDocument(string Name, string Role, int SampleRate, double Gain, IReadOnlyList<string> Data);

/// <summary>How it is written, generated at compile time. What would end a script is escaped.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(IReadOnlyList<SceneDocument>))]
internal sealed partial class PageJson : JsonSerializerContext;
