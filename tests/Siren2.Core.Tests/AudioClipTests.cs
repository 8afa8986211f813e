namespace Siren2.Core.Tests;

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
}
