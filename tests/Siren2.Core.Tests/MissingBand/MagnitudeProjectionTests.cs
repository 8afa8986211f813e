using Siren2.MissingBand;
using Siren2.Spectral;

namespace Siren2.Core.Tests.MissingBand;

public class MagnitudeProjectionTests
{
    private const int Length = 8000;

    [Fact]
    public void Every_iteration_brings_the_magnitudes_closer()
    {
        // Griffin and Lim prove that the squared distance of magnitudes never rises.
        var transform = new ShortTimeFourierTransform(Length, 512, 128);
        var random = new Random(1);
        float[] wanted = [.. Enumerable.Range(0, transform.Frames * transform.Bins).Select(_ => (float)random.NextDouble())];
        float[] texture = Noise(2);
        var projection = new MagnitudeProjection(transform, wanted, 1);
        double before = Distance(transform, texture, wanted);
        for (int i = 0; i < 10; i++)
        {
            projection.Apply(texture);
            double after = Distance(transform, texture, wanted);
            Assert.True(after <= before * (1 + 1e-5), $"iteration {i}: {after} after {before}");
            before = after;
        }

        Assert.True(before < 0.5 * Distance(transform, Noise(2), wanted));
    }

    [Fact]
    public void A_texture_that_has_the_magnitudes_stays_as_it_is()
    {
        var transform = new ShortTimeFourierTransform(Length, 512, 128);
        float[] texture = Noise(3);
        float[] before = [.. texture];
        float[] power = new float[transform.Frames * transform.Bins];
        transform.Power(texture, power);
        new MagnitudeProjection(transform, Array.ConvertAll(power, MathF.Sqrt), 5).Apply(texture);
        for (int i = 0; i < Length; i++)
        {
            Assert.Equal(before[i], texture[i], 1e-4);
        }
    }

    [Fact]
    public void Silence_stays_finite()
    {
        var transform = new ShortTimeFourierTransform(Length, 512, 128);
        float[] ones = new float[transform.Frames * transform.Bins];
        Array.Fill(ones, 1);
        float[] texture = new float[Length];
        new MagnitudeProjection(transform, ones, 3).Apply(texture);
        Assert.All(texture, sample => Assert.Equal(0, sample));
    }

    private static double Distance(ShortTimeFourierTransform transform, float[] texture, float[] wanted)
    {
        float[] power = new float[wanted.Length];
        transform.Power(texture, power);
        double sum = 0;
        for (int i = 0; i < power.Length; i++)
        {
            // Bins between the first and the last stand for two of the whole spectrum.
            int bin = i % transform.Bins;
            double difference = Math.Sqrt(power[i]) - wanted[i];
            sum += difference * difference * (bin == 0 || bin == transform.Bins - 1 ? 1 : 2);
        }

        return sum;
    }

    private static float[] Noise(int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, Length).Select(_ => (float)((2 * random.NextDouble()) - 1))];
    }
}
