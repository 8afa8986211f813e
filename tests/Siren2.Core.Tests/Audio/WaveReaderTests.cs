using Siren2.Files;
using static Siren2.Core.Tests.Audio.WaveBytes;

namespace Siren2.Core.Tests.Audio;

public class WaveReaderTests
{
    public static TheoryData<string, int> FilesOfOtherPrograms => new()
    {
        { "sox-u8-mono.wav", 8000 },
        { "sox-s16-stereo.wav", 44100 },
        { "sox-s16-7-channels.wav", 16000 },
        { "sox-s16-pipe.wav", 11025 },
        { "sox-s24-mono.wav", 48000 },
        { "sox-s32-stereo.wav", 96000 },
        { "sox-f32-mono.wav", 5512 },
        { "sox-f64-stereo.wav", 22050 },
        { "python-s16-stereo.wav", 44100 },
        { "python-s24-mono.wav", 22050 },
        { "scipy-f32-stereo.wav", 48000 },
    };

    [Theory]
    [MemberData(nameof(FilesOfOtherPrograms))]
    public void Files_of_other_programs_give_the_samples_that_those_programs_read(string name, int sampleRate)
    {
        string folder = Path.Combine(AppContext.BaseDirectory, "Fixtures", "wave");
        NamedTensor expected = SafetensorsFile.Load(Path.Combine(folder, "expected.safetensors"))[name];
        string path = Path.Combine(folder, name);

        AssertSamples(expected, sampleRate, AudioClip.Load(path));
        AssertSamples(expected, sampleRate, LoadForwardOnly(File.ReadAllBytes(path)));
    }

    [Fact]
    public void Eight_bits_are_offset_binary()
    {
        AudioClip clip = Load(Riff(Format(Pcm, 1, 8000, 8), Chunk("data", [0, 64, 128, 192, 255])));
        Assert.Equal([-1f, -0.5f, 0f, 0.5f, 127 / 128f], clip.Channel(0).ToArray());
    }

    [Theory]
    [InlineData(7, new byte[] { 0, 1, 15, 16, 42, 85, 127, 128, 143, 255 }, new[] { -32124, -31100, -16764, -15996, -5372, -716, 0, 32124, 16764, 0 })]
    [InlineData(6, new byte[] { 0, 1, 15, 16, 42, 85, 127, 128, 170, 213 }, new[] { -5504, -5248, -6784, -2752, -32256, -8, -848, 5504, 32256, 8 })]
    public void Codes_of_G711_give_the_values_that_SoX_gives(int tag, byte[] codes, int[] values)
    {
        AudioClip clip = Load(Riff(Format((ushort)tag, 1, 8000, 8), Chunk("data", codes)));
        Assert.Equal(values.Select(value => value / 32768f), clip.Channel(0).ToArray());
    }

    [Fact]
    public void Unknown_chunks_may_stand_before_between_and_after_with_their_padding()
    {
        byte[] odd = Chunk("JUNK", [1, 2, 3]);
        byte[] format = Format(Pcm, 1, 8000, 16);
        byte[] data = Chunk("data", Samples16(16384, -32768));
        AudioClip clip = Load(Riff(odd, format, Chunk("LIST", new byte[70_001]), data, odd, Chunk("id3 ", [9])));
        Assert.Equal([0.5f, -1f], clip.Channel(0).ToArray());
    }

    [Fact]
    public void A_data_chunk_of_odd_length_is_read_to_its_end()
    {
        AudioClip clip = Load(Riff(Format(Pcm, 1, 8000, 24), Chunk("data", [0, 0, 0x40])));
        Assert.Equal([0.5f], clip.Channel(0).ToArray());
    }

    [Fact]
    public void A_longer_format_chunk_is_read_by_its_known_part()
    {
        byte[] format = Chunk("fmt ", [.. FormatBody(Pcm, 1, 8000, 16), .. new byte[1001]]);
        Assert.Equal([0.5f], Load(Riff(format, Chunk("data", Samples16(16384)))).Channel(0).ToArray());
    }

