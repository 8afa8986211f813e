using System.Buffers.Binary;
using static Siren2.Core.Tests.Audio.WaveBytes;

namespace Siren2.Core.Tests.Audio;

/// <summary>What a WAV file carries besides its samples, read, brought to another rate and written again.</summary>
public sealed class WaveMetadataTests
{
    [Theory]
    [InlineData(4, 0x33u)]
    [InlineData(6, 0x3Fu)]
    [InlineData(6, 0x60Fu)]
    [InlineData(2, 0x600u)]
    public void The_places_of_speakers_are_read_and_written(int channels, uint mask)
    {
        byte[] file = Write(channels, 10, new WaveMetadata { SpeakerMask = mask });
        Assert.Equal(WaveBytes.Extensible, BinaryPrimitives.ReadUInt16LittleEndian(file.AsSpan(20)));
        Assert.Equal(mask, Read(file).SpeakerMask);
    }

    [Theory]
    [InlineData(1, 0x4u)]
    [InlineData(2, 0x3u)]
    public void The_usual_places_of_mono_and_stereo_keep_the_plain_header(int channels, uint mask) =>
        Assert.Equal(Write(channels, 10, WaveMetadata.None), Write(channels, 10, new WaveMetadata { SpeakerMask = mask }));

    [Fact]
    public void Chunks_before_and_behind_the_samples_are_read_but_not_those_that_describe_samples()
    {
        byte[] file = Riff(
            Chunk("JUNK", new byte[9]), Chunk("bext", new byte[602]), Format(Pcm, 1, 8000, 16), Chunk("fact", new byte[4]), Chunk("data", Samples16(1, 2, 3)), Chunk("id3 ", [1, 2, 3]),
            Chunk("LIST", "INFO"u8.ToArray()), Chunk("PEAK", new byte[16]));

        WaveMetadata metadata = Read(file);

        Assert.Equal(["bext", "id3 ", "LIST"], metadata.Chunks.Select(chunk => chunk.Id));
        Assert.Equal(new byte[] { 1, 2, 3 }, metadata.Chunks[1].Content.ToArray());
        Assert.Empty(metadata.Missing);
        Assert.Equal(1, metadata.DataChunkCount);
    }

    [Fact]
    public void Several_chunks_of_samples_are_counted_and_the_first_is_read()
    {
        byte[] file = Riff(Format(Pcm, 1, 8000, 16), Chunk("data", Samples16(1, 2)), Chunk("data", Samples16(3)), Chunk("data", Samples16(4)));
        using var source = new WaveFileSource(new MemoryStream(file));

        Assert.Equal(2, source.Length);
        Assert.Equal(3, source.ReadMetadata().DataChunkCount);
    }

    [Fact]
    public void A_chunk_that_is_cut_is_missing_and_a_file_that_is_cut_says_by_how_much()
    {
        byte[] whole = Riff(Format(Pcm, 1, 8000, 16), Chunk("data", Samples16(new short[100])), Chunk("bext", new byte[602]));
        using var cutInChunk = new WaveFileSource(new MemoryStream(whole[..^10]));
        Assert.Equal(["bext"], cutInChunk.ReadMetadata().Missing);
        Assert.Equal(0, cutInChunk.MissingLength);

        using var cutInSamples = new WaveFileSource(new MemoryStream(whole[..^(602 + 8 + 60)]));
        Assert.Equal((70, 30, false), (cutInSamples.Length, cutInSamples.MissingLength, cutInSamples.HasOpenLength));
    }

    [Theory]
    [InlineData(0u)]
    [InlineData(Open)]
    [InlineData(0x7FFF_F000u)]
    public void A_length_that_was_left_open_is_no_cut(uint size)
    {
        using var source = new WaveFileSource(new MemoryStream(Mono16(Samples16(1, 2, 3), size)));
        Assert.Equal((3, 0, true), (source.Length, source.MissingLength, source.HasOpenLength));
        Assert.Empty(source.ReadMetadata().Chunks);
    }

    [Fact]
    public void Positions_are_scaled_and_a_loop_keeps_its_last_sample()
    {
        byte[] cue = [.. Bytes(1u), .. Bytes(7u), .. Bytes(1_000u), .. "data"u8, .. Bytes(0u), .. Bytes(0u), .. Bytes(1_000u)];
        byte[] smpl = [.. new byte[28], .. Bytes(1u), .. Bytes(0u), .. Bytes(0u), .. Bytes(0u), .. Bytes(100u), .. Bytes(199u), .. Bytes(0u), .. Bytes(0u)];
        byte[] bext = new byte[602];
        BinaryPrimitives.WriteUInt64LittleEndian(bext.AsSpan(338), 8_000UL * 86_399);
        byte[] adtl = [.. "adtl"u8, .. "labl"u8, .. Bytes(7u), .. Bytes(7u), .. "ab\0"u8, 0, .. "ltxt"u8, .. Bytes(20u), .. Bytes(7u), .. Bytes(50u), .. new byte[12]];
        var metadata = new WaveMetadata
        {
            Chunks = [new("cue ", cue), new("smpl", smpl), new("bext", bext), new("LIST", adtl), new("regn", new byte[4]), new("smpl", new byte[3])],
        };

        WaveMetadata scaled = metadata.AtRate(8_000, 48_000);

        Assert.Equal(["cue ", "smpl", "bext", "LIST"], scaled.Chunks.Select(chunk => chunk.Id));
        Assert.Equal(["regn", "smpl"], scaled.Missing);
        Assert.Equal((6_000u, 6_000u), (At(0, 8), At(0, 24)));
        Assert.Equal((20_833u, 600u, 1_199u), (At(1, 8), At(1, 44), At(1, 48)));
        Assert.Equal(48_000UL * 86_399, BinaryPrimitives.ReadUInt64LittleEndian(scaled.Chunks[2].Content.Span[338..]));
        Assert.Equal(300u, At(3, 32));
        Assert.Equal(metadata.Chunks[0].Content.ToArray(), metadata.AtRate(8_000, 8_000).Chunks[0].Content.ToArray());

        uint At(int chunk, int position) => BinaryPrimitives.ReadUInt32LittleEndian(scaled.Chunks[chunk].Content.Span[position..]);
    }

