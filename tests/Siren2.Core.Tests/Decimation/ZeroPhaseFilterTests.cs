using Siren2.Core.Tests.Resampling;
using Siren2.Decimation;

namespace Siren2.Core.Tests.Decimation;

public class ZeroPhaseFilterTests
{
    /// <summary>Three levels, with slopes between them that the window smooths.</summary>
    private static double Gain(double frequency) =>
        1 - (0.5 * Math.Clamp((frequency - 0.1) * 20, 0, 1)) - (0.25 * Math.Clamp((frequency - 0.3) * 20, 0, 1));

    [Theory]
    [InlineData(0.05)]
    [InlineData(0.22)]
    [InlineData(0.42)]
    public void A_sine_is_multiplied_by_the_gain_at_its_frequency(double frequency)
    {
        float[] sine = Spectrum.Tone(2 * frequency, 2000);
        float[] result = new float[sine.Length];
        new ZeroPhaseFilter(Gain, 200, 12.3).Apply(sine, result);
        Assert.True(Spectrum.RelativeError(result.AsSpan(200..^200), [.. sine[200..^200].Select(s => (float)(Gain(frequency) * s))]) < -100);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(997)]
    [InlineData(40_003)]
    public void An_impulse_is_heard_for_as_long_as_the_filter_reaches_and_no_longer(int length)
    {
        float[] impulse = new float[length];
        impulse[length / 2] = 1;
        float[] result = new float[length];
        new ZeroPhaseFilter(f => f < 0.1 ? 1 : 0, 100, 8).Apply(impulse, result);
        Assert.NotEqual(0, result[length / 2]);
        for (int i = 0; i < length; i++)
        {
            if (Math.Abs(i - (length / 2)) > 100)
            {
                Assert.InRange(result[i], -1e-15, 1e-15);
            }
        }
    }

    [Theory]
    [InlineData(4000)]
    [InlineData(8000)]
    public void The_filter_of_a_known_band_lets_nothing_below_pass_and_all_above(double end)
    {
        const int rate = 48_000;
        ZeroPhaseFilter filter = KnownBandFilter.Create(end, 1.04 * end, rate);
        int reach = KnownBandFilter.Reach(end, 1.04 * end, rate);
        float[] below = Spectrum.Tone(2 * end / rate, 30_000);
        float[] above = Spectrum.Tone(2.08 * end / rate, 30_000);
        float[] result = new float[below.Length];
        filter.Apply(below, result);
        Assert.True(10 * Math.Log10(Spectrum.Dot(result.AsSpan(reach..^reach), result.AsSpan(reach..^reach)) / Spectrum.Dot(below, below)) < -110);
        filter.Apply(above, result);
        Assert.True(Spectrum.RelativeError(result.AsSpan(reach..^reach), above.AsSpan(reach..^reach)) < -100);
    }
}
