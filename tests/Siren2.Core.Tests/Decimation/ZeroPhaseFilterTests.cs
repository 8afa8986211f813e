using Siren2.Core.Tests.Resampling;
using Siren2.Decimation;

namespace Siren2.Core.Tests.Decimation;

public class ZeroPhaseFilterTests
{
    private static double Gain(double frequency) => 0.3 + (0.7 * Math.Exp(-Math.Pow(frequency / 0.2, 4)));

    [Theory]
    [InlineData(1, 1 << 20)]
    [InlineData(2, 1 << 20)]
    [InlineData(997, 1 << 20)]
    [InlineData(4000, 1 << 20)]
    [InlineData(40_003, 4096)]
    public void What_is_applied_can_be_undone(int length, int wholeLength)
    {
        var filter = new ZeroPhaseFilter(length, Gain, new BlockSizes(wholeLength, 4096));
        float[] noise = Spectrum.Noise(length, 1);
        float[] there = new float[length];
        float[] back = new float[length];
        filter.Apply(noise, there);
        filter.Undo(there, back);
        Assert.True(Spectrum.RelativeError(back, noise) < -120);
    }

    [Fact]
    public void Blocks_give_what_the_whole_gives_away_from_the_ends()
    {
        float[] noise = Spectrum.Noise(40_000, 2);
        float[] whole = new float[noise.Length];
        float[] blocks = new float[noise.Length];
        new ZeroPhaseFilter(noise.Length, Gain).Apply(noise, whole);
        new ZeroPhaseFilter(noise.Length, Gain, new BlockSizes(4096, 4096)).Apply(noise, blocks);
        Assert.True(Spectrum.RelativeError(blocks, whole) < -120);
    }

    [Theory]
    [InlineData(0.05)]
    [InlineData(0.2)]
    [InlineData(0.4)]
    public void A_sine_of_whole_periods_is_multiplied_by_the_gain_at_its_frequency(double frequency)
    {
        float[] sine = Spectrum.Tone(2 * frequency, 2000);
        float[] result = new float[sine.Length];
        new ZeroPhaseFilter(sine.Length, Gain).Apply(sine, result);
        Assert.True(Spectrum.RelativeError(result, [.. sine.Select(s => (float)(Gain(frequency) * s))]) < -110);
    }
}
