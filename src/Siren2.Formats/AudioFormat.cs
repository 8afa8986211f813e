namespace Siren2.Formats;

/// <summary>Names formats of audio files by their first bytes, whatever their names say.</summary>
internal static class AudioFormat
{
    /// <summary>First bytes of a file that are looked at.</summary>
    public const int HeaderSize = 64;

    public const string Wave = "WAV";
    public const string Mp3 = "MP3";
    public const string Vorbis = "Ogg Vorbis";
    public const string BigEndianWave = "RIFX";
    public const string Unknown = "of unknown format";

    /// <summary>The format's name.</summary>
    /// <param name="header">The first bytes, behind a tag of ID3v2.</param>
    /// <param name="isTagged">Whether there was such a tag.</param>
    public static string Of(ReadOnlySpan<byte> header, bool isTagged) => header switch
    {
        _ when Is(header, 0, "RIFF"u8) && Is(header, 8, "WAVE"u8) => Wave,
        _ when Is(header, 0, "RF64"u8) || Is(header, 0, "BW64"u8) => Wave,
        _ when Is(header, 0, "RIFX"u8) && Is(header, 8, "WAVE"u8) => BigEndianWave,
        _ when Is(header, 0, "fLaC"u8) => "FLAC",
        _ when Is(header, 0, "OggS"u8) && Is(header, 29, "vorbis"u8) => Vorbis,
        _ when Is(header, 0, "OggS"u8) && Is(header, 28, "OpusHead"u8) => "Opus",
        _ when Is(header, 0, "OggS"u8) => "Ogg",
        _ when Is(header, 0, "FORM"u8) && (Is(header, 8, "AIFF"u8) || Is(header, 8, "AIFC"u8)) => "AIFF",
        _ when Is(header, 0, "caff"u8) => "CAF",
        _ when Is(header, 0, "riff"u8) => "W64",
        _ when Is(header, 4, "ftyp"u8) => "M4A",
        _ when Is(header, 0, ".snd"u8) => "AU",
        _ when header.Length > 1 && header[0] == 0xFF && (header[1] & 0xE0) == 0xE0 && (header[1] & 0x06) == 0x02 => Mp3,
        _ => isTagged ? Mp3 : Unknown,
    };

    /// <summary>The name of a file's format, behind a tag of ID3v2 if there is one.</summary>
    /// <param name="stream">The file, which can seek; it is left at its beginning.</param>
    public static string Of(Stream stream)
    {
        Span<byte> header = stackalloc byte[HeaderSize];
        stream.Position = 0;
        int read = stream.ReadAtLeast(header, header.Length, throwOnEndOfStream: false);
        long tag = TagSize(header[..read]);
        if (tag > 0 && tag < stream.Length)
        {
            stream.Position = tag;
            read = stream.ReadAtLeast(header, header.Length, throwOnEndOfStream: false);
        }

        stream.Position = 0;
        return Of(header[..read], tag > 0);
    }

    /// <summary>Whether files of a format are read without an ffmpeg too, by decoders whose samples differ from its own.</summary>
    public static bool HasTwoDecoders(string format) => format is Mp3 or Vorbis;

    /// <summary>Bytes of a tag of ID3v2 at the beginning of a file; 0 where there is none.</summary>
    public static long TagSize(ReadOnlySpan<byte> header) => Is(header, 0, "ID3"u8) && header.Length >= 10
        ? 10 + (((header[6] & 0x7FL) << 21) | ((header[7] & 0x7FL) << 14) | ((header[8] & 0x7FL) << 7) | (header[9] & 0x7FL))
            + ((header[5] & 0x10) != 0 ? 10 : 0)
        : 0;

    private static bool Is(ReadOnlySpan<byte> header, int at, ReadOnlySpan<byte> mark) =>
        header.Length >= at + mark.Length && header[at..].StartsWith(mark);
}
