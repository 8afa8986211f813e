using Siren2.MissingBand;

namespace Siren2.Core.Tests.MissingBand;

public class OnsetGuardTests
{
    private const double Hop = 0.002;

    [Fact]
    public void What_stays_at_its_level_is_left_alone() => Assert.All(Factors(_ => 3), factor => Assert.Equal(1, factor));

    [Fact]
    public void Fluctuation_within_six_decibels_of_the_mean_is_left_alone() =>
        Assert.All(Factors(f => f % 2 == 0 ? 1 : 0.3), factor => Assert.Equal(1, factor));

    [Fact]
    public void Before_an_onset_out_of_silence_there_is_nothing_and_after_it_everything()
    {
        float[] factors = Factors(f => f < 50 ? 0 : 1);
        Assert.All(factors[..50], factor => Assert.Equal(0, factor));
        Assert.All(factors[50..], factor => Assert.Equal(1, factor));
    }

    [Theory]
    [InlineData(1e-3)]
    [InlineData(1e-6)]
    public void Before_an_onset_the_texture_is_as_far_below_it_as_its_source_is(double floor)
    {
        float[] factors = Factors(f => f < 50 ? floor : 1);

        // The frame next to the onset sees nearly half of what comes, and may be 6 dB above its share.
        Assert.InRange(factors[49] / floor, 4, 4 / 0.3);
        Assert.All(factors[..40], factor => Assert.Equal(1, factor));
        Assert.All(factors[50..], factor => Assert.Equal(1, factor));
    }

    [Fact]
    public void A_pause_is_kept_free_from_both_sides()
    {
        float[] factors = Factors(f => f is >= 48 and < 52 ? 1e-4 : 1);
        Assert.All(factors[48..52], factor => Assert.InRange(factor, 4e-4f, 4e-3f));
    }

    [Fact]
    public void The_level_as_a_whole_does_not_matter()
    {
        float[] loud = Factors(f => Math.Exp(3 * Math.Sin(f)));
        float[] quiet = Factors(f => 1e-9 * Math.Exp(3 * Math.Sin(f)));
        Assert.Contains(loud, factor => factor < 0.9f);
        Assert.All(loud.Zip(quiet), pair => Assert.Equal(pair.First, pair.Second, 1e-5f));
    }

    [Fact]
    public void Of_silence_nothing_is_left() => Assert.All(Factors(_ => 0), factor => Assert.Equal(0, factor));

    private static float[] Factors(Func<int, double> power) => OnsetGuard.Factors([.. Enumerable.Range(0, 100).Select(power)], Hop);
}
