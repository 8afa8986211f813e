namespace Siren2.Core.Tests.Audio;

public class AudioClipTests
{
    [Fact]
    public void Samples_are_copied_so_that_a_clip_never_changes()
    {
        float[] samples = [1, 2, 3];
        var clip = new AudioClip(8000, samples);
        samples[0] = 9;
        Assert.Equal([1f, 2f, 3f], clip.Channel(0).ToArray());
    }

    [Fact]
    public void Owned_samples_are_taken_over_and_checked_as_any_others()
    {
        float[][] channels = [[1, 2], [3, 4]];
        var clip = AudioClip.FromOwned(8000, channels);
        Assert.True(clip.Channel(1) == channels[1].AsSpan(), "the array itself is held");
        Assert.Throws<ArgumentException>(() => AudioClip.FromOwned(8000, [[1, 2], [3]]));
        Assert.Throws<ArgumentOutOfRangeException>(() => AudioClip.FromOwned(0, channels));
    }

    [Fact]
    public void Length_and_rate_give_the_duration()
    {
        var clip = new AudioClip(8000, new float[12_000], new float[12_000]);
        Assert.Equal((2, 12_000, TimeSpan.FromSeconds(1.5)), (clip.ChannelCount, clip.Length, clip.Duration));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(AudioClip.MaximumSampleRate + 1)]
    public void A_rate_out_of_range_is_refused_with_its_value(int sampleRate)
    {
        var error = Assert.Throws<ArgumentOutOfRangeException>(() => new AudioClip(sampleRate, [0f]));
        Assert.Equal((nameof(sampleRate), sampleRate), (error.ParamName, error.ActualValue));
    }

    [Fact]
    public void A_clip_has_channels_of_one_length()
    {
        Assert.Throws<ArgumentException>(() => new AudioClip(8000));
        Assert.Throws<ArgumentNullException>(() => new AudioClip(8000, [0f], null!));
        var error = Assert.Throws<ArgumentException>(() => new AudioClip(8000, [0f], [0f, 1f]));
        Assert.Contains("Channel 1 has 2 samples", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_channel_that_does_not_exist_is_refused()
    {
        var clip = new AudioClip(8000, [0f]);
        Assert.Throws<ArgumentOutOfRangeException>(() => clip.Channel(1).Length);
        Assert.Throws<ArgumentOutOfRangeException>(() => clip.Channel(-1).Length);
    }
}
