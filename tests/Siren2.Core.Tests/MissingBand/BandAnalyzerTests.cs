using Siren2.MissingBand;

namespace Siren2.Core.Tests.MissingBand;

public class BandAnalyzerTests
{
    [Theory]
    [InlineData(8000)]
    [InlineData(22050)]
    [InlineData(44100)]
    [InlineData(96000)]
    public void White_noise_has_its_density_in_every_band_at_every_rate(int rate)
    {
        double[] edges = [300, 1000, 2500, 3700];
        var analyzer = new BandAnalyzer(rate, edges);
        float[] noise = Signals.Noise(4 * rate, 0.1);
        float[] density = new float[analyzer.Frames(noise.Length) * 3];

        analyzer.Analyze(noise, density);

        for (int b = 0; b < 3; b++)
        {
            double mean = Enumerable.Range(0, density.Length / 3).Average(t => (double)density[(3 * t) + b]);
            Assert.Equal(2 * 0.01 / rate, mean, 0.05 * 2 * 0.01 / rate);
        }
    }

    [Fact]
    public void The_bands_of_a_sine_hold_its_power()
    {
        const int rate = 16000;
        double[] edges = [0, 900, 1100, 4000, 8000];
        var analyzer = new BandAnalyzer(rate, edges);
        float[] sine = [.. Enumerable.Range(0, rate).Select(i => (float)(0.5 * Math.Sin(2 * Math.PI * 1000 * i / rate)))];
        float[] density = new float[analyzer.Frames(sine.Length) * 4];

        analyzer.Analyze(sine, density);

        ReadOnlySpan<float> middle = density.AsSpan(4 * (density.Length / 8), 4);
        Assert.Equal(0.125, middle[1] * 200, 0.01);
        Assert.InRange(middle[3], 0, 1e-9f);
    }

    [Fact]
    public void The_mean_over_a_second_is_that_of_the_definition()
    {
        float[] course = Signals.Noise(900, 1);
        float[] mean = new float[course.Length];

        LocalMean.Compute(course, 1, mean);

        // In the middle of the block of frame 451, which begins at 448, the interpolation is exact.
        double sum = 0;
        double weights = 0;
        for (int t = 0; t < course.Length; t++)
        {
            double distance = ((t / 8) - 56) / 24.0;
            double weight = Math.Abs(distance) < 1 ? 0.5 + (0.5 * Math.Cos(Math.PI * distance)) : 0;
            sum += weight * course[t];
            weights += weight;
        }

        Assert.Equal(sum / weights, 0.5 * (mean[451] + mean[452]), 0.01);
    }
}
