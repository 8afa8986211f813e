using Siren2.MissingBand;
using Siren2.Spectral;

namespace Siren2.Core.Tests.MissingBand;

public class EnvelopeShaperTests
{
    private const int Length = 20_000;
    private const int FftSize = 1024;
    private const int Hop = 256;

    [Fact]
    public void White_noise_gets_the_magnitudes_that_were_asked_for()
    {
        var transform = new ShortTimeFourierTransform(Length, FftSize, Hop);
        float[] wanted = new float[transform.Frames * transform.Bins];
        for (int i = 0; i < wanted.Length; i++)
        {
            // Smooth over time and frequency, with 60 dB between the ends of the band.
            int bin = i % transform.Bins;
            wanted[i] = (float)(Math.Pow(10, -3.0 * bin / transform.Bins) * (2 + Math.Sin(6.0 * i / wanted.Length)));
        }

        float[] texture = Noise(Length, 1);
        new EnvelopeShaper(transform, wanted).Apply(texture, texture);

        float[] power = new float[wanted.Length];
        transform.Power(texture, power);
        foreach (int band in new[] { 50, 150, 250, 350, 450 })
        {
            double ratio = 0;
            int count = 0;
            for (int frame = 4; frame < transform.Frames - 4; frame++)
            {
                for (int bin = band; bin < band + 20; bin++)
                {
                    int i = (frame * transform.Bins) + bin;
                    ratio += power[i] / ((double)wanted[i] * wanted[i]);
                    count++;
                }
            }

            Assert.Equal(1, ratio / count, 0.25);
        }
    }

    [Fact]
    public void The_operator_is_symmetric()
    {
        var transform = new ShortTimeFourierTransform(3000, FftSize, Hop);
        var random = new Random(1);
        float[] magnitudes = [.. Enumerable.Range(0, transform.Frames * transform.Bins).Select(_ => (float)random.NextDouble())];
        var shaper = new EnvelopeShaper(transform, magnitudes);
        float[] x = Noise(3000, 2), y = Noise(3000, 3), shapedX = new float[3000], shapedY = new float[3000];
        shaper.Apply(x, shapedX);
        shaper.Apply(y, shapedY);
        double left = x.Zip(shapedY, (a, b) => (double)a * b).Sum();
        double right = y.Zip(shapedX, (a, b) => (double)a * b).Sum();
        Assert.Equal(left, right, 1e-4 * Math.Abs(left));
    }

    private static float[] Noise(int length, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, length).Select(_ => (float)MathNet.Numerics.Distributions.Normal.Sample(random, 0, 1))];
    }
}
