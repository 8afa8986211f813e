using Siren2.MissingBand;

namespace Siren2.Core.Tests.MissingBand;

public class EnergyBudgetTests
{
    private const int Rate = 16_000;
    private const double Hop = 0.005;

    [Theory]
    [InlineData(0.25)]
    [InlineData(0.5)]
    [InlineData(0.75)]
    public void What_is_spent_is_what_is_allowed_and_is_told_with_a_deviation(double detail)
    {
        MissingBandLevels levels = Levels(600, f => f % 100 < 10 ? -12f : -18f);
        BudgetPlan plan = Plan(detail, levels);
        double odds = detail / (1 - detail);
        Assert.Equal(plan.MissingEnergy * (Math.Pow(10, 0.01 * odds * odds) - 1), plan.AllowedEnergy, 1e-9 * plan.MissingEnergy);
        Assert.InRange(Spent(plan, levels) / plan.AllowedEnergy, 0.9, 1.1);

        // One standard deviation less is there: 0.44 of that of single levels, which is 2 nepers here.
        Assert.Equal(Math.Exp(-0.88), plan.LeastMissingEnergy / plan.MissingEnergy, 1e-6);
        Assert.Equal(10 * Math.Log10(1 + (plan.AllowedEnergy / plan.LeastMissingEnergy)), plan.Cost(plan.AllowedEnergy), 1e-9);
    }

    [Fact]
    public void At_full_detail_everything_is_natural_and_at_none_nothing_is_allowed()
    {
        BudgetPlan all = Plan(1, Levels(100, _ => -15f));
        Assert.All(all.Gains, gain => Assert.Equal(1, gain));
        Assert.Equal(double.PositiveInfinity, all.AllowedEnergy);
        Assert.Equal(0, Plan(0, Levels(100, _ => -15f)).AllowedEnergy);
    }

    [Theory]
    [InlineData(0.9999)]
    [InlineData(1)]
    public void Of_a_band_that_holds_nothing_a_budget_of_no_end_allows_no_nothing_times_infinity(double detail)
    {
        // e^−1000 is 0 in double precision, and what a detail this high allows is infinite.
        BudgetPlan plan = Plan(detail, Levels(100, _ => -1000f));
        Assert.Equal(detail < 1 ? 0 : double.PositiveInfinity, plan.AllowedEnergy);
        Assert.Equal(0, plan.MissingEnergy);
        Assert.Equal(0, plan.Cost(0));
        Assert.Equal(double.PositiveInfinity, plan.Cost(1));
    }

    [Fact]
    public void What_sounds_on_is_budgeted_as_cautiously_as_its_texture()
    {
        MissingBandLevels full = Levels(600, f => f % 50 < 40 ? -15f : -16f);
        BudgetPlan plan = Plan(0.5, Quieter(full));
        Assert.Equal(Math.Exp(-2), plan.MissingEnergy / Plan(0.5, full).MissingEnergy, 1e-5);
        Assert.Equal(Math.Exp(-2), plan.AllowedEnergy / Plan(0.5, full).AllowedEnergy, 1e-5);
        Assert.InRange(Spent(plan, Quieter(full)) / plan.AllowedEnergy, 0.9, 1.1);
    }

    [Fact]
    public void Hits_are_budgeted_as_loud_as_they_are_likely_to_be()
    {
        MissingBandLevels hits = Levels(600, f => f % 100 == 50 ? -10f : -16f);
        BudgetPlan plan = Plan(0.5, Quieter(hits));
        Assert.InRange(plan.MissingEnergy / Plan(0.5, hits).MissingEnergy, 0.7, 1);

        // What is allowed is more than a texture that quiet wants.
        BudgetPlan most = Plan(0.8, Quieter(hits));
        Assert.InRange(most.AllowedEnergy / most.MissingEnergy, Math.Exp(-2), 1);
        Assert.All(most.Gains, gain => Assert.Equal(1, gain));
    }

    [Theory]
    [InlineData(0f, 0)]
    [InlineData(0.3f, 0)]
    [InlineData(0.4f, 0.5)]
    [InlineData(0.5f, 1)]
    [InlineData(1f, 1)]
    public void Of_music_no_more_is_missing_than_a_sixth_of_the_edge_going_on(float music, double share)
    {
        // As loud above the edge as below it: 8 dB too much.
        MissingBandLevels levels = Levels(1200, _ => -15f);
        MissingBandLevels limited = With(levels, music, _ => -15f);
        double expected = Math.Pow(0.16, share);
        Assert.Equal(expected, Plan(0.5, limited).MissingEnergy / Plan(0.5, levels).MissingEnergy, 1e-5 * expected);
        Assert.Equal(expected, Plan(0.5, limited, limited).AllowedEnergy / Plan(0.5, levels, levels).AllowedEnergy, 1e-5 * expected);
        Assert.Equal(expected, Plan(0.5, limited).LeastMissingEnergy / Plan(0.5, levels).LeastMissingEnergy, 1e-5 * expected);
    }

