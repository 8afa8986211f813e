using Siren2.Losses;
using Siren2.Spectral;

namespace Siren2.Core.Tests.Losses;

public class TextureLossTests
{
    private const int Length = 4000;
    private const int FirstBin = 70;

    [Fact]
    public void The_gradient_agrees_with_the_value()
    {
        TextureLoss loss = Create(energyWeight: 0.3, out _);
        var adapter = new DelegateLoss((prediction, _, gradient) => loss.Evaluate(prediction, gradient));
        GradientCheckResult result = GradientCheck.Run(adapter, Noise(1), Noise(2));
        Assert.True(result.Passed(), result.ToString());
    }

    [Fact]
    public void A_texture_of_the_wanted_magnitudes_costs_its_energy_only_and_one_twice_as_loud_its_logarithm()
    {
        TextureLoss loss = Create(energyWeight: 0, out float[] texture);
        float[] gradient = new float[Length];
        Assert.Equal(0, loss.Evaluate(texture, gradient), 1e-9);
        Assert.Equal(Math.Log(2) * Math.Log(2), loss.Evaluate([.. texture.Select(v => 2 * v)], gradient), 1e-4);
    }

    [Fact]
    public void The_known_band_counts_by_its_energy_alone()
    {
        TextureLoss loss = Create(energyWeight: 0.5, out float[] texture);
        float[] gradient = new float[Length];
        double before = loss.Evaluate(texture, gradient);

        // A tone far below the first missing bin.
        float[] louder = [.. texture.Select((v, i) => v + (0.1f * MathF.Sin(2 * MathF.PI * 5 * i / 512)))];
        double energy = texture.Sum(v => (double)v * v);
        double added = louder.Sum(v => (double)v * v) - energy;
        Assert.Equal(0.5 * added / energy, loss.Evaluate(louder, gradient) - before, 0.05 * added / energy);
    }

    private static TextureLoss Create(double energyWeight, out float[] texture)
    {
        var transform = new ShortTimeFourierTransform(Length, 512, 128);
        texture = Noise(7);
        float[] power = new float[transform.Frames * transform.Bins];
        transform.Power(texture, power);
        float[] magnitudes = Array.ConvertAll(power, MathF.Sqrt);
        return new TextureLoss(transform, magnitudes, FirstBin, 1e-8f, energyWeight, texture.Sum(v => (double)v * v));
    }

    private static float[] Noise(int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, Length).Select(_ => (float)((2 * random.NextDouble()) - 1))];
    }
}
