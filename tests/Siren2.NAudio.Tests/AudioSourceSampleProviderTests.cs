using NAudio.Wave;
using NAudio.Wave.SampleProviders;
using Siren2.Tests;

namespace Siren2.NAudio.Tests;

public sealed class AudioSourceSampleProviderTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    public void A_clip_is_played_frame_by_frame_and_sought_to_the_sample(int channels)
    {
        AudioClip clip = Player.Noise(10_007, 22_050, channels);
        AudioSourceSampleProvider provider = clip.AsSampleProvider();
        float[] expected = Player.Interleave(clip);

        Assert.Equal(WaveFormat.CreateIeeeFloatWaveFormat(22_050, channels), provider.WaveFormat);
        Assert.Equal(expected, Player.ReadAll(provider));
        Assert.Equal(0, provider.Read(new float[channels]));
        var random = new Random(2);
        for (int i = 0; i < 30; i++)
        {
            provider.Position = random.Next(clip.Length + 1);
            Assert.Equal(expected[(channels * (int)provider.Position)..], Player.ReadAll(provider, 1 + random.Next(9_000)));
        }
    }

    [Fact]
    public void A_clip_is_a_stream_of_bytes_that_NAudio_reads_writes_and_seeks()
    {
        AudioClip clip = Player.Noise(8_000, 8_000, channels: 2);
        using WaveStream stream = clip.AsWaveStream();
        Assert.Equal((64_000, TimeSpan.FromSeconds(1)), (stream.Length, stream.TotalTime));
        using var file = new MemoryStream();
        WaveFileWriter.WriteWavFileToStream(file, stream);
        file.Position = 0;
        Player.AssertSame(clip, AudioClip.Load(file));

        stream.CurrentTime = TimeSpan.FromSeconds(0.25);
        Assert.Equal(16_000, stream.Position);
        Assert.Equal(Player.Interleave(clip)[4_000..], Player.ReadAll(stream.ToSampleProvider()));

        // A byte within a frame is that frame's; what lies beyond the ends is the end.
        stream.Position = 16_003;
        Assert.Equal(16_000, stream.Position);
        stream.Position = 1_000_000;
        Assert.Equal(stream.Length, stream.Position);
        Assert.Equal(0, stream.Read(new byte[8], 0, 8));
        Assert.Throws<ArgumentException>("buffer", () => stream.Read(new byte[7], 0, 7));
    }

    [Fact]
    public void Reading_allocates_nothing()
    {
        AudioSourceSampleProvider provider = Player.Noise(100_000, 8_000, channels: 2).AsSampleProvider();
        float[] buffer = new float[9_000];
        Assert.Equal(0, Allocations.Of(() => _ = provider.Read(buffer)));
    }

    [Fact]
    public void A_result_goes_through_the_providers_of_NAudio()
    {
        AudioClip clip = Player.Noise(4_000, 8_000, channels: 1);
        ISampleProvider stereo = new VolumeSampleProvider(clip.AsSampleProvider()) { Volume = 0.5f }.ToStereo();
        var mixed = new MixingSampleProvider([stereo]);
        Assert.Equal(clip.Channel(0).ToArray().SelectMany(sample => new[] { sample / 2, sample / 2 }), Player.ReadAll(mixed));
    }

    [Fact]
    public void What_does_not_fit_is_refused()
    {
        AudioSourceSampleProvider provider = Player.Noise(100, 8_000, channels: 2).AsSampleProvider();
        Assert.Throws<ArgumentOutOfRangeException>("value", () => provider.Position = 101);
        Assert.Throws<ArgumentOutOfRangeException>("value", () => provider.Position = -1);
        Assert.Throws<ArgumentException>("buffer", () => provider.Read(new float[1]));
        Assert.Equal(0, provider.Read([]));
        Assert.Equal(2, provider.Read(new float[3]));
        Assert.Throws<ArgumentNullException>("source", () => ((IAudioSource)null!).AsSampleProvider());
        var many = new AudioClip(8_000, [.. Enumerable.Repeat(Array.Empty<float>(), 8_192)]);
        Assert.Throws<ArgumentException>("source", () => many.AsSampleProvider());
    }
}
