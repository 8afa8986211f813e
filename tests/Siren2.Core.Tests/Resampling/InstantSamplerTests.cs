using Siren2.Resampling;

namespace Siren2.Core.Tests.Resampling;

public class InstantSamplerTests
{
    private readonly InstantSampler _sampler = new();

    [Theory]
    [InlineData(0)]
    [InlineData(0.01)]
    [InlineData(0.3)]
    [InlineData(0.47)]
    public void A_tone_below_the_transition_is_met_at_any_instant(double cyclesPerSample)
    {
        float[] tone = [.. Enumerable.Range(0, 2000).Select(n => (float)Math.Cos(2 * Math.PI * cyclesPerSample * n))];
        double[] positions = [.. Enumerable.Range(0, 3000).Select(i => 500 + (i * 0.3217))];
        float[] values = _sampler.Evaluate(tone, new float[tone.Length], positions);
        for (int i = 0; i < values.Length; i++)
        {
            Assert.Equal(Math.Cos(2 * Math.PI * cyclesPerSample * positions[i]), values[i], 3e-6);
        }
    }

    [Fact]
    public void Noise_comes_back_on_its_own_grid_ends_included_and_two_signals_add()
    {
        var random = new Random(1);
        float[] a = [.. Enumerable.Range(0, 500).Select(_ => random.NextSingle() - 0.5f)];
        float[] b = [.. a.Select(_ => random.NextSingle() - 0.5f)];
        float[] values = _sampler.Evaluate(a, b, [.. Enumerable.Range(0, a.Length).Select(n => (double)n)]);
        for (int n = 0; n < values.Length; n++)
        {
            Assert.Equal(a[n] + b[n], values[n], 1e-7);
        }
    }

    [Fact]
    public void A_signal_shorter_than_the_kernel_is_interpolated_as_if_silence_surrounded_it()
    {
        float[] values = _sampler.Evaluate([1], [0], [0, 0.5, -0.5, 1, 1e9, -1e9]);
        Assert.Equal(1, values[0], 1e-7);
        Assert.Equal(2 / Math.PI, values[1], 1e-3);
        Assert.Equal(values[1], values[2], 1e-7);
        Assert.Equal(0, values[3], 1e-7);
        Assert.Equal(0, values[4]);
        Assert.Equal(0, values[5]);
    }
}
