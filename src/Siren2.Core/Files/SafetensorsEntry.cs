using System.Text.Json;

namespace Siren2.Files;

/// <summary>What the header of a safetensors file says about one tensor.</summary>
/// <param name="Name">Name, unique within its file.</param>
/// <param name="DataType">The dtype as it is spelt, such as F32.</param>
/// <param name="Shape">Extent of each dimension, slowest first.</param>
/// <param name="Begin">Where its bytes begin, counted from the end of the header.</param>
/// <param name="End">Where its bytes end.</param>
internal sealed record SafetensorsEntry(string Name, string DataType, int[] Shape, long Begin, long End)
{
    /// <summary>How the elements are stored, if that is one of the encodings that are read.</summary>
    public TensorEncoding? Encoding { get; } = TensorEncodingExtensions.OfDataType(DataType);

    /// <summary>Number of elements, where they are read.</summary>
    public int Count => Encoding is { } encoding ? (int)((End - Begin) / encoding.Size()) : 0;

    /// <summary>Reads and checks the entry of one tensor.</summary>
    /// <exception cref="InvalidDataException">The entry lacks something, or contradicts itself.</exception>
    public static SafetensorsEntry Parse(string name, JsonElement entry)
    {
        JsonElement type = Member(name, entry, "dtype", JsonValueKind.String);
        long[] shape = Integers(name, Member(name, entry, "shape", JsonValueKind.Array), "shape", int.MaxValue);
        long[] range = Integers(name, Member(name, entry, "data_offsets", JsonValueKind.Array), "data_offsets", long.MaxValue);
        if (range.Length != 2 || range[0] > range[1])
        {
            throw new InvalidDataException(
                $"Tensor '{name}' has data_offsets [{string.Join(", ", range)}]; a begin and an end are needed.");
        }

        var parsed = new SafetensorsEntry(name, type.GetString()!, Array.ConvertAll(shape, s => (int)s), range[0], range[1]);
        if (parsed.Encoding is { } encoding)
        {
            parsed.CheckSize(encoding);
        }

        return parsed;
    }

    /// <summary>The number of elements of a shape, or <see langword="null"/> if no array can hold them.</summary>
    public static int? CountOf(IReadOnlyList<int> shape)
    {
        long count = shape.Contains(0) ? 0 : 1;
        foreach (int extent in shape)
        {
            count *= extent;
            if (extent < 0 || count > Array.MaxLength)
            {
                return null;
            }
        }

        return (int)count;
    }

    /// <summary>The product of the shape must be what the byte range holds, and fit an array.</summary>
    private void CheckSize(TensorEncoding encoding)
    {
        long count = CountOf(Shape)
            ?? throw new InvalidDataException(
                $"Tensor '{Name}' has more than {Array.MaxLength} elements, the most that can be read.");
        if (count * encoding.Size() != End - Begin)
        {
            throw new InvalidDataException(
                $"Tensor '{Name}' has {End - Begin} bytes; {DataType} of shape [{string.Join(", ", Shape)}] "
                + $"takes {count * encoding.Size()}.");
        }
    }

    private static JsonElement Member(string name, JsonElement entry, string member, JsonValueKind kind)
    {
        JsonElement value = default;
        bool isThere = entry.ValueKind == JsonValueKind.Object && entry.TryGetProperty(member, out value);
        return isThere && value.ValueKind == kind
            ? value
            : throw new InvalidDataException($"Tensor '{name}' has no {member} of kind {kind}.");
    }

    private static long[] Integers(string name, JsonElement array, string member, long highest)
    {
        long[] values = new long[array.GetArrayLength()];
        int i = 0;
        foreach (JsonElement element in array.EnumerateArray())
        {
            bool isInteger = element.ValueKind == JsonValueKind.Number && element.TryGetInt64(out values[i]);
            if (!isInteger || values[i] < 0 || values[i] > highest)
            {
                throw new InvalidDataException(
                    $"Tensor '{name}' has {Excerpt(element)} in its {member}; whole numbers from 0 to {highest} are allowed.");
            }

            i++;
        }

        return values;
    }

    private static string Excerpt(JsonElement element)
    {
        const int Longest = 40;
        string text = element.GetRawText();
        return text.Length <= Longest ? text : text[..Longest] + "…";
    }
}
