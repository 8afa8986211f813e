using static Siren2.Core.Tests.Audio.WaveBytes;

namespace Siren2.Core.Tests.Audio;

/// <summary>A WAV file that is read part by part holds what <see cref="AudioClip.Load(Stream)"/> reads of it at once.</summary>
public sealed class WaveFileSourceTests
{
    public static TheoryData<string> FilesOfOtherPrograms => [.. WaveReaderTests.FilesOfOtherPrograms.Select(row => (string)row[0])];

    public static TheoryData<string, byte[]> Files
    {
        get
        {
            byte[] format = Format(Pcm, 1, 8000, 16);
            byte[] noise = new byte[1002];
            new Random(1).NextBytes(noise);
            return new()
            {
                { "8 bits", Riff(Format(Pcm, 1, 8000, 8), Chunk("data", noise[..1001])) },
                { "16 bits", Riff(Format(Pcm, 3, 8000, 16), Chunk("data", noise)) },
                { "24 bits, of odd length", Riff(Format(Pcm, 1, 8000, 24), Chunk("data", noise[..999], 999)) },
                { "32 bits", Riff(Format(Pcm, 2, 8000, 32), Chunk("data", noise[..1000])) },
                { "floats of 32 bits", Riff(Format(Float, 2, 8000, 32), Chunk("data", noise[..1000])) },
                { "floats of 64 bits", Riff(Format(Float, 1, 8000, 64), Chunk("data", noise[..1000])) },
                { "A-law", Riff(Format(6, 2, 8000, 8), Chunk("data", noise)) },
                { "µ-law", Riff(Format(7, 1, 8000, 8), Chunk("data", noise[..777])) },
                { "extensible", Riff(ExtensibleFormat(Pcm, 1, 8000, 24, validBits: 20), Chunk("data", noise)) },
                { "extensible floats", Riff(ExtensibleFormat(Float, 2, 8000, 32), Chunk("data", noise[..1000])) },
                { "many channels", Riff(Format(Pcm, 3000, 8000, 16), Chunk("data", new byte[40 * 6000])) },
                { "RF64", Form("RF64", Open, LongSizes(80, 800), format, Chunk("data", noise, Open)) },
                { "BW64 of open size", Form("BW64", Open, LongSizes(0, 0), format, Chunk("data", noise, Open)) },
                { "RF64 of absurd size", Form("RF64", Open, LongSizes(ulong.MaxValue, ulong.MaxValue), format, Chunk("data", noise, Open)) },
                { "data size 0", Mono16(noise, 0, 0) },
                { "data size 0, form size open", Mono16(noise, 0, Open) },
                { "data size 0, form size true", Mono16(noise, 0) },
                { "data size open", Mono16(noise, Open, Open) },
                { "data size too large", Mono16(noise, 0x7FFFF000u, 0x7FFFF024u) },
                { "data size odd", Mono16(noise, 7) },
                { "no samples, but chunks behind", Mono16([], after: [Chunk("LIST", [1, 2, 3, 4]), Chunk("id3 ", [5, 6])]) },
                { "no samples at all", Mono16([]) },
                { "three bytes behind a size of 0", Mono16(noise[..3], 0, Open) },
                { "chunks before, between and behind", Riff(Chunk("JUNK", [1, 2, 3]), format, Chunk("LIST", new byte[70_001]), Chunk("data", noise), Chunk("id3 ", [9])) },
                { "cut within a frame", Riff(Format(Pcm, 2, 8000, 16), Chunk("data", noise, 4000))[..345] },
                { "cut behind the data header", Riff(format, Chunk("data", noise))[..44] },
            };
        }
    }

