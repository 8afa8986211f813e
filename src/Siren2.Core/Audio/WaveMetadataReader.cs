using System.Buffers.Binary;

namespace Siren2.Audio;

/// <summary>
/// Walks over all chunks of a WAV file, before and after its samples. Nothing that stands there is an error: what does not fit ends the walk.
/// </summary>
internal static class WaveMetadataReader
{
    /// <summary>The longest chunk that is kept: artwork and transcripts are shorter, and what is kept is in memory.</summary>
    private const int LongestChunk = 1 << 24;

    /// <summary>Chunks that are kept at most, so that a file of empty ones costs little.</summary>
    private const int MostChunks = 1024;

    /// <summary>Reads what a file carries.</summary>
    /// <param name="stream">The file, which can seek; its position moves.</param>
    /// <param name="start">Where its first chunk stands.</param>
    /// <param name="dataStart">Where its samples stand.</param>
    /// <param name="dataEnd">Where they end by the header, without padding; beyond the end of the file where that is open.</param>
    /// <param name="speakerMask">What the format chunk says of its speakers.</param>
    public static WaveMetadata Read(Stream stream, long start, long dataStart, long dataEnd, uint speakerMask)
    {
        var chunks = new List<WaveChunk>();
        var missing = new List<string>();
        int dataChunks = 0;
        byte[] header = new byte[12];
        long position = start;
        while (position + 8 <= stream.Length)
        {
            stream.Position = position;
            int read = stream.ReadAtLeast(header, header.Length, throwOnEndOfStream: false);
            if (read < 8 || header.AsSpan(0, 4).ContainsAnyExceptInRange((byte)' ', (byte)'~'))
            {
                break;
            }

            string id = System.Text.Encoding.ASCII.GetString(header, 0, 4);
            long size = BinaryPrimitives.ReadUInt32LittleEndian(header.AsSpan(4));
            long body = position + 8;
            long end = body == dataStart ? dataEnd : body + size;
            if (id == "data")
            {
                dataChunks++;
            }
            else if (!IsAboutSamples(id))
            {
                if (end > stream.Length || size > LongestChunk || chunks.Count >= MostChunks)
                {
                    missing.Add(WaveChunk.NameOf(id, header.AsSpan(8, read - 8)));
                }
                else
                {
                    chunks.Add(new WaveChunk(id, Content(stream, body, (int)size)));
                }
            }

            position = Next(stream, end);
        }

        return new WaveMetadata
        {
            SpeakerMask = speakerMask,
            Chunks = chunks,
            Missing = [.. missing.Distinct()],
            DataChunkCount = Math.Max(dataChunks, 1),
        };
    }

    /// <summary>
    /// Whether a chunk that follows one of odd length begins at once, since its writer knew of no padding: what stands there is then no zero but
    /// four printable characters.
    /// </summary>
    public static bool IsUnpadded(ReadOnlySpan<byte> following) =>
        following.Length >= 4 && !following[..4].ContainsAnyExceptInRange((byte)' ', (byte)'~');

    /// <summary>Chunks that describe the samples as they are in this file, or fill gaps.</summary>
    private static bool IsAboutSamples(string id) => id is "fmt " or "fact" or "ds64" or "PEAK" or "JUNK" or "junk" or "FLLR" or "PAD " or "pad ";

    private static byte[] Content(Stream stream, long body, int size)
    {
        byte[] content = new byte[size];
        stream.Position = body;
        stream.ReadExactly(content);
        return content;
    }

    private static long Next(Stream stream, long end)
    {
        if ((end & 1) == 0 || end >= stream.Length)
        {
            return Math.Min(end, stream.Length);
        }

        Span<byte> following = stackalloc byte[4];
        stream.Position = end;
        int read = stream.ReadAtLeast(following, 4, throwOnEndOfStream: false);
        return IsUnpadded(following[..read]) ? end : end + 1;
    }
}
