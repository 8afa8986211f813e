using NWaves.Audio;
using NWaves.Signals;
using Siren2.Tests;

namespace Siren2.NWaves.Tests;

public sealed class DiscreteSignalTests
{
    [Theory]
    [InlineData(1, 8_000)]
    [InlineData(2, 44_100)]
    [InlineData(6, 96_000)]
    public void Signals_and_clips_go_both_ways(int channels, int rate)
    {
        DiscreteSignal[] signals = [.. Enumerable.Range(0, channels).Select(c => new DiscreteSignal(rate, Noise.Uniform(1_001, c)))];
        var clip = signals.ToAudioClip();
        Assert.Equal((rate, channels, 1_001), (clip.SampleRate, clip.ChannelCount, clip.Length));
        DiscreteSignal[] back = clip.ToDiscreteSignals();
        for (int c = 0; c < channels; c++)
        {
            Assert.Equal(signals[c].Samples, clip.Channel(c).ToArray());
            Assert.Equal(signals[c].Samples, back[c].Samples);
            Assert.Equal(rate, back[c].SamplingRate);
            Assert.Equal(signals[c].Samples, clip.ToDiscreteSignal(c).Samples);
        }
    }

    [Fact]
    public void A_clip_keeps_its_samples_whatever_becomes_of_the_signal_and_the_other_way_round()
    {
        var signal = new DiscreteSignal(8_000, Noise.Uniform(100, 1));
        AudioClip clip = signal.ToAudioClip();
        float first = signal[0];
        signal[0] = 7;
        Assert.Equal(first, clip.Channel(0)[0]);
        clip.ToDiscreteSignal()[0] = 7;
        clip.ToDiscreteSignals()[0][0] = 7;
        Assert.Equal(first, clip.Channel(0)[0]);
    }

    [Fact]
    public void A_source_reads_the_signals_where_they_are()
    {
        DiscreteSignal[] signals = [new(8_000, Noise.Uniform(1_000_000, 1)), new(8_000, Noise.Uniform(1_000_000, 2))];
        IAudioSource source = signals.AsAudioSource();
        Assert.Equal((8_000, 2, 1_000_000L), (source.SampleRate, source.ChannelCount, source.Length));
        Assert.InRange(Allocations.Of(() => _ = signals.AsAudioSource()), 0, 1_000);

        signals[1][500] = 3;
        AudioClip part = source.Read(400, 200);
        Assert.Equal(signals[0].Samples[400..600], part.Channel(0).ToArray());
        Assert.Equal(3, part.Channel(1)[100]);
        Memory<float>[] room = [new float[1_000], new float[1_000]];
        Assert.Equal(0, Allocations.Of(() => source.Read(10, room)));
        Assert.Equal(1, signals[0].AsAudioSource().ChannelCount);
    }

    [Fact]
    public void A_source_becomes_signals_with_one_copy()
    {
        IAudioSource source = new DiscreteSignal(8_000, Noise.Uniform(1_000_000, 1)).AsAudioSource();
        Assert.InRange(Allocations.Of(() => _ = source.ToDiscreteSignals()), 4_000_000, 4_001_000);
        DiscreteSignal part = Assert.Single(source.ToDiscreteSignals(999_000, 1_000));
        Assert.Equal(Noise.Uniform(1_000_000, 1)[999_000..], part.Samples);
    }

    [Fact]
    public void A_file_of_NWaves_is_resolved_as_a_clip_is()
    {
        var clip = AudioClip.Load(Path.Combine(AppContext.BaseDirectory, "Clips", "speech-8k.wav"))[..8_000];
        var stereo = new AudioClip(8_000, clip.Channel(0).ToArray(), clip.Channel(0).ToArray());
        using var bytes = new MemoryStream();
        stereo.Save(bytes, WaveEncoding.Pcm16);
        bytes.Position = 0;
        var file = new WaveFile(bytes);
        AudioClip expected = new Upsampler().FitAndPredict(stereo, 16_000).Audio;
        var parts = new List<AudioClip>();
        _ = new Upsampler().FitAndWrite(file.Signals.AsAudioSource(), 16_000, parts.Add);
        AudioClip result = Assert.Single(parts);
        for (int c = 0; c < 2; c++)
        {
            Assert.Equal(expected.Channel(c).ToArray(), result.Channel(c).ToArray());
        }

        // And back into a file of NWaves'.
        byte[] written = new WaveFile(result.ToDiscreteSignals(), 16).GetBytes();
        Assert.Equal((16_000, 2, result.Length), (AudioClip.Load(new MemoryStream(written)).SampleRate, 2, AudioClip.Load(new MemoryStream(written)).Length));
    }

    [Fact]
    public void No_samples_are_no_trouble()
    {
        AudioClip clip = new DiscreteSignal(8_000, Array.Empty<float>()).ToAudioClip();
        Assert.Equal(0, clip.Length);
        Assert.Equal(0, clip.ToDiscreteSignals()[0].Length);
        Assert.Equal(0, new DiscreteSignal(8_000, Array.Empty<float>()).AsAudioSource().Read(0, 0).Length);
    }

    [Fact]
    public void What_does_not_fit_is_refused()
    {
        var signal = new DiscreteSignal(8_000, 100);
        Assert.Throws<ArgumentNullException>("signal", () => ((DiscreteSignal)null!).ToAudioClip());
        Assert.Throws<ArgumentNullException>("channels", () => ((IReadOnlyList<DiscreteSignal>)null!).AsAudioSource());
        Assert.Throws<ArgumentException>("channels", () => Array.Empty<DiscreteSignal>().ToAudioClip());
        Assert.Throws<ArgumentNullException>("channels", () => new DiscreteSignal[] { signal, null! }.AsAudioSource());
        ArgumentException rates = Assert.Throws<ArgumentException>("channels", () => new[] { signal, new(16_000, 100) }.ToAudioClip());
        Assert.Contains("16000 Hz", rates.Message, StringComparison.Ordinal);
        ArgumentException lengths = Assert.Throws<ArgumentException>("channels", () => new[] { signal, new(8_000, 101) }.AsAudioSource());
        Assert.Contains("101 samples", lengths.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => new DiscreteSignal(2_000_000, 100).ToAudioClip());
        Assert.Throws<ArgumentOutOfRangeException>(() => new DiscreteSignal(2_000_000, 100).AsAudioSource());

        IAudioSource source = signal.AsAudioSource();
        Assert.Throws<ArgumentException>("channels", () => source.Read(0, [new float[1], new float[1]]));
        Assert.Throws<ArgumentOutOfRangeException>("start", () => source.Read(91, [new float[10]]));
        Assert.Throws<ArgumentOutOfRangeException>("start", () => source.Read(-1, [new float[10]]));
        Assert.Throws<ArgumentOutOfRangeException>("count", () => source.ToDiscreteSignals(91, 10));
        Assert.Throws<ArgumentOutOfRangeException>("start", () => source.ToDiscreteSignals(-1, 10));
        Assert.Throws<ArgumentException>("source", () => new Endless().ToDiscreteSignals());
    }

    private sealed class Endless : IAudioSource
    {
        public int SampleRate => 8_000;

        public int ChannelCount => 1;

        public long Length => 1L << 40;

        public void Read(long start, ReadOnlySpan<Memory<float>> channels) => throw new NotSupportedException();
    }
}
