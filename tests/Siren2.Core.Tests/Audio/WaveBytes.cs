using System.Buffers.Binary;

namespace Siren2.Core.Tests.Audio;

/// <summary>WAV files made by hand, chunk by chunk, so that any field can lie.</summary>
internal static class WaveBytes
{
    public const ushort Pcm = 1;
    public const ushort Float = 3;
    public const ushort Extensible = 0xFFFE;
    public const uint Open = uint.MaxValue;

    public static byte[] Form(string id, uint? size, params byte[][] chunks)
    {
        byte[] body = [.. "WAVE"u8, .. chunks.SelectMany(c => c)];
        return [.. System.Text.Encoding.ASCII.GetBytes(id), .. Bytes(size ?? (uint)body.Length), .. body];
    }

    public static byte[] Riff(params byte[][] chunks) => Form("RIFF", null, chunks);

    /// <summary>A chunk, padded to an even length; its size field may say something else than its length.</summary>
    public static byte[] Chunk(string id, byte[] body, uint? size = null) =>
        [.. System.Text.Encoding.ASCII.GetBytes(id), .. Bytes(size ?? (uint)body.Length), .. body, .. new byte[body.Length & 1]];

    public static byte[] Format(ushort tag, ushort channels, uint rate, ushort bits, ushort? blockAlign = null) =>
        Chunk("fmt ", FormatBody(tag, channels, rate, bits, blockAlign));

    public static byte[] FormatBody(ushort tag, ushort channels, uint rate, ushort bits, ushort? blockAlign = null)
    {
        ushort align = blockAlign ?? (ushort)(channels * bits / 8);
        return [.. Bytes(tag), .. Bytes(channels), .. Bytes(rate), .. Bytes(rate * align), .. Bytes(align), .. Bytes(bits)];
    }

    /// <summary>WAVEFORMATEXTENSIBLE with the sub-format that stands for a tag, or with one of the caller's.</summary>
    public static byte[] ExtensibleFormat(
        ushort tag, ushort channels, uint rate, ushort bits, ushort? validBits = null, byte[]? tail = null) =>
        Chunk("fmt ",
        [
            .. FormatBody(Extensible, channels, rate, bits),
            .. Bytes((ushort)22), .. Bytes(validBits ?? bits), .. Bytes(0u), .. Bytes(tag),
            .. tail ?? [0, 0, 0, 0, 0x10, 0, 0x80, 0, 0, 0xAA, 0, 0x38, 0x9B, 0x71],
        ]);

    public static byte[] LongSizes(ulong form, ulong data) =>
        Chunk("ds64", [.. Bytes(form), .. Bytes(data), .. Bytes(0UL), .. Bytes(0u)]);

    public static byte[] Samples16(params short[] samples) => [.. samples.SelectMany(s => Bytes((ushort)s))];

    /// <summary>A mono file of 16 bits at 8 kHz with the given data chunk and whatever follows it.</summary>
    public static byte[] Mono16(byte[] data, uint? dataSize = null, uint? formSize = null, params byte[][] after) =>
        Form("RIFF", formSize, [Format(Pcm, 1, 8000, 16), Chunk("data", data, dataSize), .. after]);

    public static byte[] Bytes(ushort value)
    {
        byte[] bytes = new byte[2];
        BinaryPrimitives.WriteUInt16LittleEndian(bytes, value);
        return bytes;
    }

    public static byte[] Bytes(uint value)
    {
        byte[] bytes = new byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, value);
        return bytes;
    }

    public static byte[] Bytes(ulong value)
    {
        byte[] bytes = new byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, value);
        return bytes;
    }
}
