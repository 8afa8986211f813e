using System.Text.Json;

namespace Siren2.Options;

/// <summary>
/// Options as JSON, worked out when somebody asks: the first time in a process takes some 50 ms. Equal where the JSON is.
/// </summary>
internal sealed class OptionsDescription : IEquatable<OptionsDescription>
{
    private readonly Lazy<string> _json;

    /// <summary>A description that is there already.</summary>
    public OptionsDescription(string json) => _json = new(json);

    /// <summary>That of a fit; without a lock, since parts of a host's are asked what they are.</summary>
    /// <param name="options">The options.</param>
    /// <param name="mode">The kind of fit.</param>
    public OptionsDescription(UpsamplerOptions options, FitMode mode) =>
        _json = new(() => OptionsJson.Of(options, mode), LazyThreadSafetyMode.PublicationOnly);

    /// <summary>The JSON.</summary>
    public string Json => _json.Value;

    /// <summary>The JSON that a text is, or null where it is none.</summary>
    public static JsonDocument? Parse(string text)
    {
        try
        {
            return JsonDocument.Parse(text, new JsonDocumentOptions { AllowDuplicateProperties = false });
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>The kind of fit that options are of, since those of the other are not written; null where they are of neither or of both.</summary>
    public static FitMode? ModeOf(JsonElement options)
    {
        return (Has("blind"), Has("guided")) switch
        {
            (true, false) => FitMode.Blind,
            (false, true) => FitMode.Guided,
            _ => null,
        };

        bool Has(string name) => options.ValueKind == JsonValueKind.Object
            && options.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.Object;
    }

    /// <inheritdoc/>
    public bool Equals(OptionsDescription? other) => other is not null && Json == other.Json;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as OptionsDescription);

    /// <inheritdoc/>
    public override int GetHashCode() => Json.GetHashCode(StringComparison.Ordinal);
}
