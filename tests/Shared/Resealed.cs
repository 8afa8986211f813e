using System.Security.Cryptography;

namespace Siren2;

/// <summary>
/// Damage with a seal that fits it: what is behind the seal has to hold against those who make seals, too. Written after docs/reliability.md, not
/// after the library.
/// </summary>
internal static class Resealed
{
    private const int HashLength = 32;

    private static ReadOnlySpan<byte> Member => "\"seal\":\""u8;

    /// <summary>A saved fit with another seal, where it has a place for one: the hash of all bytes but the seal's own 64 digits.</summary>
    public static byte[] Fit(byte[] file)
    {
        int start = file.AsSpan().IndexOf(Member) + Member.Length;
        if (start < Member.Length || start + (2 * HashLength) > file.Length)
        {
            return file;
        }

        int end = start + (2 * HashLength);
        string seal = Convert.ToHexStringLower(SHA256.HashData([.. file.AsSpan(0, start), .. file.AsSpan(end)]));
        return [.. file.AsSpan(0, start), .. System.Text.Encoding.ASCII.GetBytes(seal), .. file.AsSpan(end)];
    }

    /// <summary>A part with another seal: its last 32 bytes, the hash of those before.</summary>
    public static byte[] Part(byte[] bytes) => bytes.Length < HashLength
        ? bytes
        : [.. bytes.AsSpan(0, bytes.Length - HashLength), .. SHA256.HashData(bytes.AsSpan(0, bytes.Length - HashLength))];
}
