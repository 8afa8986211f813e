using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Siren2.Fuzz;

/// <summary>WAV files: those that the library writes, those of its own making with every tag, and what is left of either.</summary>
internal sealed class WaveTarget : IFuzzTarget
{
    // Integer, float, A-law, µ-law, extensible; MP3 and ADPCM, which are not read; nonsense.
    private static readonly ushort[] Tags = [1, 3, 6, 7, 0xFFFE, 0x55, 2, 0, 0x1234];
    private static readonly ushort[] Depths = [8, 16, 24, 32, 64, 0, 1, 12, 255, 65535];
    private static readonly string[] Forms = ["RIFF", "RF64", "BW64", "RIFX", "FORM"];
    private static readonly string[] Chunks = ["data", "fmt ", "ds64", "LIST", "fact", "JUNK", "\0\0\0\0"];

    public WaveTarget()
    {
        var random = new Random(1);
        var corpus = new List<byte[]>();
        foreach ((int channels, int length) in new[] { (1, 40), (2, 33), (3, 7), (1, 0) })
        {
            float[][] samples = [.. Enumerable.Range(0, channels).Select(_ => Noise(length, random))];
            foreach (WaveEncoding format in Enum.GetValues<WaveEncoding>())
            {
                using var stream = new MemoryStream();
                new AudioClip(8000, samples).Save(stream, format);
                corpus.Add(stream.ToArray());
            }
        }

        corpus.AddRange([Law(6), Law(7), Long(corpus[0])]);
        Corpus = corpus;
    }

    public string Name => "wave";

    public IReadOnlyList<byte[]> Corpus { get; }

    // Blocks of 64 KiB to read with, and the channels of a frame of 65,535 bytes, three times: as a whole, and in two parts.
    public long BaseAllocation => 3 << 20;

    public byte[] Next(Random random) => random.Next(4) == 0
        ? Invent(random)
        : Mutation.Damage(Corpus[random.Next(Corpus.Count)], Corpus[random.Next(Corpus.Count)], random);

    public void Check(byte[] file, Random random)
    {
        AudioClip clip;
        using var reopened = new MemoryStream(file, writable: false);
        try
        {
            using Stream stream = DamagedFile.Open(file, random);
            clip = AudioClip.Load(stream);
        }
        catch (InvalidDataException)
        {
            CheckRefused(reopened);
            throw;
        }

        using (var reader = new WaveFileSource(reopened))
        {
            CheckParts(clip, reader, random);
        }

        Promise.Check(clip.ChannelCount > 0, "a clip has channels");
        Promise.Check(clip.SampleRate is > 0 and <= AudioClip.MaximumSampleRate, "the rate is in range");
        Promise.Check((long)clip.ChannelCount * clip.Length <= file.Length, "there are at most as many samples as bytes");
        if (random.Next(4) == 0)
        {
            CheckSaving(clip);
        }
    }

    private static void CheckRefused(Stream stream)
    {
        bool isRefused = false;
        try
        {
            using var reader = new WaveFileSource(stream);
        }
        catch (InvalidDataException)
        {
            isRefused = true;
        }

        Promise.Check(isRefused, "what cannot be loaded cannot be read part by part either");
    }

    /// <summary>Part by part a file holds what it holds as a whole.</summary>
    private static void CheckParts(AudioClip clip, WaveFileSource reader, Random random)
    {
        Promise.Check(
            reader.SampleRate == clip.SampleRate && reader.ChannelCount == clip.ChannelCount && reader.Length == clip.Length,
            "rate, channels and length are those of the whole");
        int start = random.Next(clip.Length + 1);
        AudioClip end = reader.Read(start, clip.Length - start);
        AudioClip beginning = reader.Read(0, start);
        for (int c = 0; c < clip.ChannelCount; c++)
        {
            // Bits, so that numbers that are none are equal to themselves.
            Promise.Check(Bits(clip.Channel(c)[..start]).SequenceEqual(Bits(beginning.Channel(c))), "the beginning is that of the whole");
            Promise.Check(Bits(clip.Channel(c)[start..]).SequenceEqual(Bits(end.Channel(c))), "the end is that of the whole");
        }
    }

    private static ReadOnlySpan<int> Bits(ReadOnlySpan<float> samples) => MemoryMarshal.Cast<float, int>(samples);

    /// <summary>What was read is written and read again to the same samples, unless one of them is not finite, which is refused.</summary>
    private static void CheckSaving(AudioClip clip)
    {
        bool isFinite = true;
        for (int c = 0; c < clip.ChannelCount; c++)
        {
            isFinite &= clip.Channel(c).IndexOfAnyExceptInRange(float.MinValue, float.MaxValue) < 0;
        }

        using var stream = new MemoryStream();
        try
        {
            clip.Save(stream, WaveEncoding.Float32);
        }
        catch (InvalidOperationException)
        {
            // Frames of more than 65,535 bytes do not fit a header.
            Promise.Check(!isFinite || clip.ChannelCount * sizeof(float) > ushort.MaxValue, "a sound clip is written");
            return;
        }

        Promise.Check(isFinite, "samples that are not finite are not written");
        stream.Position = 0;
        AudioClip again = AudioClip.Load(stream);
        Promise.Check(again.ChannelCount == clip.ChannelCount && again.SampleRate == clip.SampleRate, "the header is read back");
        for (int c = 0; c < clip.ChannelCount; c++)
        {
            Promise.Check(again.Channel(c).SequenceEqual(clip.Channel(c)), "the samples are read back");
        }
    }

