namespace Siren2.Formats.Tests;

/// <summary>MP3 and Ogg Vorbis where there is no ffmpeg, against what ffmpeg decodes.</summary>
public sealed class ManagedDecoderTests
{
    [Theory]
    [InlineData("mp3", "MP3", "NLayer")]
    [InlineData("ogg", "Ogg Vorbis", "NVorbis")]
    public void A_file_gives_the_samples_that_ffmpeg_gives(string extension, string format, string decoder)
    {
        var expected = AudioClip.Load(Fixture($"speech-{extension}.wav"));
        using var source = AudioFileSource.Open(Fixture($"speech.{extension}"), ffmpeg: null);

        Assert.Equal((format, decoder), (source.Format, source.Decoder));
        // ffmpeg leaves what fills the last block of Ogg Vorbis; the encoder was given half a second.
        Assert.Equal((22_050, 1, 11_025), (source.SampleRate, source.ChannelCount, source.Length));
        AudioClip decoded = source.Read(0, 11_025);
        for (int i = 0; i < decoded.Length; i++)
        {
            Assert.Equal(expected.Channel(0)[i], decoded.Channel(0)[i], 2f / 32_768);
        }
    }

    [Theory]
    [InlineData("mp3")]
    [InlineData("ogg")]
    public void Parts_are_read_in_any_order(string extension)
    {
        using var source = AudioFileSource.Open(Fixture($"speech.{extension}"), ffmpeg: null);
        float[] whole = source.Read(0, (int)source.Length).Channel(0).ToArray();

        foreach ((int start, int count) in new[] { (9_000, 2_000), (0, 100), (5_000, 0), ((int)source.Length - 1, 1), (10, 8_000) })
        {
            Assert.Equal(whole[start..(start + count)], source.Read(start, count).Channel(0).ToArray());
        }

        Assert.Throws<ArgumentOutOfRangeException>(() => source.Read(source.Length, 1));
    }

    [Fact]
    public void Titles_come_along()
    {
        using var mp3 = AudioFileSource.Open(Fixture("speech.mp3"), ffmpeg: null);
        using var ogg = AudioFileSource.Open(Fixture("speech.ogg"), ffmpeg: null);

        Assert.Equal("id3 ", Assert.Single(mp3.Metadata.Chunks).Id);
        WaveChunk info = Assert.Single(ogg.Metadata.Chunks);
        Assert.Equal("LIST", info.Id);
        string text = System.Text.Encoding.ASCII.GetString(info.Content.Span);
        Assert.Contains("INAM\u0007\0\0\0Speech\0", text, StringComparison.Ordinal);
        Assert.Contains("IART\u0009\0\0\0Somebody\0", text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_stream_that_cannot_be_read_is_refused()
    {
        var closed = new MemoryStream();
        closed.Dispose();
        Assert.Equal("stream", Assert.Throws<ArgumentException>(() => AudioFileSource.Open(closed, ffmpeg: null)).ParamName);
    }

    [Theory]
    [InlineData("fLaC....", "It is FLAC, which is read by way of ffmpeg; there is none, or it is not to be used.")]
    [InlineData("FORM....AIFF", "It is AIFF")]
    [InlineData("....ftypM4A ", "It is M4A")]
    [InlineData("text", "WAV, MP3 and Ogg Vorbis are")]
    [InlineData("", "It is empty.")]
    public void What_cannot_be_read_is_named(string content, string reason)
    {
        using var stream = new MemoryStream(System.Text.Encoding.ASCII.GetBytes(content));
        var error = Assert.Throws<InvalidDataException>(() => AudioFileSource.Open(stream, ffmpeg: null));
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void MP3_at_a_rate_that_is_not_decoded_rightly_is_refused()
    {
        // Silent frames of MPEG 2.5, layer III, 8 kbit/s, 8 kHz, mono.
        byte[] frame = new byte[72];
        new byte[] { 0xFF, 0xE3, 0x18, 0xC4 }.CopyTo(frame, 0);
        using var stream = new MemoryStream([.. Enumerable.Repeat(frame, 20).SelectMany(bytes => bytes)]);

        var error = Assert.Throws<InvalidDataException>(() => AudioFileSource.Open(stream, ffmpeg: null));

        Assert.StartsWith("It is MP3 at 8,000 Hz, which is read by way of ffmpeg", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("mp3")]
    [InlineData("ogg")]
    public void A_file_cut_at_any_of_many_bytes_gives_what_is_there_or_is_refused(string extension)
    {
        byte[] file = File.ReadAllBytes(Fixture($"speech.{extension}"));
        for (int length = 1; length < file.Length; length += 97)
        {
            using var stream = new MemoryStream(file, 0, length);
            Exception? error = Record.Exception(() =>
            {
                using var source = AudioFileSource.Open(stream, ffmpeg: null);
                Assert.All(source.Read(0, (int)source.Length).Channel(0).ToArray(), sample => Assert.True(float.IsFinite(sample)));
            });
            Assert.True(error is null or InvalidDataException, $"{length} bytes: {error}");
        }
    }

    private static string Fixture(string name) => Path.Combine(AppContext.BaseDirectory, "Fixtures", name);
}
