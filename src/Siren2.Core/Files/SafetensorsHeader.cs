using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace Siren2.Files;

/// <summary>The JSON header of a safetensors file: what is where, and free text.</summary>
/// <param name="Entries">The tensors in the order of their bytes.</param>
/// <param name="Metadata">The free text of <c>__metadata__</c>.</param>
internal sealed record SafetensorsHeader(IReadOnlyList<SafetensorsEntry> Entries, IReadOnlyDictionary<string, string> Metadata)
{
    /// <summary>The longest header that the format allows, in bytes.</summary>
    public const int MaximumLength = 100_000_000;

    /// <summary>Name that no tensor can have, since free text stands under it.</summary>
    public const string MetadataName = "__metadata__";

    /// <summary>Refuses lone surrogates, which the JSON writer would replace: two names could become one.</summary>
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Reads and checks a header.</summary>
    /// <param name="json">The header without its length.</param>
    /// <param name="dataLength">How many bytes of data follow it.</param>
    /// <exception cref="InvalidDataException">The header is not valid, or does not describe so many bytes.</exception>
    public static SafetensorsHeader Parse(byte[] json, long dataLength)
    {
        // Invalid text would surface only later, as InvalidOperationException of whatever member is asked for it.
        if (!Utf8.IsValid(json))
        {
            throw new InvalidDataException("Not a safetensors file: its header is not UTF-8 text.");
        }

        try
        {
            using JsonDocument document = JsonDocument.Parse(json, new JsonDocumentOptions { AllowDuplicateProperties = false });
            return Parse(document.RootElement, dataLength);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new InvalidDataException($"The header of the safetensors file is not valid JSON: {e.Message}", e);
        }
    }

    /// <summary>The bytes of a file up to its data: header length and header, padded with spaces to a multiple of 8.</summary>
    /// <param name="tensors">The tensors as they follow.</param>
    /// <param name="metadata">Free text.</param>
    /// <exception cref="ArgumentException">A text is not valid UTF-16, or the header exceeds what the format allows.</exception>
    public static byte[] Create(IReadOnlyList<NamedTensor> tensors, IReadOnlyDictionary<string, string> metadata)
    {
        using var bytes = new MemoryStream();
        bytes.Write(new byte[sizeof(ulong)]);
        using (var json = new Utf8JsonWriter(bytes))
        {
            json.WriteStartObject();
            WriteMetadata(json, metadata);
            long begin = 0;
            foreach (NamedTensor tensor in tensors)
            {
                begin = WriteEntry(json, tensor, begin);
            }

            json.WriteEndObject();
        }

        while (bytes.Length % sizeof(ulong) != 0)
        {
            bytes.WriteByte((byte)' ');
        }

        long length = bytes.Length - sizeof(ulong);
        if (length > MaximumLength)
        {
            throw new ArgumentException(
                $"The header would take {length} bytes; a safetensors file allows {MaximumLength}.", nameof(tensors));
        }

        bytes.Position = 0;
        using var writer = new BinaryWriter(bytes, StrictUtf8, leaveOpen: true);
        writer.Write((ulong)length);
        return bytes.ToArray();
    }

    private static SafetensorsHeader Parse(JsonElement root, long dataLength)
    {
        if (root.ValueKind != JsonValueKind.Object)
        {
            throw new InvalidDataException(
                $"The header of the safetensors file is of kind {root.ValueKind}; an Object is needed.");
        }

        var entries = new List<SafetensorsEntry>();
        var metadata = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (JsonProperty member in root.EnumerateObject())
        {
            if (member.Name == MetadataName)
            {
                ReadMetadata(member.Value, metadata);
            }
            else
            {
                entries.Add(SafetensorsEntry.Parse(member.Name, member.Value));
            }
        }

        entries.Sort((a, b) => (a.Begin, a.End).CompareTo((b.Begin, b.End)));
        ThrowUnlessContiguous(entries, dataLength);
        return new SafetensorsHeader(entries, metadata);
    }

    private static void ReadMetadata(JsonElement element, Dictionary<string, string> metadata)
    {
        if (element.ValueKind != JsonValueKind.Object)
        {
            throw new InvalidDataException($"{MetadataName} is of kind {element.ValueKind}; an Object is needed.");
        }

        foreach (JsonProperty pair in element.EnumerateObject())
        {
            if (pair.Value.ValueKind != JsonValueKind.String)
            {
                throw new InvalidDataException(
                    $"'{pair.Name}' in {MetadataName} is of kind {pair.Value.ValueKind}; only text is allowed.");
            }

            metadata.Add(pair.Name, pair.Value.GetString()!);
        }
    }

    /// <summary>The format allows neither overlaps nor holes nor bytes after the last tensor.</summary>
    private static void ThrowUnlessContiguous(List<SafetensorsEntry> entries, long dataLength)
    {
        long end = 0;
        foreach (SafetensorsEntry entry in entries)
        {
            if (entry.Begin != end || entry.End > dataLength)
            {
                throw new InvalidDataException(
                    $"Tensor '{entry.Name}' takes the bytes {entry.Begin} to {entry.End}; it must begin at {end}, where the tensor "
                    + $"before it ends, and end within the {dataLength} bytes of data.");
            }

            end = entry.End;
        }

        if (end != dataLength)
        {
            throw new InvalidDataException(
                $"The tensors end after {end} of {dataLength} bytes of data; there must be none left over.");
        }
    }

    private static void WriteMetadata(Utf8JsonWriter json, IReadOnlyDictionary<string, string> metadata)
    {
        if (metadata.Count == 0)
        {
            return;
        }

        json.WriteStartObject(MetadataName);
        foreach ((string key, string value) in metadata.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            json.WriteString(StrictUtf8.GetBytes(key), StrictUtf8.GetBytes(value));
        }

        json.WriteEndObject();
    }

    /// <summary>Writes where a tensor lies that begins there, and says where it ends.</summary>
    private static long WriteEntry(Utf8JsonWriter json, NamedTensor tensor, long begin)
    {
        long end = begin + ((long)tensor.Data.Length * sizeof(float));
        json.WriteStartObject(StrictUtf8.GetBytes(tensor.Name));
        json.WriteString("dtype"u8, "F32"u8);
        json.WriteStartArray("shape"u8);
        foreach (int extent in tensor.Shape)
        {
            json.WriteNumberValue(extent);
        }

        json.WriteEndArray();
        json.WriteStartArray("data_offsets"u8);
        json.WriteNumberValue(begin);
        json.WriteNumberValue(end);
        json.WriteEndArray();
        json.WriteEndObject();
        return end;
    }
}
