using Siren2.Layers;

namespace Siren2.Core.Tests.Layers;

public class ReflectPaddingTests
{
    /// <summary>The source is 1, 2, 3, …; expectations: <c>numpy.pad(mode="reflect")</c> with EnCodec's rule for short input.</summary>
    [Theory]
    [InlineData(5, 2, 2, new float[] { 3, 2, 1, 2, 3, 4, 5, 4, 3 })]
    [InlineData(5, 4, 0, new float[] { 5, 4, 3, 2, 1, 2, 3, 4, 5 })]
    [InlineData(5, 0, 4, new float[] { 1, 2, 3, 4, 5, 4, 3, 2, 1 })]
    [InlineData(4, 3, 3, new float[] { 4, 3, 2, 1, 2, 3, 4, 3, 2, 1 })]
    [InlineData(2, 3, 0, new float[] { 0, 0, 2, 1, 2 })]
    [InlineData(1, 2, 1, new float[] { 0, 0, 1, 0 })]
    [InlineData(2, 2, 2, new float[] { 0, 2, 1, 2, 0, 2 })]
    [InlineData(3, 6, 1, new float[] { 0, 0, 0, 0, 3, 2, 1, 2, 3, 0 })]
    [InlineData(3, 1, 5, new float[] { 2, 1, 2, 3, 0, 0, 0, 0, 0 })]
    [InlineData(1, 0, 0, new float[] { 1 })]
    public void Signals_are_mirrored_as_NumPy_and_EnCodec_do(int frames, int left, int right, float[] expected)
    {
        var padding = new ReflectPadding(frames, 1, left, right);
        var padded = new float[padding.PaddedFrames];
        Pad(padding, [.. Enumerable.Range(1, frames).Select(i => (float)i)], padded);
        Assert.Equal(expected, padded);
    }

    [Fact]
    public void Channels_stay_together()
    {
        var padding = new ReflectPadding(3, 2, 1, 1);
        var padded = new float[10];
        Pad(padding, [1, 10, 2, 20, 3, 30], padded);
        Assert.Equal([2f, 20, 1, 10, 2, 20, 3, 30, 2, 20], padded);
    }

    [Fact]
    public void Collecting_is_the_adjoint_of_mirroring_for_long_and_short_signals()
    {
        for (int frames = 1; frames < 12; frames++)
        {
            for (int left = 0; left < 8; left++)
            {
                for (int right = 0; right < 8; right++)
                {
                    var padding = new ReflectPadding(frames, 3, left, right);
                    float[] x = LayerCheck.Noise(frames * 3, 1);
                    float[] y = LayerCheck.Noise(padding.PaddedFrames * 3, 2);
                    var padded = new float[y.Length];
                    padded.AsSpan().Fill(float.NaN);
                    Pad(padding, x, padded);
                    double expected = LayerCheck.Dot(padded, y);
                    padding.Collect(y);
                    Assert.Equal(expected, LayerCheck.Dot(x, padding.Signal(y)), 1e-5);
                }
            }
        }
    }

    private static void Pad(ReflectPadding padding, float[] source, float[] padded)
    {
        source.CopyTo(padding.Signal(padded));
        padding.Mirror(padded);
    }
}
