using System.Buffers.Binary;

namespace Siren2.Files;

/// <summary>
/// The <see cref="Seal"/> of a safetensors file of F32 tensors: 64 hexadecimal digits in the metadata of its header, of all bytes of the file but
/// these digits themselves. Other programs read such a file as any other.
/// </summary>
internal static class SafetensorsSeal
{
    /// <summary>Name in the metadata.</summary>
    public const string Name = "seal";

    private const int DigitCount = 2 * Seal.Length;

    /// <summary>What stands for a seal until it is known.</summary>
    public static string Blank { get; } = new('0', DigitCount);

    // Within any text of a header its quotes would be escaped.
    private static ReadOnlySpan<byte> Member => "\"seal\":\""u8;

    /// <summary>Writes the seal over the blank one.</summary>
    /// <param name="header">The header with its length before it, as it is written.</param>
    /// <param name="tensors">What follows it.</param>
    /// <param name="stop">Ends it within one block.</param>
    public static void Close(byte[] header, IEnumerable<NamedTensor> tensors, CancellationToken stop)
    {
        Span<byte> json = header.AsSpan(sizeof(ulong));
        string digits = Of(json, DigitsOf(json)!.Value, tensors, stop);
        _ = System.Text.Encoding.ASCII.GetBytes(digits, json[DigitsOf(json)!.Value]);
    }

    /// <summary>Whether a file has a seal that fits it.</summary>
    /// <param name="json">Its header, without its length.</param>
    /// <param name="header">What that says.</param>
    /// <param name="tensors">The tensors that were read, all that there are.</param>
    public static bool IsIntact(byte[] json, SafetensorsHeader header, IEnumerable<NamedTensor> tensors) =>
        header.Metadata.TryGetValue(Name, out string? seal)
        && header.Entries.All(entry => entry.Encoding == TensorEncoding.Float32)
        && DigitsOf(json) is Range digits
        && seal == Of(json, digits, tensors, CancellationToken.None);

    private static Range? DigitsOf(ReadOnlySpan<byte> json)
    {
        int start = json.IndexOf(Member) + Member.Length;
        return start >= Member.Length && start + DigitCount <= json.Length ? start..(start + DigitCount) : null;
    }

    private static string Of(ReadOnlySpan<byte> json, Range digits, IEnumerable<NamedTensor> tensors, CancellationToken stop)
    {
        using var seal = new Seal();
        Span<byte> length = stackalloc byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(length, (ulong)json.Length);
        seal.Add(length);
        seal.Add(json[..digits.Start]);
        seal.Add(json[digits.End..]);
        foreach (NamedTensor tensor in tensors)
        {
            TensorEncodingExtensions.SealFloat32(seal, tensor.Data, stop);
        }

        return Convert.ToHexStringLower(seal.Finish());
    }
}