    [Theory]
    [InlineData(0u, 0u)]
    [InlineData(0u, Open)]
    [InlineData(0u, 36u)]
    [InlineData(0u, null)]
    [InlineData(Open, Open)]
    [InlineData(Open, null)]
    [InlineData(0x7FFFF000u, 0x7FFFF024u)]
    [InlineData(7u, null)]
    public void What_a_streaming_writer_left_open_is_read_to_the_end(uint dataSize, uint? formSize)
    {
        short[] samples = [1, 2, 3];
        AudioClip clip = Load(Mono16(Samples16(samples), dataSize, formSize));
        Assert.Equal(samples, Array.ConvertAll(clip.Channel(0).ToArray(), s => (short)(s * 32768)));
    }

    [Fact]
    public void A_data_size_of_zero_before_another_chunk_is_a_clip_without_samples()
    {
        AudioClip clip = Load(Mono16([], after: [Chunk("LIST", [1, 2, 3, 4]), Chunk("id3 ", [5, 6])]));
        Assert.Equal(0, clip.Length);
        Assert.Equal(1, clip.ChannelCount);
    }

    [Fact]
    public void A_file_that_ends_early_gives_its_whole_frames()
    {
        byte[] file = Riff(Format(Pcm, 2, 8000, 16), Chunk("data", Samples16(1, 2, 3, 4, 5), 4000));
        AudioClip clip = Load(file);
        Assert.Equal([1 / 32768f, 3 / 32768f], clip.Channel(0).ToArray());
        Assert.Equal([2 / 32768f, 4 / 32768f], clip.Channel(1).ToArray());
    }

    [Theory]
    [InlineData("RF64")]
    [InlineData("BW64")]
    public void Long_files_take_their_data_size_from_the_ds64_chunk(string id)
    {
        byte[] data = Chunk("data", Samples16(1, 2, 3), Open);
        byte[] file = Form(id, Open, LongSizes(80, 4), Format(Pcm, 1, 8000, 16), data);
        Assert.Equal([1 / 32768f, 2 / 32768f], Load(file).Channel(0).ToArray());
    }

    [Theory]
    [InlineData(0UL)]
    [InlineData(ulong.MaxValue)]
    [InlineData(1UL << 50)]
    public void Long_sizes_that_are_open_or_absurd_give_what_is_there(ulong size)
    {
        byte[] data = Chunk("data", Samples16(1, 2, 3), Open);
        byte[] file = Form("RF64", Open, LongSizes(size, size), Format(Pcm, 1, 8000, 16), data);
        Assert.Equal(3, Load(file).Length);
    }

    [Fact]
    public void Extensible_files_of_fewer_valid_bits_are_scaled_by_their_container()
    {
        byte[] file = Riff(ExtensibleFormat(Pcm, 1, 8000, 24, validBits: 20), Chunk("data", [0, 0, 0x40]));
        Assert.Equal([0.5f], Load(file).Channel(0).ToArray());
    }

    [Fact]
    public void Floats_are_taken_as_they_are()
    {
        float[] samples = [1.5f, float.NaN, float.NegativeInfinity, float.Epsilon];
        byte[] data = [.. samples.SelectMany(s => Bytes(BitConverter.SingleToUInt32Bits(s)))];
        Assert.Equal(samples, Load(Riff(Format(Float, 1, 8000, 32), Chunk("data", data))).Channel(0).ToArray());
    }

    [Fact]
    public void A_stream_is_read_from_its_position_and_stays_open()
    {
        using var stream = new MemoryStream([1, 2, 3, .. Mono16(Samples16(16384))]) { Position = 3 };
        Assert.Equal([0.5f], AudioClip.Load(stream).Channel(0).ToArray());
        Assert.True(stream.CanRead);
    }

