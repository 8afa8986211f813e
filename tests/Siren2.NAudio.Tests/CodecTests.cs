using NAudio.Wave;
using NAudioPlayer.Decoders;
using Siren2.Metrics;

namespace Siren2.NAudio.Tests;

/// <summary>NLayer and NVorbis, the way that programs combine them with NAudio.</summary>
public sealed class CodecTests
{
    [Fact]
    public void An_MP3_file_by_the_reader_of_NAudio_and_NLayer_is_spooled_to_the_samples_that_NLayer_decodes()
    {
        using var stream = new Mp3FileReaderBase(Clip("speech.mp3"), format => new NLayerDecompressor(format));
        using var source = NAudioSource.FromStream(stream);
        using FileStream file = File.OpenRead(Clip("speech.mp3"));
        using var samples = new Mp3SampleProvider(file);
        using var direct = NAudioSource.FromProvider(samples);

        Assert.True(source.IsSpooled && direct.IsSpooled);

        // The delay of the encoder and of the decoder, which stays in front.
        Assert.Equal(1_105, ShiftOf(source, "speech-mp3.wav"));
        Assert.Equal(ShiftOf(source, "speech-mp3.wav"), ShiftOf(direct, "speech-mp3.wav"));
    }

    [Fact]
    public void A_Vorbis_file_by_NVorbis_is_spooled_to_the_samples_that_ffmpeg_decodes()
    {
        using var vorbis = new VorbisSampleProvider(Clip("speech.ogg"));
        using var source = NAudioSource.FromProvider(vorbis);
        Assert.Equal(0, ShiftOf(source, "speech-ogg.wav"));
    }

    [Fact]
    public void An_MP3_file_is_played_at_twice_its_rate()
    {
        using var stream = new Mp3FileReaderBase(Clip("speech.mp3"), format => new NLayerDecompressor(format));
        using var source = NAudioSource.FromStream(stream);
        float[] expected = Player.Interleave(new Upsampler().FitAndPredict(source.Read(0, (int)source.Length), 2 * source.SampleRate).Audio);
        using var provider = new SuperResolvingSampleProvider(source, 2 * source.SampleRate);
        Assert.Equal(expected, Player.ReadAll(provider));
    }

    /// <summary>How many samples later a source has what ffmpeg decodes.</summary>
    private static int ShiftOf(NAudioSource source, string file)
    {
        var expected = AudioClip.Load(Clip(file));
        Assert.Equal((expected.SampleRate, expected.ChannelCount), (source.SampleRate, source.ChannelCount));
        AudioClip actual = source.Read(0, (int)source.Length);
        (int shift, double snr) = Enumerable.Range(0, Math.Min(3_000, actual.Length - 4_000))
            .Select(shift => (shift, SignalMetrics.Snr(expected.Channel(0).Slice(1_000, 3_000), actual.Channel(0).Slice(1_000 + shift, 3_000))))
            .MaxBy(pair => pair.Item2);
        Assert.InRange(snr, 60, double.PositiveInfinity);
        return shift;
    }

    private static string Clip(string name) => Path.Combine(AppContext.BaseDirectory, "Clips", name);
}