    [Fact]
    public void A_position_that_no_longer_fits_its_field_is_missing_not_wrong()
    {
        byte[] cue = [.. Bytes(1u), .. Bytes(7u), .. Bytes(3_000_000_000u), .. "data"u8, .. Bytes(0u), .. Bytes(0u), .. Bytes(3_000_000_000u)];
        Assert.Equal(["cue "], new WaveMetadata { Chunks = [new("cue ", cue)] }.AtRate(8_000, 16_000).Missing);
    }

    [Fact]
    public void Damaged_chunks_are_carried_or_missing_but_never_fail()
    {
        var random = new Random(5);
        string[] ids = ["cue ", "smpl", "bext", "LIST", "iXML", "plst", "cart", "inst"];
        for (int i = 0; i < 2_000; i++)
        {
            byte[] content = new byte[random.Next(900)];
            random.NextBytes(content);
            if (content.Length > 4)
            {
                "adtl"u8.CopyTo(content);
            }

            WaveMetadata scaled = new WaveMetadata { Chunks = [new(ids[random.Next(ids.Length)], content)] }.AtRate(8_000, 44_100);
            Assert.Equal(1, scaled.Chunks.Count + scaled.Missing.Count);
        }
    }

    [Fact]
    public void What_is_written_is_read_again_with_the_samples_part_by_part()
    {
        var metadata = new WaveMetadata { SpeakerMask = 0x3F, Chunks = [new("LIST", "INFOINAM\u0003\0\0\0ab\0\0"u8.ToArray()), new("id3 ", new byte[5])] };
        byte[] file = Write(6, 1_001, metadata);
        using var source = new WaveFileSource(new MemoryStream(file));

        Assert.Equal((6, 1_001), (source.ChannelCount, source.Length));
        Assert.Equal(Ramp(6, 1_001).Channel(5).ToArray(), source.Read(0, 1_001).Channel(5).ToArray());
        WaveMetadata read = source.ReadMetadata();
        Assert.Equal(
            metadata.Chunks.Select(chunk => (chunk.Id, Convert.ToHexString(chunk.Content.Span))), read.Chunks.Select(
                chunk => (chunk.Id, Convert.ToHexString(chunk.Content.Span))));
    }

    [Fact]
    public void A_writer_counts_what_it_clips_and_refuses_what_does_not_fit()
    {
        using var stream = new MemoryStream();
        var writer = new WaveFileSink(stream, 8_000, 1, 4);
        writer.Write(new AudioClip(8_000, [0.5f, 1.5f, -2]));
        Assert.Equal(2, writer.ClippedCount);
        Assert.Throws<ArgumentException>(() => writer.Write(new AudioClip(8_000, [0, 0])));
        Assert.Throws<ArgumentException>(() => writer.Write(new AudioClip(16_000, [0])));
        Assert.Throws<InvalidOperationException>(() => writer.Write(new AudioClip(8_000, [float.NaN])));
        Assert.Throws<InvalidOperationException>(writer.Complete);
        writer.Write(new AudioClip(8_000, [0.25f]));
        writer.Complete();
        Assert.Throws<ArgumentException>(
            () => new WaveFileSink(stream, 8_000, 1, 0, WaveEncoding.Pcm16, new WaveMetadata { Chunks = [new("toolong", default)] }));
    }

    private static AudioClip Ramp(int channels, int length) =>
        new(8_000, [.. Enumerable.Range(0, channels).Select(c => Enumerable.Range(0, length).Select(i => (i + c) / 4_096f).ToArray())]);

    private static byte[] Write(int channels, int length, WaveMetadata metadata)
    {
        using var stream = new MemoryStream();
        var writer = new WaveFileSink(stream, 8_000, channels, length, WaveEncoding.Pcm16, metadata);
        AudioClip clip = Ramp(channels, length);
        writer.Write(clip.Slice(0, length / 2));
        writer.Write(clip.Slice(length / 2, length - (length / 2)));
        writer.Complete();
        return stream.ToArray();
    }

    private static WaveMetadata Read(byte[] file)
    {
        using var source = new WaveFileSource(new MemoryStream(file));
        return source.ReadMetadata();
    }
}
