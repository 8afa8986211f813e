namespace Siren2.Core.Tests.Audio;

/// <summary>What a host does with clips every day.</summary>
public class AudioClipVerbsTests
{
    private static readonly AudioClip Stereo = new(8000, [1, 2, 3, 4], [-1, -2, -3, -5]);

    [Fact]
    public void Samples_are_taken_from_spans_and_copied()
    {
        float[] samples = [1, 2, 3, 4];
        var mono = AudioClip.FromSamples(8000, samples.AsSpan(1, 2));
        var stereo = AudioClip.FromSamples(8000, samples.AsSpan(0, 2), samples.AsSpan(2, 2));
        Array.Clear(samples);
        AssertChannels(mono, [2, 3]);
        AssertChannels(stereo, [1, 2], [3, 4]);
        Assert.Equal(0, AudioClip.FromSamples(8000, []).Length);
        Assert.Throws<ArgumentOutOfRangeException>("sampleRate", () => AudioClip.FromSamples(0, [1f]));
        Assert.Throws<ArgumentException>(() => AudioClip.FromSamples(8000, [1f], [1f, 2f]));
    }

    [Fact]
    public void Frames_go_in_and_come_out_as_they_were()
    {
        float[] frames = [1, -1, 2, -2, 3, -3, 4, -5];
        var clip = AudioClip.FromInterleaved(8000, 2, frames);
        AssertChannels(clip, [1, 2, 3, 4], [-1, -2, -3, -5]);
        float[] copy = new float[8];
        clip.CopyInterleaved(copy);
        Assert.Equal(frames, copy);
        AssertChannels(AudioClip.FromInterleaved(8000, 3, []), [], [], []);
        Assert.Throws<ArgumentOutOfRangeException>("channelCount", () => AudioClip.FromInterleaved(8000, 0, frames));
        Assert.Contains(
            "8 samples", Assert.Throws<ArgumentException>("samples", () => AudioClip.FromInterleaved(8000, 3, frames)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>("destination", () => clip.CopyInterleaved(new float[7]));
        Assert.Throws<ArgumentException>("destination", () => clip.CopyInterleaved(new float[9]));
    }

    [Fact]
    public void A_stretch_is_all_channels_of_it()
    {
        AssertChannels(Stereo.Slice(1, 2), [2, 3], [-2, -3]);
        AssertChannels(Stereo[^1..], [4], [-5]);
        Assert.Equal(0, Stereo.Slice(4, 0).Length);
        Assert.Equal(8000, Stereo[..2].SampleRate);
        Assert.Throws<ArgumentOutOfRangeException>("start", () => Stereo.Slice(-1, 1));
        Assert.Throws<ArgumentOutOfRangeException>("start", () => Stereo.Slice(5, 0));
        Assert.Throws<ArgumentOutOfRangeException>("length", () => Stereo.Slice(2, 3));
        Assert.Throws<ArgumentOutOfRangeException>("length", () => Stereo.Slice(2, int.MaxValue));
    }

    [Fact]
    public void Clips_of_one_kind_come_one_after_the_other()
    {
        AssertChannels(AudioClip.Concatenate(Stereo[..2], Stereo[2..2], Stereo[2..]), [1, 2, 3, 4], [-1, -2, -3, -5]);
        Assert.Throws<ArgumentException>("clips", () => AudioClip.Concatenate());
        Assert.Throws<ArgumentNullException>("clips", () => AudioClip.Concatenate(Stereo, null!));
        Assert.Contains(
            "Clip 1", Assert.Throws<ArgumentException>(
                "clips", () => AudioClip.Concatenate(Stereo, Stereo.ToMono())).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>("clips", () => AudioClip.Concatenate(Stereo, new AudioClip(8001, [1], [1])));
    }

    [Fact]
    public void One_channel_is_the_mean_of_all()
    {
        AssertChannels(Stereo.ToMono(), [0, 0, 0, -0.5f]);
        AudioClip mono = Stereo.ToMono();
        Assert.Same(mono, mono.ToMono());

        // Where the sum leaves the range of single precision, the mean does not.
        AssertChannels(new AudioClip(8000, [float.MaxValue], [float.MaxValue]).ToMono(), [float.MaxValue]);
    }

    [Fact]
    public void The_peak_is_the_largest_magnitude_of_all_channels()
    {
        Assert.Equal(5, Stereo.Peak());
        Assert.Equal(0, AudioClip.FromSamples(8000, []).Peak());
        Assert.Equal(float.PositiveInfinity, new AudioClip(8000, [1f], [float.NegativeInfinity]).Peak());
        Assert.True(float.IsNaN(new AudioClip(8000, [1f], [float.NaN], [2f]).Peak()));
    }

    private static void AssertChannels(AudioClip clip, params float[][] expected)
    {
        Assert.Equal(8000, clip.SampleRate);
        Assert.Equal(expected, Enumerable.Range(0, clip.ChannelCount).Select(c => clip.Channel(c).ToArray()));
    }
}
