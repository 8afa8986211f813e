using System.Buffers.Binary;
using System.Runtime.InteropServices;
using NAudio.Wave;
using NAudio.Wave.SampleProviders;

namespace Siren2.NAudio.Tests;

public sealed class NAudioSourceTests
{
    [Theory]
    [InlineData(WaveEncoding.Pcm16, 1)]
    [InlineData(WaveEncoding.Pcm24, 2)]
    [InlineData(WaveEncoding.Float32, 1)]
    [InlineData(WaveEncoding.Float32, 2)]
    [InlineData(WaveEncoding.Float32, 6)]
    public void An_uncompressed_file_is_read_in_place_to_the_samples_that_Siren2_reads(WaveEncoding encoding, int channels)
    {
        byte[] bytes = Wave(Player.Noise(70_001, 22_050, channels), encoding);
        using var reader = new WaveFileReader(new MemoryStream(bytes));
        using var source = NAudioSource.FromStream(reader);

        Assert.False(source.IsSpooled);
        Player.AssertSame(AudioClip.Load(new MemoryStream(bytes)), source);
    }

    [Fact]
    public void A_file_that_was_cut_off_has_the_length_that_is_there()
    {
        AudioClip clip = Player.Noise(50_000, 44_100, channels: 2);
        byte[] bytes = Wave(clip, WaveEncoding.Float32)[..^80_003];
        using var reader = new WaveFileReader(new MemoryStream(bytes));
        using var source = NAudioSource.FromStream(reader);

        // 80,003 bytes are 10,000 frames of 8 and a piece of another.
        Player.AssertSame(clip[..39_999], source);
    }

    [Fact]
    public void A_stream_that_has_less_than_it_says_is_spooled_to_its_true_end()
    {
        AudioClip clip = Player.Noise(5_000, 8_000, channels: 1);
        using var boastful = new Boastful(Bytes(clip));
        using var stream = new RawSourceWaveStream(boastful, WaveFormat.CreateIeeeFloatWaveFormat(8_000, 1));
        using var source = NAudioSource.FromStream(stream);

        Assert.Equal(3 * 4 * 5_000, stream.Length);
        Assert.True(source.IsSpooled);
        Player.AssertSame(clip, source);
    }

    [Theory]
    [InlineData(1, 1_000)]
    [InlineData(2, 1_000)]
    [InlineData(2, 200_000)]
    [InlineData(7, 100_000)]
    public void A_provider_that_only_goes_forward_in_ragged_pieces_is_spooled(int channels, int length)
    {
        AudioClip clip = Player.Noise(length, 11_025, channels);
        using var source = NAudioSource.FromProvider(new Ragged(clip));

        Assert.True(source.IsSpooled);
        Player.AssertSame(clip, source);
    }

    [Fact]
    public void A_stream_that_cannot_seek_is_spooled_from_where_it_is()
    {
        AudioClip clip = Player.Noise(5_000, 8_000, channels: 1);
        using var pipe = new Pipe(Bytes(clip));
        using var stream = new RawSourceWaveStream(pipe, WaveFormat.CreateIeeeFloatWaveFormat(8_000, 1));
        using var source = NAudioSource.FromStream(stream);

        Assert.True(source.IsSpooled);
        Player.AssertSame(clip, source);
    }

    [Fact]
    public void A_stream_is_read_from_its_beginning_wherever_it_was()
    {
        AudioClip clip = Player.Noise(5_000, 8_000, channels: 2);
        using WaveStream stream = clip.AsWaveStream();
        stream.Position = 1_024;
        using var source = NAudioSource.FromStream(stream);

        Assert.False(source.IsSpooled);
        Player.AssertSame(clip, source);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Nothing_is_a_source_of_no_samples(bool isStream)
    {
        var clip = new AudioClip(8_000, [], []);
        using NAudioSource source = isStream ? NAudioSource.FromStream(clip.AsWaveStream()) : NAudioSource.FromProvider(clip.AsSampleProvider());

        Assert.Equal((8_000, 2, 0L), (source.SampleRate, source.ChannelCount, source.Length));
        Assert.Equal(0, new Upsampler().FitAndWrite(source, 16_000, _ => { }).Length);
    }

    [Fact]
    public void An_endless_provider_is_given_an_end_by_NAudio()
    {
        using var source = NAudioSource.FromProvider(new SignalGenerator(48_000, 2).Take(TimeSpan.FromSeconds(0.5)));
        Assert.Equal(24_000, source.Length);
    }

    [Fact]
    public void The_copy_is_gone_with_the_source_or_the_process_and_where_the_copying_fails()
    {
        HashSet<string> before = [.. Copies()];
        using (NAudioSource.FromProvider(new Ragged(Player.Noise(1_000, 8_000, 1))))
        {
            if (!OperatingSystem.IsWindows())
            {
                // What has no name any more cannot outlive a process, however that ends.
                Assert.Empty(Copies().Except(before));
            }

            if (OperatingSystem.IsLinux())
            {
                string[] open = [.. Directory.GetFiles("/proc/self/fd").Where(file => new FileInfo(file).LinkTarget is string target
                    && target.Contains("siren2-naudio-", StringComparison.Ordinal) && target.EndsWith("(deleted)", StringComparison.Ordinal))];
                Assert.NotEmpty(open);
                foreach (string file in open)
                {
                    Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
                }
            }
        }

        Assert.Empty(Copies().Except(before));
        Assert.Throws<TimeZoneNotFoundException>(() => NAudioSource.FromProvider(new Faulty(() => throw new TimeZoneNotFoundException())));
        Assert.Throws<InvalidOperationException>(() => NAudioSource.FromProvider(new Faulty(() => int.MaxValue)));
        Assert.Throws<OperationCanceledException>(() => NAudioSource.FromProvider(new SignalGenerator(), new CancellationToken(canceled: true)));
        Assert.Empty(Copies().Except(before));
    }

    [Fact]
    public void A_copy_of_minutes_takes_no_memory_of_minutes()
    {
        // 100 s of stereo: 38 MB.
        ISampleProvider provider = new SignalGenerator(48_000, 2).Take(TimeSpan.FromSeconds(100));
        long before = GC.GetAllocatedBytesForCurrentThread();
        using var source = NAudioSource.FromProvider(provider);
        Assert.Equal(4_800_000, source.Length);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1_000_000);
    }

