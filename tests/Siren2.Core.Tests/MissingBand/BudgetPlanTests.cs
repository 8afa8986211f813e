using Siren2.MissingBand;

namespace Siren2.Core.Tests.MissingBand;

public class BudgetPlanTests
{
    private static readonly BudgetPlan Plan = new()
    {
        HopSeconds = 0.5,
        Gains = [1f, 0.5f, 0.25f],
        AllowedEnergy = 2,
        MissingEnergy = 8,
        LeastMissingEnergy = 4,
    };

    [Theory]
    [InlineData(-1, 1)]
    [InlineData(0, 1)]
    [InlineData(0.25, 0.75)]
    [InlineData(0.5, 0.5)]
    [InlineData(0.9, 0.3)]
    [InlineData(1, 0.25)]
    [InlineData(9, 0.25)]
    public void Gains_go_in_a_straight_line_and_stay_at_the_ends(double seconds, float gain) => Assert.Equal(gain, Plan.GainAt(seconds), 1e-6f);

    [Fact]
    public void A_texture_is_multiplied_by_the_gain_of_every_instant()
    {
        float[] texture = new float[30];
        Array.Fill(texture, -2f);
        Plan.Apply(texture, 10);
        Assert.All(texture.Select((sample, i) => (sample, i)), pair => Assert.Equal(-2 * Plan.GainAt(pair.i / 10.0), pair.sample, 1e-6f));
    }

    [Fact]
    public void One_gain_holds_for_a_whole_clip()
    {
        float[] texture = [1, 2, 3];
        (Plan with { Gains = [0.5f] }).Apply(texture, 1);
        Assert.Equal([0.5f, 1, 1.5f], texture);
    }

    [Fact]
    public void What_is_within_the_budget_is_left_to_the_bit()
    {
        float[][] textures = [[0.3f, -0.7f], [1f, 0]];
        Assert.Equal(10 * Math.Log10((4 + 1.58) / 4), Plan.Keep(textures), 1e-6);
        Assert.Equal([0.3f, -0.7f], textures[0]);
        Assert.Equal([1f, 0], textures[1]);
    }

    [Fact]
    public void What_is_beyond_it_ends_at_the_allowed_energy_with_its_channels_in_proportion()
    {
        float[][] textures = [[3f, -4f], [0, 5f]];
        Assert.Equal(10 * Math.Log10(1.5), Plan.Keep(textures), 1e-9);
        Assert.Equal(2, textures.Sum(texture => texture.Sum(sample => (double)sample * sample)), 1e-6);
        Assert.Equal(-0.75f, textures[0][0] / textures[0][1], 1e-6f);
        Assert.Equal(5f / 3, textures[1][1] / textures[0][0], 1e-6f);
    }

    [Fact]
    public void Nothing_allowed_is_silence_and_no_limit_leaves_all()
    {
        float[][] none = [[1f, -1f]];
        Assert.Equal(0, (Plan with { AllowedEnergy = 0 }).Keep(none));
        Assert.All(none[0], sample => Assert.Equal(0, sample));
        float[][] all = [[100f]];
        _ = (Plan with { AllowedEnergy = double.PositiveInfinity }).Keep(all);
        Assert.Equal(100, all[0][0]);
    }

    [Fact]
    public void The_cost_is_that_of_incoherent_energy_beyond_what_was_restored()
    {
        // As much again as is missing doubles the squared error.
        Assert.Equal(10 * Math.Log10(2), Plan.Cost(4), 1e-9);
        BudgetPlan restored = Plan with { RestoredEnergy = 1 };
        Assert.Equal(0, restored.Cost(1));
        Assert.Equal(10 * Math.Log10(7 / 5.0), restored.Cost(3), 1e-9);
    }

    [Fact]
    public void No_textures_are_refused() => Assert.Throws<ArgumentNullException>("textures", () => Plan.Keep(null!));
}
