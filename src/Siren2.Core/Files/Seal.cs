using System.Security.Cryptography;

namespace Siren2.Files;

/// <summary>
/// What tells whether bytes are those that were written: their SHA-256, which is kept with them. It finds damage, not deceit: whoever changes the
/// bytes on purpose can make it anew, and so whatever is read behind it is still not believed.
/// </summary>
internal sealed class Seal : IDisposable
{
    /// <summary>Bytes of a seal.</summary>
    public const int Length = SHA256.HashSizeInBytes;

    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    /// <summary>The seal of bytes that are all there.</summary>
    public static byte[] Of(ReadOnlySpan<byte> bytes) => SHA256.HashData(bytes);

    /// <summary>Whether a seal is that of bytes.</summary>
    public static bool Fits(ReadOnlySpan<byte> seal, ReadOnlySpan<byte> bytes) => seal.SequenceEqual(Of(bytes));

    public void Add(ReadOnlySpan<byte> bytes) => _hash.AppendData(bytes);

    public byte[] Finish() => _hash.GetHashAndReset();

    public void Dispose() => _hash.Dispose();
}
