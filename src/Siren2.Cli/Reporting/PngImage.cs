using System.Buffers.Binary;
using System.IO.Compression;

namespace Siren2.Cli.Reporting;

/// <summary>Writes pictures of 256 colours as PNG (ISO/IEC 15948): a header, a palette, deflated rows, an end.</summary>
internal static class PngImage
{
    /// <summary>A picture as a PNG file.</summary>
    /// <param name="pixels">Numbers of colours, row by row from the top, <c>[height · width]</c>.</param>
    /// <param name="width">Pixels in a row, at least 1.</param>
    /// <param name="palette">Red, green and blue of every colour, <c>[256 · 3]</c>.</param>
    public static byte[] Encode(ReadOnlySpan<byte> pixels, int width, ReadOnlySpan<byte> palette)
    {
        int height = pixels.Length / width;
        Span<byte> header = stackalloc byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header[4..], height);
        header[8] = 8; // bits for a pixel
        header[9] = 3; // colours by palette
        using var file = new MemoryStream();
        file.Write([0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A]);
        Chunk(file, "IHDR"u8, header);
        Chunk(file, "PLTE"u8, palette);
        Chunk(file, "IDAT"u8, Deflate(pixels, width));
        Chunk(file, "IEND"u8, []);
        return file.ToArray();
    }

    /// <summary>Each row behind a zero: "not filtered", which suits palettes best.</summary>
    private static byte[] Deflate(ReadOnlySpan<byte> pixels, int width)
    {
        using var compressed = new MemoryStream();
        using (var zlib = new ZLibStream(compressed, CompressionLevel.SmallestSize))
        {
            for (int start = 0; start < pixels.Length; start += width)
            {
                zlib.WriteByte(0);
                zlib.Write(pixels.Slice(start, width));
            }
        }

        return compressed.ToArray();
    }

    /// <summary>Length, name, content, and the checksum of name and content.</summary>
    private static void Chunk(Stream file, ReadOnlySpan<byte> name, ReadOnlySpan<byte> content)
    {
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, content.Length);
        file.Write(number);
        file.Write(name);
        file.Write(content);
        BinaryPrimitives.WriteUInt32BigEndian(number, Checksum(name, content));
        file.Write(number);
    }

    /// <summary>CRC-32 with the reversed polynomial EDB88320, bit by bit: pictures here are small.</summary>
    private static uint Checksum(ReadOnlySpan<byte> name, ReadOnlySpan<byte> content) => ~Update(Update(uint.MaxValue, name), content);

    private static uint Update(uint checksum, ReadOnlySpan<byte> bytes)
    {
        foreach (byte value in bytes)
        {
            checksum ^= value;
            for (int bit = 0; bit < 8; bit++)
            {
                checksum = (checksum >> 1) ^ (0xEDB88320 & (0 - (checksum & 1)));
            }
        }

        return checksum;
    }
}
