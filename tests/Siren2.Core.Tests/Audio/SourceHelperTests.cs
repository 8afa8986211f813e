namespace Siren2.Core.Tests.Audio;

/// <summary>What hosts that write a source of their own begin with.</summary>
public class SourceHelperTests
{
    private static readonly AudioClip Clip = AudioClip.FromInterleaved(8000, 3, [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);

    [Fact]
    public void A_read_that_fits_tells_how_many_samples_there_is_room_for() =>
        Assert.Equal(2, Clip.CheckRead(2, [new float[2], new float[2], new float[2]]));

    [Fact]
    public void A_read_that_does_not_fit_is_refused_by_name()
    {
        Assert.Throws<ArgumentException>("channels", () => Clip.CheckRead(0, [new float[2]]));
        Assert.Throws<ArgumentException>("channels", () => Clip.CheckRead(0, [new float[2], new float[2], new float[1]]));
        Assert.Throws<ArgumentOutOfRangeException>("start", () => Clip.CheckRead(-1, [new float[2], new float[2], new float[2]]));
        Assert.Throws<ArgumentOutOfRangeException>("start", () => Clip.CheckRead(3, [new float[2], new float[2], new float[2]]));
        Assert.Throws<ArgumentNullException>("source", () => ((IAudioSource)null!).CheckRead(0, []));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(int.MinValue)]
    public void A_source_without_channels_is_not_read(int channelCount)
    {
        var source = new Silent(channelCount);
        Assert.Throws<ArgumentOutOfRangeException>("source", () => source.Read(0, 1));
        Assert.Throws<ArgumentOutOfRangeException>("source", () => source.Read(0, 0));
    }

    [Fact]
    public void Channels_go_out_of_frames_and_into_them()
    {
        float[] frames = [1, 2, 3, 4, 5, 6, 7];
        float[] second = new float[2];
        Interleaved.ReadChannel(frames, 3, 1, second);
        Assert.Equal([2, 5], second);
        Interleaved.WriteChannel([20, 50], frames, 3, 1);
        Assert.Equal([1, 20, 3, 4, 50, 6, 7], frames);
    }

    [Fact]
    public void Frames_that_are_not_there_are_refused()
    {
        float[] frames = new float[7];
        Assert.Throws<ArgumentException>("frames", () => Interleaved.ReadChannel(frames, 3, 0, new float[3]));
        Assert.Throws<ArgumentException>("frames", () => Interleaved.WriteChannel(new float[3], frames, 3, 0));
        Assert.Throws<ArgumentOutOfRangeException>("channel", () => Interleaved.ReadChannel(frames, 3, 3, new float[1]));
        Assert.Throws<ArgumentOutOfRangeException>("channel", () => Interleaved.ReadChannel(frames, 3, -1, new float[1]));
        Assert.Throws<ArgumentOutOfRangeException>("channelCount", () => Interleaved.ReadChannel(frames, 0, 0, new float[1]));
    }

    private sealed class Silent(int channelCount) : IAudioSource
    {
        public int SampleRate => 8000;

        public int ChannelCount => channelCount;

        public long Length => 10;

        public void Read(long start, ReadOnlySpan<Memory<float>> channels)
        {
        }
    }
}