    [Fact]
    public void An_edge_that_is_bright_enough_or_not_known_lowers_no_budget()
    {
        MissingBandLevels levels = Levels(600, _ => -15f);
        Assert.Equal(Plan(0.5, levels).MissingEnergy, Plan(0.5, With(levels, 1, _ => -13.1f)).MissingEnergy);
        Assert.Equal(Plan(0.5, levels, levels).MissingEnergy, Plan(0.5, levels, With(levels, 1, _ => -40f)).MissingEnergy);
    }

    [Fact]
    public void Music_after_speech_is_limited_and_the_speech_is_not()
    {
        MissingBandLevels levels = Levels(20_000, _ => -15f);
        MissingBandLevels limited = With(levels, f => f < 10_000 ? 0 : 1, _ => -15f);
        Assert.Equal(0.58, Plan(0.5, limited).MissingEnergy / Plan(0.5, levels).MissingEnergy, 0.01);
    }

    [Fact]
    public void A_texture_louder_than_likely_raises_no_budget()
    {
        MissingBandLevels full = Levels(600, f => f % 100 == 50 ? -10f : -16f);
        Assert.Equal(Plan(0.5, full).MissingEnergy, Plan(0.5, Quieter(full, by: -2)).MissingEnergy);
    }

    [Theory]
    [InlineData(0.5)]
    [InlineData(1)]
    public void A_plan_that_is_no_longer_wanted_is_not_made(double detail)
    {
        var request = new BudgetRequest { Levels = [Levels(600, _ => -15f)], SampleRate = Rate, Detail = detail };
        Assert.Throws<OperationCanceledException>(() => EnergyBudget.Default.Plan(request, new CancellationToken(canceled: true)));
    }

    [Fact]
    public void More_detail_allows_more_everywhere()
    {
        MissingBandLevels levels = Levels(600, f => -14 - (5 * MathF.Sin(f / 20f)));
        BudgetPlan last = Plan(0.01, levels);
        foreach (double detail in new[] { 0.1, 0.3, 0.5, 0.7, 0.8, 1 })
        {
            BudgetPlan plan = Plan(detail, levels);
            Assert.True(plan.AllowedEnergy > last.AllowedEnergy);
            Assert.All(plan.Gains.Zip(last.Gains), pair => Assert.True(pair.First >= 0.999f * pair.Second));
            last = plan;
        }
    }

    [Fact]
    public void Loud_frames_are_lowered_more_than_quiet_ones_and_stay_louder()
    {
        MissingBandLevels levels = Levels(600, f => f % 50 < 10 ? -10f : -16f);
        BudgetPlan plan = Plan(0.5, levels);
        Assert.True(plan.Gains[300] < 0.5f * plan.Gains[330]);
        Assert.True(plan.Gains[300] * Math.Exp(-5) > plan.Gains[330] * Math.Exp(-8));
        Assert.All(plan.Gains, gain => Assert.InRange(gain, 0, 1));
    }

    [Fact]
    public void What_stands_two_seconds_away_has_no_say()
    {
        static float Quiet(int f) => f < 400 ? -20 + (f % 7) : -20;
        BudgetPlan alone = Plan(0.5, Levels(1200, Quiet));
        BudgetPlan followed = Plan(0.5, Levels(1200, f => f < 800 ? Quiet(f) : -5));
        for (int f = 0; f < 400; f++)
        {
            Assert.Equal(alone.Gains[f], followed.Gains[f], 1e-6f);
        }
    }

    [Fact]
    public void Half_of_what_a_roll_off_gave_back_may_be_spent_and_counts_in_full()
    {
        MissingBandLevels levels = Levels(100, _ => -15f);
        BudgetPlan plain = Plan(0.5, levels);
        BudgetPlan restored = EnergyBudget.Default.Plan(new BudgetRequest
        {
            Levels = [levels],
            SampleRate = Rate,
            Detail = 0.5,
            RestoredEnergy = 0.2 * plain.MissingEnergy,
        });
        Assert.Equal(plain.AllowedEnergy + (0.1 * plain.MissingEnergy), restored.AllowedEnergy, 1e-9 * plain.MissingEnergy);
        Assert.Equal(0, restored.Cost(0.2 * plain.MissingEnergy));
    }

