using System.Text.Json;

namespace Siren2.Persistence;

/// <summary>The members of a JSON object, each checked as it is read; complaints name the member.</summary>
/// <param name="element">The object.</param>
/// <param name="path">What leads to it, for complaints.</param>
internal readonly struct DocumentMembers(JsonElement element, string path)
{
    /// <summary>A whole number.</summary>
    /// <exception cref="InvalidDataException">There is none, or it is out of range.</exception>
    public int Integer(string name, int minimum, int maximum)
    {
        JsonElement value = Member(name);
        return value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out int number) && number >= minimum && number <= maximum
            ? number
            : throw Refuse(name, $"a whole number from {minimum} to {maximum}");
    }

    /// <summary>A finite number.</summary>
    /// <exception cref="InvalidDataException">There is none.</exception>
    public double Number(string name) =>
        AsNumber(Member(name)) ?? throw Refuse(name, "a finite number");

    /// <summary>A finite number, or null.</summary>
    /// <exception cref="InvalidDataException">There is neither.</exception>
    public double? NumberOrNull(string name) =>
        Member(name).ValueKind == JsonValueKind.Null ? null : Number(name);

    /// <summary>Numbers, null standing for infinity.</summary>
    /// <exception cref="InvalidDataException">There is no such list.</exception>
    public double[] Numbers(string name)
    {
        JsonElement array = Array(name);
        double[] numbers = new double[array.GetArrayLength()];
        int i = 0;
        foreach (JsonElement value in array.EnumerateArray())
        {
            numbers[i++] = value.ValueKind == JsonValueKind.Null
                ? double.PositiveInfinity
                : AsNumber(value) ?? throw Refuse(name, "a list of numbers");
        }

        return numbers;
    }

    /// <summary>Whole numbers.</summary>
    /// <exception cref="InvalidDataException">There is no such list.</exception>
    public int[] Integers(string name)
    {
        JsonElement array = Array(name);
        int[] numbers = new int[array.GetArrayLength()];
        int i = 0;
        foreach (JsonElement value in array.EnumerateArray())
        {
            if (value.ValueKind != JsonValueKind.Number || !value.TryGetInt32(out numbers[i++]))
            {
                throw Refuse(name, "a list of whole numbers");
            }
        }

        return numbers;
    }

    /// <summary>A text.</summary>
    /// <exception cref="InvalidDataException">There is none.</exception>
    public string Text(string name) => TextOrNull(name) ?? throw Refuse(name, "a text");

    /// <summary>A text, or null.</summary>
    /// <exception cref="InvalidDataException">There is neither.</exception>
    public string? TextOrNull(string name)
    {
        JsonElement value = Member(name);
        return value.ValueKind switch
        {
            JsonValueKind.Null => null,
            JsonValueKind.String => value.GetString(),
            _ => throw Refuse(name, "a text"),
        };
    }

    /// <summary>A truth value.</summary>
    /// <exception cref="InvalidDataException">There is none.</exception>
    public bool Truth(string name) => Member(name).ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => throw Refuse(name, "true or false"),
    };

    /// <summary>One of the names of an enumeration.</summary>
    /// <exception cref="InvalidDataException">There is none.</exception>
    public T Name<T>(string name)
        where T : struct, Enum
    {
        string? text = Member(name) is { ValueKind: JsonValueKind.String } value ? value.GetString() : null;
        return System.Array.IndexOf(Enum.GetNames<T>(), text) is >= 0 and int index
            ? Enum.GetValues<T>()[index]
            : throw Refuse(name, $"one of {string.Join(", ", Enum.GetNames<T>())}");
    }

    /// <summary>Another object.</summary>
    /// <exception cref="InvalidDataException">There is none.</exception>
    public DocumentMembers Object(string name) => ObjectOrNull(name) ?? throw Refuse(name, "an object");

    /// <summary>Another object, or null.</summary>
    /// <exception cref="InvalidDataException">There is neither.</exception>
    public DocumentMembers? ObjectOrNull(string name)
    {
        JsonElement value = Member(name);
        return value.ValueKind switch
        {
            JsonValueKind.Null => null,
            JsonValueKind.Object => new DocumentMembers(value, $"{path}{name}."),
            _ => throw Refuse(name, "an object"),
        };
    }

    /// <summary>Other objects.</summary>
    /// <exception cref="InvalidDataException">There is no such list.</exception>
    public DocumentMembers[] Objects(string name)
    {
        JsonElement array = Array(name);
        var objects = new DocumentMembers[array.GetArrayLength()];
        int i = 0;
        foreach (JsonElement value in array.EnumerateArray())
        {
            if (value.ValueKind != JsonValueKind.Object)
            {
                throw Refuse(name, "a list of objects");
            }

            objects[i] = new DocumentMembers(value, $"{path}{name}[{i}].");
            i++;
        }

        return objects;
    }

    /// <summary>A complaint about a member.</summary>
    public InvalidDataException Refuse(string name, string expected) =>
        new($"Not a valid saved fit: '{path}{name}' is not {expected}.");

    private static double? AsNumber(JsonElement value) =>
        value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out double number) && double.IsFinite(number) ? number : null;

    private JsonElement Array(string name)
    {
        JsonElement value = Member(name);
        return value.ValueKind == JsonValueKind.Array ? value : throw Refuse(name, "a list");
    }

    private JsonElement Member(string name) =>
        element.TryGetProperty(name, out JsonElement value) ? value : throw Refuse(name, "there");
}
