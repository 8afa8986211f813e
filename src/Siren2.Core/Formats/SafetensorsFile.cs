using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace Siren2.Formats;

/// <summary>
/// Reads and writes safetensors: an 8-byte little-endian header length, a JSON header that names dtype, shape and byte
/// range of every tensor, then the raw little-endian data. F32 and F64 tensors are read, both as 32-bit floats.
/// </summary>
public sealed class SafetensorsFile
{
    private const int MaximumHeaderLength = 100_000_000;

    private readonly Dictionary<string, NamedTensor> _tensors;

    private SafetensorsFile(Dictionary<string, NamedTensor> tensors, Dictionary<string, string> metadata)
    {
        _tensors = tensors;
        Metadata = metadata;
    }

    /// <summary>The tensors by name.</summary>
    public IReadOnlyDictionary<string, NamedTensor> Tensors => _tensors;

    /// <summary>The free text of the header's <c>__metadata__</c>.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>The tensor of that name.</summary>
    /// <exception cref="KeyNotFoundException">The file holds no such tensor.</exception>
    public NamedTensor this[string name] => _tensors.TryGetValue(name, out NamedTensor? tensor)
        ? tensor
        : throw new KeyNotFoundException($"The file holds no tensor '{name}'.");

    /// <summary>Reads a whole file.</summary>
    /// <exception cref="InvalidDataException">The file is not a valid safetensors file.</exception>
    public static SafetensorsFile Load(string path) => Parse(File.ReadAllBytes(path));

    /// <summary>Reads a file that is in memory.</summary>
    /// <exception cref="InvalidDataException">The bytes are not a valid safetensors file.</exception>
    public static SafetensorsFile Parse(ReadOnlySpan<byte> bytes)
    {
        ulong headerLength = bytes.Length < 8 ? 0 : BinaryPrimitives.ReadUInt64LittleEndian(bytes);
        if (headerLength is < 2 or > MaximumHeaderLength || headerLength > (ulong)bytes.Length - 8)
        {
            throw new InvalidDataException($"Not a safetensors file: header of {headerLength} bytes in {bytes.Length} bytes.");
        }

        ReadOnlySpan<byte> data = bytes[(8 + (int)headerLength)..];
        var tensors = new Dictionary<string, NamedTensor>(StringComparer.Ordinal);
        var metadata = new Dictionary<string, string>(StringComparer.Ordinal);
        using JsonDocument header = JsonDocument.Parse(bytes.Slice(8, (int)headerLength).ToArray());
        foreach (JsonProperty entry in header.RootElement.EnumerateObject())
        {
            if (entry.NameEquals("__metadata__"))
            {
                foreach (JsonProperty pair in entry.Value.EnumerateObject())
                {
                    metadata[pair.Name] = pair.Value.GetString() ?? "";
                }
            }
            else
            {
                tensors[entry.Name] = ReadTensor(entry.Name, entry.Value, data);
            }
        }

        return new SafetensorsFile(tensors, metadata);
    }

    private static NamedTensor ReadTensor(string name, JsonElement entry, ReadOnlySpan<byte> data)
    {
        string? type = entry.GetProperty("dtype").GetString();
        int[] shape = [.. entry.GetProperty("shape").EnumerateArray().Select(e => e.GetInt32())];
        JsonElement offsets = entry.GetProperty("data_offsets");
        ReadOnlySpan<byte> raw = data[offsets[0].GetInt32()..offsets[1].GetInt32()];
        float[] values = type switch
        {
            "F32" => MemoryMarshal.Cast<byte, float>(raw).ToArray(),
            "F64" => Array.ConvertAll(MemoryMarshal.Cast<byte, double>(raw).ToArray(), v => (float)v),
            _ => throw new InvalidDataException($"Tensor '{name}' has dtype {type}; F32 and F64 are read."),
        };
        return new NamedTensor(name, shape, values);
    }
}
