using System.Diagnostics;

namespace Siren2.Formats.Tests;

/// <summary>Formats that ffmpeg reads and writes.</summary>
public sealed class FFmpegTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("siren2-formats-");
    private readonly string _clip = Path.Combine(AppContext.BaseDirectory, "Clips", "music-44k.wav");

    public void Dispose() => _folder.Delete(recursive: true);

    [FFmpegTheory]
    [InlineData("a.flac", "FLAC", "")]
    [InlineData("a.aiff", "AIFF", "")]
    [InlineData("a.w64", "W64", "")]
    [InlineData("a.caf", "CAF", "")]
    [InlineData("a.m4a", "M4A", "-c:a alac")]
    [InlineData("a.au", "AU", "")]
    [InlineData("a24.flac", "FLAC", "-c:a flac -sample_fmt s32 -bits_per_raw_sample 24")]
    public void A_lossless_format_gives_the_samples_bit_by_bit(string name, string format, string options)
    {
        var expected = AudioClip.Load(_clip);
        using var source = AudioFileSource.Open(Encode(name, options));

        Assert.Equal((format, "ffmpeg"), (source.Format, source.Decoder));
        Assert.Equal(expected.Length, source.Length);
        Assert.Equal(expected.Channel(0).ToArray(), source.Read(0, expected.Length).Channel(0).ToArray());
        Assert.Empty(source.Remarks);
    }

    [FFmpegFact]
    public void Big_endian_samples_that_ffmpeg_would_turn_into_noise_are_refused()
    {
        // RIFX, as SoX writes it.
        byte[] bytes = [.. "RIFX"u8, 0, 0, 0, 44, .. "WAVEfmt "u8, 0, 0, 0, 16, 0, 1, 0, 1, 0, 0, 0x1F, 0x40, 0, 0, 0x3E, 0x80, 0, 2, 0, 16,
            .. "data"u8, 0, 0, 0, 8, 0, 1, 0, 2, 0, 3, 0, 4];
        string file = Path.Combine(_folder.FullName, "big.wav");
        File.WriteAllBytes(file, bytes);

        Assert.Contains("RIFX", Assert.Throws<InvalidDataException>(() => AudioFileSource.Open(file)).Message, StringComparison.Ordinal);
    }

    [FFmpegTheory]
    [InlineData("a.mp3", "MP3", "-b:a 192k", 44_100)]
    [InlineData("a.ogg", "Ogg Vorbis", "-c:a libvorbis -q:a 8", 44_100)]
    [InlineData("a.opus", "Opus", "-c:a libopus -b:a 192k", 48_000)]
    [InlineData("a.m4a", "M4A", "-c:a aac -b:a 256k", 44_100)]
    [InlineData("adpcm.wav", "WAV", "-c:a adpcm_ms", 44_100)]
    public void A_lossy_format_is_read_at_its_rate_from_its_first_sample_on(string name, string format, string options, int rate)
    {
        var expected = AudioClip.Load(_clip);
        using var source = AudioFileSource.Open(Encode(name, options));

        Assert.Equal((format, rate), (source.Format, source.SampleRate));
        Assert.InRange(source.Length / (double)rate, expected.Duration.TotalSeconds - 0.001, expected.Duration.TotalSeconds + 0.05);
        if (rate == expected.SampleRate)
        {
            AudioClip decoded = source.Read(0, (int)Math.Min(expected.Length, source.Length));
            double error = 0;
            double power = 0;
            for (int i = 0; i < decoded.Length; i++)
            {
                power += expected.Channel(0)[i] * expected.Channel(0)[i];
                error += Math.Pow(expected.Channel(0)[i] - decoded.Channel(0)[i], 2);
            }

            Assert.True(10 * Math.Log10(power / error) > 10, $"{10 * Math.Log10(power / error):F1} dB");
        }
    }

    [FFmpegTheory]
    [InlineData(8_000)]
    [InlineData(11_025)]
    [InlineData(12_000)]
    [InlineData(16_000)]
    [InlineData(22_050)]
    [InlineData(24_000)]
    [InlineData(32_000)]
    [InlineData(48_000)]
    [Trait("Suite", "slow")]
    public void MP3_at_any_rate_gives_without_ffmpeg_what_it_gives_with_it_or_is_refused(int rate)
    {
        string file = Encode("a.mp3", $"-ar {rate} -b:a 24k");
        using var expected = AudioFileSource.Open(file);
        if (rate == 8_000)
        {
            Assert.Throws<InvalidDataException>(() => AudioFileSource.Open(file, ffmpeg: null));
            return;
        }

        using var source = AudioFileSource.Open(file, ffmpeg: null);
        Assert.Equal(expected.Length, source.Length);
        float[][] samples = [.. new[] { expected, source }.Select(one => one.Read(0, (int)one.Length).Channel(0).ToArray())];
        Assert.All(samples[0].Zip(samples[1]), pair => Assert.Equal(pair.First, pair.Second, 4f / 32_768));
    }

    [FFmpegTheory]
    [InlineData("w64")]
    [InlineData("caf")]
    [InlineData("au")]
    [InlineData("aiff")]
    [Trait("Suite", "slow")]
    public void A_container_that_was_cut_off_is_read_as_far_as_it_goes_and_says_so(string extension)
    {
        string file = Encode("a." + extension, "");
        using var whole = AudioFileSource.Open(file);
        byte[] bytes = File.ReadAllBytes(file);
        File.WriteAllBytes(file, bytes[..(bytes.Length / 4 * 2)]);
        using var half = AudioFileSource.Open(file);

        Assert.Empty(whole.Remarks);
        Assert.InRange(half.Length, (whole.Length / 2) - 4096, whole.Length / 2);
        Assert.Contains(half.Remarks, remark => remark.StartsWith("it was cut off: its header promises ", StringComparison.Ordinal));
    }

    [FFmpegTheory]
    [InlineData("caf")]
    [InlineData("au")]
    [Trait("Suite", "slow")]
    public void A_container_that_was_written_into_a_pipe_promises_nothing(string extension)
    {
        string file = Encode("a.wav", "");
        string piped = Path.Combine(_folder.FullName, "piped");
        var start = new ProcessStartInfo(FFmpegProgram.Find()!.Path, ["-nostdin", "-v", "error", "-i", file, "-f", extension, "-"]) { RedirectStandardOutput = true };
        using (Process process = Process.Start(start)!)
        using (FileStream target = File.Create(piped))
        {
            process.StandardOutput.BaseStream.CopyTo(target);
            process.WaitForExit();
        }

        using var source = AudioFileSource.Open(piped);
        Assert.Equal(AudioClip.Load(_clip).Length, source.Length);
        Assert.DoesNotContain(source.Remarks, remark => remark.Contains("cut off", StringComparison.Ordinal));
    }

    [FFmpegFact]
    public void Titles_and_speakers_come_along()
    {
        using var source = AudioFileSource.Open(Encode("a.flac", "-metadata title=Name -ac 6"));

        Assert.NotEqual(0u, source.Metadata.SpeakerMask);
        Assert.Contains("INAM", System.Text.Encoding.ASCII.GetString(Assert.Single(source.Metadata.Chunks).Content.Span), StringComparison.Ordinal);
    }

    [FFmpegFact]
    public void A_stream_that_cannot_seek_is_read_and_leaves_no_file_behind()
    {
        string path = Encode("a.flac", "");
        using var pipe = new NoSeek(File.ReadAllBytes(path));
        string[] before = Directory.GetFiles(Path.GetTempPath(), ".siren2-*.tmp");
        using (var source = AudioFileSource.Open(pipe, FFmpegProgram.Find()))
        {
            Assert.Equal(AudioClip.Load(_clip).Length, source.Length);
            Assert.Single(Directory.GetFiles(Path.GetTempPath(), ".siren2-*.tmp").Except(before));
        }

        Assert.Empty(Directory.GetFiles(Path.GetTempPath(), ".siren2-*.tmp").Except(before));
    }

    [FFmpegFact]
    [Trait("Suite", "slow")]
    public void What_ffmpeg_cannot_read_is_refused_in_its_words_and_what_is_cut_is_said_to_be()
    {
        string path = Encode("a.flac", "");
        byte[] bytes = File.ReadAllBytes(path);
        File.WriteAllBytes(path, bytes[..(bytes.Length / 2)]);
        using (var source = AudioFileSource.Open(path))
        {
            Assert.InRange(source.Length, 1, AudioClip.Load(_clip).Length - 1);
            Assert.Contains(source.Remarks, remark => remark.StartsWith("ffmpeg says", StringComparison.Ordinal));
            Assert.Contains(source.Remarks, remark => remark.StartsWith("it was cut off: its header promises", StringComparison.Ordinal));
        }

        File.WriteAllText(path, "this is no audio at all");
        var error = Assert.Throws<InvalidDataException>(() => AudioFileSource.Open(path));
        Assert.Contains("ffmpeg", error.Message, StringComparison.Ordinal);
    }

    [FFmpegTheory]
    [InlineData(WaveEncoding.Pcm16)]
    [InlineData(WaveEncoding.Pcm24)]
    public void FLAC_is_written_bit_by_bit(WaveEncoding encoding)
    {
        var clip = AudioClip.Load(_clip);
        string path = Path.Combine(_folder.FullName, "out.flac");
        FFmpegProgram.Find()!.WriteFlac(path, stream => clip.Save(stream, encoding));
        using var source = AudioFileSource.Open(path);

        Assert.Equal(clip.Channel(0).ToArray(), source.Read(0, clip.Length).Channel(0).ToArray());
        Assert.Throws<IOException>(
            () => FFmpegProgram.Find()!.WriteFlac(Path.Combine(_folder.FullName, "none", "out.flac"), stream => clip.Save(stream, encoding)));
        var mine = new TimeoutException();
        Assert.Same(mine, Record.Exception(() => FFmpegProgram.Find()!.WriteFlac(path, _ => throw mine)));
    }

    [FFmpegFact]
    [Trait("Suite", "slow")]
    public void A_cut_MP3_and_a_second_stream_are_said_to_be_there()
    {
        string path = Encode("a.mp3", "");
        using (var whole = AudioFileSource.Open(path))
        {
            Assert.Empty(whole.Remarks);
        }

        byte[] bytes = File.ReadAllBytes(path);
        File.WriteAllBytes(path, bytes[..(bytes.Length / 2)]);
        using (var cut = AudioFileSource.Open(path))
        {
            Assert.Contains(cut.Remarks, remark => remark.StartsWith("it was cut off: its header promises", StringComparison.Ordinal));
        }

        using var two = AudioFileSource.Open(Encode("a.mka", "-map 0:a -map 0:a"));
        Assert.Equal("it has 2 audio streams, of which the first is read", Assert.Single(two.Remarks));
    }

    private string Encode(string name, string options)
    {
        string path = Path.Combine(_folder.FullName, name);
        string[] more = options.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        using Process process = Process.Start(new ProcessStartInfo(FFmpegProgram.Find()!.Path, ["-nostdin", "-v", "error", "-y", "-i", _clip, .. more, path]))!;
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
        return path;
    }

    private sealed class NoSeek(byte[] bytes) : MemoryStream(bytes)
    {
        public override bool CanSeek => false;
    }
}