    [Theory]
    [MemberData(nameof(FilesOfOtherPrograms))]
    public void A_file_of_another_program_gives_the_same_samples_part_by_part(string name)
    {
        string path = Path.Combine(AppContext.BaseDirectory, "Fixtures", "wave", name);
        using var reader = new WaveFileSource(path);
        AssertSame(AudioClip.Load(path), reader);
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void A_file_gives_the_same_samples_part_by_part(string kind, byte[] file)
    {
        using var reader = new WaveFileSource(new MemoryStream(file));
        AudioClip whole = AudioClip.Load(new MemoryStream(file));
        Assert.Equal(kind.StartsWith("no ", StringComparison.Ordinal) || kind.StartsWith("cut behind", StringComparison.Ordinal), whole.Length == 0);
        AssertSame(whole, reader);
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void A_file_that_begins_within_a_stream_is_read_from_there(string kind, byte[] file)
    {
        Assert.NotEmpty(kind);
        byte[] before = [.. "RIFF\0\0\0\0WAVE and more"u8];
        using var stream = new MemoryStream([.. before, .. file]) { Position = before.Length };
        using var reader = new WaveFileSource(stream);
        AssertSame(AudioClip.Load(new MemoryStream(file)), reader);
    }

    [Theory]
    [MemberData(nameof(WaveReaderTests.Unreadable), MemberType = typeof(WaveReaderTests))]
    public void What_cannot_be_loaded_is_refused_in_the_same_words_and_left_open_if_that_is_wanted(string reason, byte[] file)
    {
        using var kept = new MemoryStream(file);
        InvalidDataException failure = Assert.Throws<InvalidDataException>(() => new WaveFileSource(kept, leaveOpen: true));
        Assert.Contains(reason, failure.Message, StringComparison.Ordinal);
        Assert.True(kept.CanRead);

        using var stream = new MemoryStream(file);
        _ = Assert.Throws<InvalidDataException>(() => new WaveFileSource(stream));
        Assert.False(stream.CanRead);
    }

    [Fact]
    public void A_header_of_65_535_channels_without_a_sample_takes_little_more_than_a_reference_for_each()
    {
        byte[] file = Riff(Format(Pcm, 65_535, 8000, 8), Chunk("data", new byte[100]));
        using var source = new WaveFileSource(new MemoryStream(file));
        Assert.Equal((65_535, 0), (source.Read(0, 0).ChannelCount, source.Length));
        Assert.InRange(Siren2.Tests.Allocations.Of(() => source.Read(0, 0)), 0, 10 * 65_535);
        Assert.InRange(Siren2.Tests.Allocations.Of(() => AudioClip.Load(new MemoryStream(file))), 0, (10 * 65_535) + (1 << 18));
    }

    [Fact]
    public void A_file_longer_than_an_array_can_be_is_read_at_its_far_end()
    {
        // Five billion bytes of which all but the last are a hole.
        byte[] head = Form("RF64", Open, LongSizes(5_000_000_080, 5_000_000_000), Format(Pcm, 1, 48_000, 16), [.. "data"u8, .. Bytes(Open)]);
        using var stream = new SparseStream(head, head.Length + 5_000_000_000, Samples16(16384, -16384));
        using var reader = new WaveFileSource(stream);
        Assert.Equal(2_500_000_000, reader.Length);
        Assert.Equal([0f, 0.5f, -0.5f], reader.Read(2_499_999_997, 3).Channel(0).ToArray());
        Assert.Equal([0f], reader.Read(0, 1).Channel(0).ToArray());
    }

    [Fact]
    public void A_stream_that_cannot_seek_or_be_read_is_refused_and_left_alone()
    {
        using var pipe = new ForwardOnlyStream(Mono16(Samples16(1, 2)));
        Assert.Equal("stream", Assert.Throws<ArgumentException>(() => new WaveFileSource(pipe)).ParamName);
        Assert.Equal(2, AudioClip.Load(pipe).Length);
        using var closed = new MemoryStream();
        closed.Dispose();
        Assert.Equal("stream", Assert.Throws<ArgumentException>(() => new WaveFileSource(closed)).ParamName);
    }

    [Fact]
    public void A_path_that_leads_nowhere_is_reported_as_such()
    {
        _ = Assert.Throws<FileNotFoundException>(() => new WaveFileSource(Path.Combine(AppContext.BaseDirectory, "no-such-file.wav")));
        _ = Assert.Throws<UnauthorizedAccessException>(() => new WaveFileSource(AppContext.BaseDirectory));
        _ = Assert.Throws<ArgumentException>(() => new WaveFileSource(string.Empty));
    }

    [Theory]
    [InlineData(-1, 1, "start")]
    [InlineData(4, 0, "start")]
    [InlineData(long.MaxValue, 1, "start")]
    [InlineData(0, -1, "count")]
    [InlineData(0, 4, "count")]
    [InlineData(3, 1, "count")]
    [InlineData(1, int.MaxValue, "count")]
    public void A_part_that_is_not_within_the_file_is_refused_and_the_rest_can_still_be_read(long start, int count, string name)
    {
        using var reader = new WaveFileSource(new MemoryStream(Mono16(Samples16(1, 2, 3))));
        Assert.Equal(name, Assert.Throws<ArgumentOutOfRangeException>(() => reader.Read(start, count)).ParamName);
        Assert.Equal(3, reader.Read(0, 3).Length);
        Assert.Equal(0, reader.Read(3, 0).Length);

        IAudioSource clip = reader.Read(0, 3);
        Assert.Equal(name, Assert.Throws<ArgumentOutOfRangeException>(() => clip.Read(start, count)).ParamName);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_reader_that_was_disposed_of_reads_nothing_and_closes_the_stream_unless_told_not_to(bool leaveOpen)
    {
        using var stream = new MemoryStream(Mono16(Samples16(1, 2, 3)));
        var reader = new WaveFileSource(stream, leaveOpen);
        reader.Dispose();
        reader.Dispose();
        Assert.Equal(leaveOpen, stream.CanRead);
        _ = Assert.Throws<ObjectDisposedException>(() => reader.Read(0, 1));
    }

    [Fact]
    public void A_file_that_was_shortened_in_the_meantime_is_an_error_of_input()
    {
        using var stream = new MemoryStream();
        stream.Write(Mono16(new byte[1000]));
        stream.Position = 0;
        using var reader = new WaveFileSource(stream);
        stream.SetLength(500);
        Assert.Equal(100, reader.Read(0, 100).Length);
        _ = Assert.ThrowsAny<IOException>(() => reader.Read(200, 200));
    }

    /// <summary>Compares parts that lie anywhere, overlap, repeat and go backwards.</summary>
    private static void AssertSame(AudioClip expected, WaveFileSource reader)
    {
        Assert.Equal(expected.SampleRate, reader.SampleRate);
        Assert.Equal(expected.ChannelCount, reader.ChannelCount);
        Assert.Equal(expected.Length, reader.Length);
        var random = new Random(expected.Length);
        (int Start, int Count)[] parts =
        [
            (0, expected.Length),
            (expected.Length, 0),
            .. Enumerable.Range(0, 12).Select(_ => random.Next(expected.Length + 1)).Select(start => (start, random.Next(expected.Length - start + 1))),
        ];
        foreach ((int start, int count) in (IEnumerable<(int, int)>)[.. parts, .. parts.OrderByDescending(part => part.Start)])
        {
            AudioClip part = reader.Read(start, count);
            Assert.Equal(expected.SampleRate, part.SampleRate);
            Assert.Equal(expected.ChannelCount, part.ChannelCount);
            Assert.Equal(count, part.Length);
            for (int c = 0; c < expected.ChannelCount; c++)
            {
                Assert.True(expected.Channel(c).Slice(start, count).SequenceEqual(part.Channel(c)));
            }
        }
    }

    /// <summary>A long stream of zeros with something at its ends.</summary>
    private sealed class SparseStream(byte[] head, long length, byte[] tail) : Stream
    {
        public override bool CanRead => true;

        public override bool CanSeek => true;

        public override bool CanWrite => false;

        public override long Length => length;

        public override long Position { get; set; }

        public override int Read(Span<byte> buffer)
        {
            int count = (int)Math.Min(buffer.Length, length - Position);
            for (int i = 0; i < count; i++, Position++)
            {
                buffer[i] = Position < head.Length ? head[Position]
                    : Position >= length - tail.Length ? tail[Position - length + tail.Length]
                    : (byte)0;
            }

            return count;
        }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