    public static TheoryData<string, byte[]> Unreadable
    {
        get
        {
            byte[] data = Chunk("data", Samples16(1, 2, 3, 4));
            return new()
            {
                { "0 channels", Riff(Format(Pcm, 0, 8000, 16), data) },
                { "0 Hz", Riff(Format(Pcm, 1, 0, 16), data) },
                { "1536001 Hz", Riff(Format(Pcm, 1, 1_536_001, 16), data) },
                { "4294967295 Hz", Riff(Format(Pcm, 1, uint.MaxValue, 16), data) },
                { "4 bytes a frame", Riff(Format(Pcm, 1, 8000, 16, blockAlign: 4), data) },
                { "0 bytes a frame", Riff(Format(Pcm, 1, 8000, 16, blockAlign: 0), data) },
                { "65535 channels", Riff(Format(Pcm, 65535, 8000, 16, blockAlign: 65534), data) },
                { "12 bits", Riff(Format(Pcm, 1, 8000, 12, blockAlign: 2), data) },
                { "16 bits", Riff(Format(Float, 1, 8000, 16), data) },
                { "0x0011", Riff(Format(0x11, 1, 8000, 4, blockAlign: 1), data) },
                { "14 bytes", Riff(Chunk("fmt ", FormatBody(Pcm, 1, 8000, 16)[..14]), data) },
                { "16 bytes", Riff(Format(Extensible, 1, 8000, 16), data) },
                { "sub-format", Riff(ExtensibleFormat(Pcm, 1, 8000, 16, tail: new byte[14]), data) },
                { "before the format", Riff(data, Format(Pcm, 1, 8000, 16)) },
                { "without a data chunk", Riff(Format(Pcm, 1, 8000, 16), Chunk("LIST", [1, 2], Open)) },
                { "without a format chunk", Riff(Chunk("JUNK", [1, 2, 3])) },
                { "ds64", Form("RF64", Open, Chunk("ds64", [1, 2, 3, 4]), Format(Pcm, 1, 8000, 16), data) },
                { "begins with", Form("RIFX", null, Format(Pcm, 1, 8000, 16), data) },
                { "begins with", "OggS not a wave file"u8.ToArray() },
                { "it is empty", [] },
            };
        }
    }

    [Theory]
    [MemberData(nameof(Unreadable))]
    public void What_cannot_be_read_is_said_with_the_value_that_stands_in_the_way(string reason, byte[] file)
    {
        var seekable = Assert.Throws<InvalidDataException>(() => AudioClip.Load(new MemoryStream(file)));
        var forwardOnly = Assert.Throws<InvalidDataException>(() => LoadForwardOnly(file));
        Assert.Contains(reason, seekable.Message, StringComparison.Ordinal);
        Assert.Equal(seekable.Message, forwardOnly.Message);
    }

    [Fact]
    public void Claims_of_gigabytes_cost_no_memory()
    {
        byte[] file = Riff(Format(Pcm, 32767, 8000, 16), Chunk("JUNK", [1, 2]), Chunk("data", new byte[65534], 0xFFFFFFF0));
        long before = GC.GetAllocatedBytesForCurrentThread();
        AudioClip clip = LoadForwardOnly(file, 4096);
        Assert.Equal(1, clip.Length);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 4_000_000);
    }

    [Fact]
    public void A_missing_file_is_reported_as_such()
    {
        Assert.Throws<FileNotFoundException>(() => AudioClip.Load(Path.Combine(AppContext.BaseDirectory, "no-such-file.wav")));
    }

    private static AudioClip Load(byte[] file)
    {
        AudioClip clip = AudioClip.Load(new MemoryStream(file));
        AudioClip again = LoadForwardOnly(file);
        Assert.Equal(clip.ChannelCount, again.ChannelCount);
        for (int c = 0; c < clip.ChannelCount; c++)
        {
            Assert.Equal(clip.Channel(c).ToArray(), again.Channel(c).ToArray());
        }

        return clip;
    }

    private static AudioClip LoadForwardOnly(byte[] file, int bytesPerRead = 7)
    {
        using var stream = new ForwardOnlyStream(file, bytesPerRead);
        return AudioClip.Load(stream);
    }

    private static void AssertSamples(NamedTensor expected, int sampleRate, AudioClip clip)
    {
        Assert.Equal(sampleRate, clip.SampleRate);
        Assert.Equal(expected.Shape, [clip.ChannelCount, clip.Length]);
        for (int c = 0; c < clip.ChannelCount; c++)
        {
            Assert.Equal(expected.Data.AsSpan(c * clip.Length, clip.Length).ToArray(), clip.Channel(c).ToArray());
        }
    }
}
