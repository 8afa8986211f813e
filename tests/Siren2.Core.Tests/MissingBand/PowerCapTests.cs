using Siren2.Core.Tests.Spectral;
using Siren2.MissingBand;

namespace Siren2.Core.Tests.MissingBand;

public class PowerCapTests
{
    [Fact]
    public void Lamberts_function_solves_its_equation_at_every_size()
    {
        for (double logArgument = -80; logArgument < 400; logArgument += 0.37)
        {
            double w = PowerCap.LambertW(logArgument);
            Assert.Equal(logArgument, w + Math.Log(w), 1e-12 * Math.Max(1, Math.Abs(logArgument)));
        }
    }

    [Theory]
    [InlineData(1e-12)]
    [InlineData(1e-3)]
    [InlineData(0.3)]
    [InlineData(0.999)]
    public void The_sum_is_what_is_allowed(double fraction)
    {
        float[] wanted = Wanted();
        double allowed = fraction * wanted.Sum(w => Math.Exp(w));
        float[] power = new float[wanted.Length];
        double sum = PowerCap.Apply(wanted, allowed, power);
        Assert.Equal(1, sum / allowed, 1e-5);
        Assert.Equal(sum, power.Sum(p => (double)p), 1e-9 * sum);
    }

    [Fact]
    public void No_bin_rises_the_order_is_kept_and_weak_bins_lose_next_to_nothing()
    {
        float[] wanted = Wanted();
        Array.Sort(wanted);
        float[] power = new float[wanted.Length];
        PowerCap.Apply(wanted, 0.01 * wanted.Sum(w => Math.Exp(w)), power);
        for (int i = 0; i < wanted.Length; i++)
        {
            Assert.True(power[i] <= Math.Exp(wanted[i]) * 1.00001);
            Assert.True(i == 0 || power[i] >= power[i - 1]);
        }

        Assert.Equal(wanted[0], Math.Log(power[0]), 1e-2);
    }

    [Fact]
    public void No_exchange_of_power_between_two_bins_comes_closer_to_the_wanted_logarithms()
    {
        float[] wanted = Wanted();
        float[] power = new float[wanted.Length];
        PowerCap.Apply(wanted, 0.02 * wanted.Sum(w => Math.Exp(w)), power);
        var random = new Random(2);
        for (int trial = 0; trial < 200; trial++)
        {
            int a = random.Next(wanted.Length);
            int b = random.Next(wanted.Length);
            double exchange = 0.05 * Math.Min(power[a], power[b]);
            double before = Squared(wanted[a], power[a]) + Squared(wanted[b], power[b]);
            double after = Squared(wanted[a], power[a] + exchange) + Squared(wanted[b], power[b] - exchange);
            Assert.True(a == b || after > before);
        }
    }

    [Fact]
    public void What_is_within_the_limit_is_left_as_it_is()
    {
        float[] wanted = [0, 1, -3];
        float[] power = new float[3];
        double total = wanted.Sum(w => Math.Exp(w));
        Assert.Equal(total, PowerCap.Apply(wanted, total * 1.001, power), 1e-6);
        Assert.Equal(Math.Exp(1), power[1], 1e-6);
        PowerCap.Apply(wanted, double.PositiveInfinity, power);
        Assert.Equal(Math.Exp(-3), power[2], 1e-6);
    }

    [Fact]
    public void Where_nothing_is_allowed_nothing_is_left()
    {
        float[] power = [7, 7];
        Assert.Equal(0, PowerCap.Apply([1, 2], 0, power));
        Assert.Equal([0f, 0f], power);
        Assert.Equal(0, PowerCap.Apply([], 0, []));
    }

    private static double Squared(double wanted, double power) => Math.Pow(wanted - Math.Log(power), 2);

    /// <summary>Levels over 60 dB.</summary>
    private static float[] Wanted() => Array.ConvertAll(Noise.Uniform(500, 4), u => 7 * u);
}
