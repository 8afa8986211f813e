using Siren2.Decoding;

namespace Siren2.Core.Tests.Decoding;

public class WinnerScaleTests
{
    [Theory]
    [InlineData(0.05)]
    [InlineData(0.2)]
    [InlineData(0.4)]
    public void A_pure_tone_has_its_own_frequency_as_centroid(double frequency)
    {
        // A whole number of periods, so that the spectrum is one line: S1 = ψ with ψ twice the frequency.
        float[] tone = [.. Enumerable.Range(0, 2000).Select(i => (float)Math.Sin(2 * Math.PI * frequency * i))];
        WinnerScale scale = WinnerScale.For(tone);
        Assert.Equal(2 * frequency, scale.Second, 1e-3);
        Assert.Equal(
            1 - Math.Exp(-7 * 2 * frequency), scale.First / WinnerScale.For([.. tone.Select((_, i) => i % 2 == 0 ? 1f : -1f)]).First * (1 - Math.Exp(-7)), 1e-3);
    }

    [Fact]
    public void First_layer_noise_grows_with_the_number_of_samples_and_ignores_the_amplitude()
    {
        float[] noise = Noise(4000);
        double once = WinnerScale.For(noise).First;
        Assert.Equal(2 * once, WinnerScale.For([.. noise, .. noise]).First, 1e-3 * once);
        Assert.Equal(once, WinnerScale.For([.. noise.Select(v => 1000 * v)]).First, 1e-6 * once);
    }

    [Fact]
    public void Silence_and_single_samples_ask_for_no_noise()
    {
        Assert.Equal(WinnerScale.None, WinnerScale.For(new float[100]));
        Assert.Equal(WinnerScale.None, WinnerScale.For([1]));
        Assert.Equal(WinnerScale.None, WinnerScale.For([]));
    }

    private static float[] Noise(int length)
    {
        var random = new Random(1);
        return [.. Enumerable.Range(0, length).Select(_ => (float)((2 * random.NextDouble()) - 1))];
    }
}