    /// <summary>A file whose every field is drawn: most are nearly valid, and lie in one or two places.</summary>
    private static byte[] Invent(Random random)
    {
        bool isHonest = random.Next(2) == 0;
        ushort tag = Tags[random.Next(isHonest ? 5 : Tags.Length)];
        ushort bits = tag is 6 or 7 ? (ushort)8 : Depths[random.Next(isHonest ? 4 : Depths.Length)];
        ushort channels = (ushort)(random.Next(8) == 0 ? random.Next(65536) : random.Next(isHonest ? 1 : 0, 9));
        uint rate = random.Next(2) == 0 ? 8000 : (uint)(random.NextInt64(1L << 32) >> random.Next(32));
        byte[] samples = new byte[random.Next(600)];
        random.NextBytes(samples);

        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        writer.Write(Ascii(Forms[random.Next(isHonest ? 3 : Forms.Length)]));
        writer.Write(Size(samples.Length + 36, random));
        writer.Write("WAVE"u8);
        for (int n = random.Next(3); n > 0; n--)
        {
            WriteChunk(writer, Chunks[random.Next(isHonest ? 2 : 0, Chunks.Length)], samples.AsSpan(0, Math.Min(samples.Length, 28)), random);
        }

        WriteFormat(writer, tag, channels, rate, bits, random);
        WriteChunk(writer, "data", samples, random);
        return stream.ToArray();
    }

    private static void WriteFormat(BinaryWriter writer, ushort tag, ushort channels, uint rate, ushort bits, Random random)
    {
        int align = random.Next(16) == 0 ? random.Next(65536) : channels * bits / 8;
        byte[] chunk = new byte[40];
        BinaryPrimitives.WriteUInt16LittleEndian(chunk, tag);
        BinaryPrimitives.WriteUInt16LittleEndian(chunk.AsSpan(2), channels);
        BinaryPrimitives.WriteUInt32LittleEndian(chunk.AsSpan(4), rate);
        BinaryPrimitives.WriteUInt16LittleEndian(chunk.AsSpan(12), (ushort)align);
        BinaryPrimitives.WriteUInt16LittleEndian(chunk.AsSpan(14), bits);
        chunk[16] = 22;
        chunk[24] = (byte)random.Next(8);
        ReadOnlySpan<byte> tail = [0, 0, 0, 0, 0x10, 0, 0x80, 0, 0, 0xAA, 0, 0x38, 0x9B, 0x71];
        tail.CopyTo(chunk.AsSpan(26));
        int length = tag == 0xFFFE || random.Next(2) == 0 ? 40 : 16;
        WriteChunk(writer, "fmt ", chunk.AsSpan(0, random.Next(16) == 0 ? random.Next(length) : length), random);
    }

    private static void WriteChunk(BinaryWriter writer, string id, ReadOnlySpan<byte> body, Random random)
    {
        writer.Write(Ascii(id));
        writer.Write(Size(body.Length, random));
        writer.Write(body);
        if (body.Length % 2 == 1)
        {
            writer.Write((byte)0);
        }
    }

    /// <summary>A size, which lies once in eight.</summary>
    private static uint Size(int truth, Random random) => random.Next(24) switch
    {
        0 => 0,
        1 => uint.MaxValue,
        2 => (uint)(random.NextInt64(1L << 32) >> random.Next(32)),
        _ => (uint)truth,
    };

    /// <summary>A file of G.711.</summary>
    private static byte[] Law(ushort tag)
    {
        var random = new Random(tag);
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        writer.Write("RIFF\x44\0\0\0WAVEfmt \x10\0\0\0"u8);
        writer.Write(tag);
        writer.Write((ushort)1);
        writer.Write(8000);
        writer.Write(8000);
        writer.Write((ushort)1);
        writer.Write((ushort)8);
        writer.Write("data\x20\0\0\0"u8);
        byte[] samples = new byte[32];
        random.NextBytes(samples);
        writer.Write(samples);
        return stream.ToArray();
    }

    /// <summary>The same file with 64-bit sizes.</summary>
    private static byte[] Long(byte[] file)
    {
        byte[] sizes = new byte[28];
        BinaryPrimitives.WriteInt64LittleEndian(sizes, file.Length + 28);
        BinaryPrimitives.WriteInt64LittleEndian(sizes.AsSpan(8), file.Length - 44);
        return [.. "RF64"u8, 0xFF, 0xFF, 0xFF, 0xFF, .. "WAVEds64"u8, 28, 0, 0, 0, .. sizes, .. file[12..40], 0xFF, 0xFF, 0xFF, 0xFF, .. file[44..]];
    }

    private static byte[] Ascii(string text) => System.Text.Encoding.ASCII.GetBytes(text);

    private static float[] Noise(int length, Random random) => [.. Enumerable.Range(0, length).Select(_ => (random.NextSingle() * 2) - 1)];
}
