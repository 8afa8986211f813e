using System.Buffers.Binary;

namespace Siren2.Formats.Decoders;

/// <summary>
/// Where the samples of an MP3 file are that were encoded, by the tag that LAME and others put into its first frame ("Xing" or "Info", its encoder's
/// delay and padding 21 bytes into the part that LAME added).
/// </summary>
/// <param name="Start">Decoded samples of a channel before the first of them.</param>
/// <param name="Length">How many they are.</param>
internal sealed record Mp3Gap(int Start, long Length)
{
    /// <summary>What every decoder of layer III comes late by, in samples: 528 and one.</summary>
    private const int DecoderDelay = 529;

    /// <summary>Looks for the tag; null where there is none, or it does not tell.</summary>
    /// <param name="stream">The file.</param>
    /// <param name="position">Where its first frame may stand.</param>
    public static Mp3Gap? Find(Stream stream, long position)
    {
        stream.Position = position;
        Span<byte> bytes = stackalloc byte[512];
        bytes = bytes[..stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false)];
        if (bytes.Length < 4 || bytes[0] != 0xFF || (bytes[1] & 0xE0) != 0xE0)
        {
            return null;
        }

        bool isFirstVersion = (bytes[1] & 0x18) == 0x18;
        bool isMono = (bytes[3] & 0xC0) == 0xC0;
        int sideInformation = isFirstVersion ? (isMono ? 17 : 32) : (isMono ? 9 : 17);
        bytes = bytes[Math.Min(bytes.Length, 4 + sideInformation)..];
        if (bytes.Length < 8 || !(bytes.StartsWith("Xing"u8) || bytes.StartsWith("Info"u8)))
        {
            return null;
        }

        uint flags = BinaryPrimitives.ReadUInt32BigEndian(bytes[4..]);
        int lame = 8 + ((flags & 1) != 0 ? 4 : 0) + ((flags & 2) != 0 ? 4 : 0) + ((flags & 4) != 0 ? 100 : 0) + ((flags & 8) != 0 ? 4 : 0);
        if ((flags & 1) == 0 || bytes.Length < lame + 24)
        {
            return null;
        }

        long frames = BinaryPrimitives.ReadUInt32BigEndian(bytes[8..]);
        int delay = (bytes[lame + 21] << 4) | (bytes[lame + 22] >> 4);
        int padding = ((bytes[lame + 22] & 0x0F) << 8) | bytes[lame + 23];
        long length = (frames * (isFirstVersion ? 1152 : 576)) - delay - padding;
        return delay == 0 || length <= 0 ? null : new Mp3Gap(delay + DecoderDelay, length);
    }
}