    [Fact]
    public void Two_channels_have_one_budget()
    {
        MissingBandLevels loud = Levels(100, _ => -10f);
        MissingBandLevels quiet = Levels(100, _ => -20f);
        Assert.Equal(Plan(0.5, loud).MissingEnergy + Plan(0.5, quiet).MissingEnergy, Plan(0.5, loud, quiet).MissingEnergy, 1e-9);
    }

    [Fact]
    public void Textures_beyond_the_budget_are_lowered_alike()
    {
        var plan = new BudgetPlan { HopSeconds = 1, Gains = [1f], AllowedEnergy = 2, MissingEnergy = 4, LeastMissingEnergy = 4 };
        float[][] textures = [[2f, 0f], [0f, 2f]];
        Assert.Equal(10 * Math.Log10(1.5), plan.Keep(textures), 1e-9);
        Assert.Equal(1, textures[0][0], 1e-6f);
        Assert.Equal(1, textures[1][1], 1e-6f);
        float[][] within = [[1f, 0f]];
        Assert.Equal(10 * Math.Log10(1.25), plan.Keep(within), 1e-9);
        Assert.Equal(1, within[0][0]);
    }

    [Theory]
    [InlineData(-0.01)]
    [InlineData(1.01)]
    [InlineData(double.NaN)]
    public void A_knob_beyond_its_ends_is_refused_by_value(double detail) =>
        Assert.Equal(detail, Assert.Throws<ArgumentOutOfRangeException>(() => Plan(detail, Levels(1, _ => 0f))).ActualValue);

    [Theory]
    [InlineData(-1)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(double.NaN)]
    public void A_restored_energy_that_is_no_energy_is_refused_with_the_request(double energy)
    {
        var request = new BudgetRequest { Levels = [Levels(1, _ => 0f)], SampleRate = Rate, Detail = 0.5, RestoredEnergy = energy };
        Assert.Equal(energy, Assert.Throws<ArgumentOutOfRangeException>("request", () => EnergyBudget.Default.Plan(request)).ActualValue);
    }

    [Fact]
    public void Channels_of_unequal_length_and_no_channel_at_all_are_refused()
    {
        _ = Assert.Throws<ArgumentException>(() => Plan(0.5, Levels(2, _ => 0f), Levels(3, _ => 0f)));
        _ = Assert.Throws<ArgumentException>(() => Plan(0.5));
    }

    private static BudgetPlan Plan(double detail, params MissingBandLevels[] levels) =>
        EnergyBudget.Default.Plan(new BudgetRequest { Levels = levels, SampleRate = Rate, Detail = detail });

    private static MissingBandLevels Levels(int frames, Func<int, float> level)
    {
        float[] mean = [.. Enumerable.Range(0, 2 * frames).Select(i => level(i / 2))];
        float[] variance = new float[mean.Length];
        Array.Fill(variance, 4f);
        return new MissingBandLevels(Hop, [4000, 5000, 8000], mean, variance, mean);
    }

    /// <summary>The same levels, for a texture that is quieter by so many nepers.</summary>
    private static MissingBandLevels Quieter(MissingBandLevels levels, float by = 2) => new(
        Hop, [4000, 5000, 8000], levels.Mean.ToArray(), levels.Variance.ToArray(), levels.ExpectedLevel.ToArray(),
        [.. levels.NaturalLevel.ToArray().Select(level => level - by)]);

    /// <summary>The same levels of something that is music, above an edge.</summary>
    private static MissingBandLevels With(MissingBandLevels levels, float music, Func<int, float> edge) => With(levels, _ => music, edge);

    private static MissingBandLevels With(MissingBandLevels levels, Func<int, float> music, Func<int, float> edge) => new(
        Hop, [4000, 5000, 8000], levels.Mean.ToArray(), levels.Variance.ToArray(), levels.ExpectedLevel.ToArray(), levels.NaturalLevel.ToArray(),
        [.. Enumerable.Range(0, levels.FrameCount).Select(music)], [.. Enumerable.Range(0, levels.FrameCount).Select(edge)]);

    private static double Spent(BudgetPlan plan, MissingBandLevels levels)
    {
        double spent = 0;
        for (int f = 0; f < levels.FrameCount; f++)
        {
            spent += plan.Gains[f] * plan.Gains[f] * Math.Exp(levels.NaturalLevel[2 * f]) * 4000 * Hop * Rate;
        }

        return spent;
    }
}
