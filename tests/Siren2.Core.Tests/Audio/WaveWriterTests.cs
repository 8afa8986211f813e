using Siren2.Audio;

namespace Siren2.Core.Tests.Audio;

public class WaveWriterTests
{
    [Theory]
    [InlineData("sox-s16-stereo.wav", WaveEncoding.Pcm16)]
    [InlineData("sox-s16-7-channels.wav", WaveEncoding.Pcm16)]
    [InlineData("python-s16-stereo.wav", WaveEncoding.Pcm16)]
    [InlineData("python-s24-mono.wav", WaveEncoding.Pcm24)]
    [InlineData("sox-f32-mono.wav", WaveEncoding.Float32)]
    [InlineData("scipy-f32-stereo.wav", WaveEncoding.Float32)]
    public void Files_of_other_programs_are_written_again_byte_for_byte(string name, WaveEncoding format)
    {
        string path = Path.Combine(AppContext.BaseDirectory, "Fixtures", "wave", name);
        Assert.Equal(File.ReadAllBytes(path), Saved(AudioClip.Load(path), format));
    }

    [Theory]
    [InlineData(1, WaveEncoding.Pcm16)]
    [InlineData(2, WaveEncoding.Pcm24)]
    [InlineData(5, WaveEncoding.Pcm24)]
    [InlineData(3, WaveEncoding.Float32)]
    public void A_round_trip_keeps_rate_channels_length_and_samples_within_the_step_of_the_format(int channels, WaveEncoding format)
    {
        // 30,011 frames are several blocks and an odd number of bytes.
        AudioClip clip = Noise(channels, 30_011, 0.9f);
        AudioClip again = AudioClip.Load(new MemoryStream(Saved(clip, format)));
        double tolerance = format switch { WaveEncoding.Pcm16 => 1.5 / 32768, WaveEncoding.Pcm24 => 1.5 / 8388608, _ => 0 };

        Assert.Equal(clip.SampleRate, again.SampleRate);
        Assert.Equal(clip.ChannelCount, again.ChannelCount);
        Assert.Equal(clip.Length, again.Length);
        for (int c = 0; c < channels; c++)
        {
            for (int i = 0; i < clip.Length; i++)
            {
                Assert.InRange(again.Channel(c)[i] - (double)clip.Channel(c)[i], -tolerance, tolerance);
            }
        }
    }

    [Fact]
    public void A_clip_without_samples_has_a_file_too()
    {
        AudioClip again = AudioClip.Load(new MemoryStream(Saved(new AudioClip(8000, [], []), WaveEncoding.Pcm24)));
        Assert.Equal((0, 2), (again.Length, again.ChannelCount));
    }

    [Fact]
    public void Floats_are_exact_beyond_full_scale_too()
    {
        float[] samples = [-3.5f, 1e-30f, float.Epsilon, float.MaxValue, -0f];
        AudioClip again = AudioClip.Load(new MemoryStream(Saved(new AudioClip(8000, samples), WaveEncoding.Float32)));
        Assert.Equal(
            samples.Select(BitConverter.SingleToUInt32Bits),
            again.Channel(0).ToArray().Select(BitConverter.SingleToUInt32Bits));
    }

    [Theory]
    [InlineData(WaveEncoding.Pcm16, 32767 / 32768f)]
    [InlineData(WaveEncoding.Pcm24, 8388607 / 8388608f)]
    public void Samples_beyond_full_scale_are_clipped_instead_of_wrapping_around(WaveEncoding format, float highest)
    {
        float[] samples = [1f, 1.001f, 3e38f, -1f, -1.001f, -3e38f];
        AudioClip again = AudioClip.Load(new MemoryStream(Saved(new AudioClip(8000, samples), format)));
        Assert.Equal([highest, highest, highest, -1f, -1f, -1f], again.Channel(0).ToArray());
    }

    [Fact]
    public void The_same_clip_gives_the_same_bytes()
    {
        AudioClip clip = Noise(2, 5000, 0.1f);
        Assert.Equal(Saved(clip, WaveEncoding.Pcm16), Saved(clip, WaveEncoding.Pcm16));
    }