    [Fact]
    public void What_does_not_fit_is_refused()
    {
        AudioClip clip = Player.Noise(100, 8_000, channels: 2);
        var source = NAudioSource.FromProvider(clip.AsSampleProvider());
        Assert.Throws<ArgumentException>("channels", () => source.Read(0, [new float[10]]));
        Assert.Throws<ArgumentException>("channels", () => source.Read(0, [new float[10], new float[9]]));
        Assert.Throws<ArgumentOutOfRangeException>("start", () => source.Read(91, [new float[10], new float[10]]));
        Assert.Throws<ArgumentOutOfRangeException>("start", () => source.Read(-1, [new float[10], new float[10]]));
        Assert.Throws<ArgumentNullException>("stream", () => NAudioSource.FromStream(null!));
        Assert.Throws<ArgumentNullException>("provider", () => NAudioSource.FromProvider(null!));
        source.Dispose();
        Assert.Throws<ObjectDisposedException>(() => source.Read(0, [new float[10], new float[10]]));

        // ADPCM is no encoding that NAudio converts to floats.
        using var adpcm = new RawSourceWaveStream(new MemoryStream(new byte[100]), new AdpcmWaveFormat(8_000, 1));
        Assert.Throws<ArgumentException>(() => NAudioSource.FromStream(adpcm));
        Assert.Throws<ArgumentException>("provider", () => NAudioSource.FromProvider(new SignalGenerator(2_000_000, 1)));
    }

    [Fact]
    public void Sources_of_NAudio_are_resolved_as_clips_are()
    {
        AudioClip clip = Player.Speech(6_000, channels: 2);
        AudioClip expected = new Upsampler().FitAndPredict(clip, 16_000).Audio;
        foreach (NAudioSource source in (NAudioSource[])[NAudioSource.FromStream(clip.AsWaveStream()), NAudioSource.FromProvider(clip.AsSampleProvider())])
        {
            using (source)
            {
                var parts = new List<AudioClip>();
                _ = new Upsampler().FitAndWrite(source, 16_000, parts.Add);
                Player.AssertSame(expected, Assert.Single(parts));
            }
        }
    }

    [Fact]
    public void A_file_that_shrinks_says_so()
    {
        byte[] bytes = Wave(Player.Noise(50_000, 8_000, 1), WaveEncoding.Float32);
        using var memory = new MemoryStream();
        memory.Write(bytes);
        memory.Position = 0;
        using var reader = new WaveFileReader(memory);
        using var source = NAudioSource.FromStream(reader);
        memory.SetLength(100_000);
        EndOfStreamException error = Assert.Throws<EndOfStreamException>(() => source.Read(40_000, [new float[10_000]]));
        Assert.Contains("50000", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_header_that_claims_more_than_there_is_misleads_nobody()
    {
        AudioClip clip = Player.Noise(1_000, 8_000, 1);
        byte[] bytes = Wave(clip, WaveEncoding.Float32);
        int data = bytes.AsSpan().IndexOf("data"u8);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(data + 4), 400_000);
        using var reader = new WaveFileReader(new MemoryStream(bytes));
        using var source = NAudioSource.FromStream(reader);
        Player.AssertSame(clip, source);
    }

    private static IEnumerable<string> Copies() => Directory.GetFiles(Path.GetTempPath(), "siren2-naudio-*.tmp");

    private static byte[] Wave(AudioClip clip, WaveEncoding encoding)
    {
        using var stream = new MemoryStream();
        clip.Save(stream, encoding);
        return stream.ToArray();
    }

    private static byte[] Bytes(AudioClip clip) => MemoryMarshal.AsBytes(clip.Channel(0)).ToArray();

    /// <summary>Gives what it likes of what it is asked for.</summary>
    private sealed class Ragged(AudioClip clip) : ISampleProvider
    {
        private readonly AudioSourceSampleProvider _samples = clip.AsSampleProvider();
        private readonly Random _random = new(1);

        public WaveFormat WaveFormat => _samples.WaveFormat;

        public int Read(Span<float> buffer)
        {
            int frames = Math.Min(buffer.Length / clip.ChannelCount, 1 + _random.Next(700));
            return _samples.Read(buffer[..(frames * clip.ChannelCount)]);
        }
    }

    private sealed class Faulty(Func<int> read) : ISampleProvider
    {
        public WaveFormat WaveFormat { get; } = WaveFormat.CreateIeeeFloatWaveFormat(8_000, 1);

        public int Read(Span<float> buffer) => read();
    }

    private sealed class Boastful(byte[] bytes) : MemoryStream(bytes)
    {
        public override long Length => 3 * base.Length;
    }

    private sealed class Pipe(byte[] bytes) : MemoryStream(bytes)
    {
        public override bool CanSeek => false;

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }
    }
}
