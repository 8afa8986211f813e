using System.Buffers.Binary;

namespace Siren2.Formats;

/// <summary>
/// How long the headers of W64 and CAF promise their files to be. Of these ffmpeg tells the length that is there, so that nothing else shows that one
/// was cut off.
/// </summary>
internal static class ContainerSize
{
    /// <summary>Chunks of a CAF file before its samples that are looked at.</summary>
    private const int MostChunks = 1000;

    /// <summary>Bytes that a file has at least if it is whole; null where its header does not tell.</summary>
    /// <param name="stream">The file; where it stands changes.</param>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static long? Promised(Stream stream)
    {
        Span<byte> bytes = stackalloc byte[24];
        if (!IsRead(stream, 0, bytes))
        {
            return null;
        }

        // What is open while it is written says -1, or as much as can be said.
        return bytes switch
        {
            _ when bytes.StartsWith("riff"u8) => Within(0, BinaryPrimitives.ReadInt64LittleEndian(bytes[16..])),
            _ when bytes.StartsWith("caff"u8) => PromisedByChunks(stream),
            _ => null,
        };
    }

    private static long? PromisedByChunks(Stream stream)
    {
        Span<byte> bytes = stackalloc byte[12];
        long at = 8;
        for (int i = 0; i < MostChunks && IsRead(stream, at, bytes); i++)
        {
            long? end = Within(at + bytes.Length, BinaryPrimitives.ReadInt64BigEndian(bytes[4..]));
            if (end is not long next || bytes.StartsWith("data"u8))
            {
                return end;
            }

            at = next;
        }

        return null;
    }

    private static long? Within(long start, long size) => size is >= 0 and < long.MaxValue / 2 ? start + size : null;

    private static bool IsRead(Stream stream, long position, Span<byte> bytes)
    {
        stream.Position = position;
        return stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false) == bytes.Length;
    }
}