    [Theory]
    [InlineData(0.0)]
    [InlineData(0.25)]
    [InlineData(0.5)]
    [InlineData(-7.3)]
    public void Dithered_rounding_has_neither_bias_nor_a_noise_level_that_follows_the_signal(double steps)
    {
        // Triangular dither of ±1 step and rounding: error of mean 0 and variance 1/6 + 1/12 = 1/4 step², whatever the sample.
        float[] samples = new float[200_000];
        Array.Fill(samples, (float)(steps / 32768));
        samples[0] = 0.1f; // keeps the channel off the steps
        double[] errors = [.. Load16(samples).Skip(1).Select(s => (s * 32768) - steps)];
        double mean = errors.Average();
        Assert.InRange(mean, -0.005, 0.005);
        Assert.InRange(errors.Average(e => (e - mean) * (e - mean)), 0.245, 0.255);
    }

    [Fact]
    public void The_noises_of_two_channels_have_nothing_in_common()
    {
        float[] samples = new float[100_000];
        Array.Fill(samples, 0.3f / 32768);
        AudioClip clip = AudioClip.Load(new MemoryStream(Saved(new AudioClip(8000, samples, samples), WaveEncoding.Pcm16)));
        double product = 0;
        for (int i = 0; i < samples.Length; i++)
        {
            product += ((clip.Channel(0)[i] * 32768) - 0.3) * ((clip.Channel(1)[i] * 32768) - 0.3);
        }

        Assert.InRange(product / samples.Length / 0.25, -0.02, 0.02);
    }

    [Fact]
    public void Digital_silence_and_samples_on_the_steps_are_not_dithered()
    {
        float[] steps = [.. Enumerable.Range(-1000, 2000).Select(i => i / 32768f)];
        Assert.Equal(steps, Load16(steps));
        Assert.All(Load16(new float[1000]), s => Assert.Equal(0f, s));
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    public void A_sample_that_is_not_finite_is_named_and_nothing_is_written(float bad)
    {
        var clip = new AudioClip(8000, [0f, 0f, 0f], [0f, 0f, bad]);
        using var stream = new MemoryStream();
        foreach (WaveEncoding format in Enum.GetValues<WaveEncoding>())
        {
            var error = Assert.Throws<InvalidOperationException>(() => clip.Save(stream, format));
            Assert.Contains("Sample 2 of channel 1", error.Message, StringComparison.Ordinal);
        }

        Assert.Equal(0, stream.Length);
    }

    [Fact]
    public void More_channels_than_a_frame_can_hold_are_refused()
    {
        float[][] channels = [.. Enumerable.Range(0, 21_846).Select(_ => new float[1])];
        var clip = new AudioClip(8000, channels);
        var error = Assert.Throws<InvalidOperationException>(() => clip.Save(Stream.Null, WaveEncoding.Pcm24));
        Assert.Contains("21846", error.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => new AudioClip(8000, [0f]).Save(Stream.Null, (WaveEncoding)9));
    }

    [Theory]
    [InlineData(0xFFFFFFFEL - 36, "RIFF")]
    [InlineData(0x100000000L - 36, "RF64")]
    [InlineData(0x400000000L, "RF64")]
    public void Files_beyond_32_bit_sizes_are_RF64(long dataSize, string id)
    {
        var layout = new WaveLayout(48_000, 1, SampleEncoding.Signed16);
        long frames = dataSize / 2;
        byte[] header = WaveHeader.Create(layout, frames);
        Assert.Equal(id, System.Text.Encoding.ASCII.GetString(header, 0, 4));
        if (id == "RF64")
        {
            Assert.Equal(header.Length + (frames * 2) - 8, BitConverter.ToInt64(header, 20));
            Assert.Equal(frames * 2, BitConverter.ToInt64(header, 28));
            Assert.Equal(frames, BitConverter.ToInt64(header, 36));
        }

        // The reader must find its way through it to the samples.
        AudioClip clip = AudioClip.Load(new MemoryStream([.. header, 0, 64]));
        Assert.Equal([0.5f], clip.Channel(0).ToArray());
    }

    private static float[] Load16(float[] samples) =>
        AudioClip.Load(new MemoryStream(Saved(new AudioClip(8000, samples), WaveEncoding.Pcm16))).Channel(0).ToArray();

    private static byte[] Saved(AudioClip clip, WaveEncoding format)
    {
        using var stream = new MemoryStream();
        clip.Save(stream, format);
        Assert.True(stream.CanWrite);
        return stream.ToArray();
    }

    private static AudioClip Noise(int channels, int length, float peak)
    {
        var random = new Random(3);
        return new AudioClip(44_100, [.. Enumerable.Range(0, channels).Select(_ => NoiseChannel(random, length, peak))]);
    }

    private static float[] NoiseChannel(Random random, int length, float peak) =>
        [.. Enumerable.Range(0, length).Select(_ => peak * ((2 * random.NextSingle()) - 1))];
}
