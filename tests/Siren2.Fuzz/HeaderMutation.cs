using System.Buffers.Binary;
using System.Text.RegularExpressions;

namespace Siren2.Fuzz;

/// <summary>Damage to the JSON header of a safetensors file, whose length is then mended: else nothing would come past it.</summary>
internal static partial class HeaderMutation
{
    private static readonly string[] Tokens =
    [
        "0", "-1", "1", "2", "7", "4096", "65535", "2147483647", "2147483648", "4294967296", "9223372036854775807", "18446744073709551616", "1e9", "1e999", "-0",
        "1.5", "null", "true", "[]", "{}", "\"\"", "NaN",
    ];

    private static readonly string[] Texts =
    [
        "F32", "F64", "F16", "BF16", "I64", "dtype", "shape", "data_offsets", "__metadata__", @"\ud800", @"\\ud800", @"\udc00x", @"\u0000", "Blind", "Guided",
        "Canceled", "Converged", "scale", "losses", "\uFEFF", "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[",
    ];

    /// <summary>One or two changes to the header, none to the data.</summary>
    public static byte[] Damage(byte[] file, Random random)
    {
        int length = (int)Math.Min(BinaryPrimitives.ReadUInt64LittleEndian(file), (ulong)(file.Length - 8));
        string header = System.Text.Encoding.UTF8.GetString(file, 8, length);
        for (int n = random.Next(1, 3); n > 0; n--)
        {
            header = Once(header, random);
        }

        byte[] bytes = System.Text.Encoding.UTF8.GetBytes(header);
        byte[] damaged = [.. new byte[8], .. bytes, .. file.AsSpan(8 + length)];
        BinaryPrimitives.WriteUInt64LittleEndian(damaged, (ulong)bytes.Length);
        return damaged;
    }

    private static string Once(string header, Random random)
    {
        if (random.Next(3) > 0 && AnyMatch(random.Next(4) > 0 ? Number() : Word(), header, random) is Match match)
        {
            string replacement = char.IsAsciiDigit(match.Value[0]) ? OtherNumber(match.Value, random) : Texts[random.Next(Texts.Length)];
            return header[..match.Index] + replacement + header[(match.Index + match.Length)..];
        }

        int at = random.Next(header.Length + 1);
        int end = Math.Min(header.Length, at + random.Next(1, 30));
        return random.Next(3) switch
        {
            0 => header[..at] + header[end..],
            1 => header[..end] + header[at..],
            _ => header[..at] + Texts[random.Next(Texts.Length)] + header[at..],
        };
    }

    /// <summary>A neighbor, which may just slip through, or anything.</summary>
    private static string OtherNumber(string number, Random random) => random.Next(3) == 0 && long.TryParse(number, out long value)
        ? FormattableString.Invariant($"{value + random.Next(-2, 3)}")
        : Tokens[random.Next(Tokens.Length)];

    private static Match? AnyMatch(Regex pattern, string text, Random random)
    {
        // From anywhere on: what is found is not always the first.
        Match match = pattern.Match(text, random.Next(text.Length + 1));
        return match.Success ? match : null;
    }

    [GeneratedRegex("[0-9]+")]
    private static partial Regex Number();

    [GeneratedRegex("[A-Za-z_.]+[A-Za-z0-9_.]*")]
    private static partial Regex Word();
}
