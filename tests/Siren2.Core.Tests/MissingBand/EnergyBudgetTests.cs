using Siren2.MissingBand;

namespace Siren2.Core.Tests.MissingBand;

public class EnergyBudgetTests
{
    [Theory]
    [InlineData(0, 0)]
    [InlineData(0.25, 0.05 / 9)]
    [InlineData(0.5, 0.05)]
    [InlineData(0.75, 0.45)]
    public void Spending_all_that_is_allowed_costs_what_the_knob_says(double detail, double decibels)
    {
        var budget = new EnergyBudget(3, 4000, detail);
        Assert.Equal(decibels, budget.Cost(budget.AllowedEnergy), 1e-9);
    }

    [Fact]
    public void Half_of_what_a_coherent_part_is_expected_to_bring_back_may_be_spent()
    {
        var plain = new EnergyBudget(3, 4000, 0.5);
        var budget = new EnergyBudget(3, 4000, 0.5, coherentEnergy: 0.2);
        Assert.Equal(plain.AllowedEnergy + 0.1, budget.AllowedEnergy, 1e-12);
        Assert.Equal(0.05, budget.Cost(budget.AllowedEnergy), 1e-9);
        Assert.Equal(0, budget.Cost(0.05));
        Assert.Equal(0, new EnergyBudget(3, 4000, 0, coherentEnergy: 0.2).AllowedEnergy);
    }

    [Fact]
    public void The_more_the_knob_is_turned_up_the_more_is_allowed()
    {
        double last = -1;
        for (int i = 0; i < 980; i++)
        {
            double allowed = new EnergyBudget(3, 4000, i / 1000.0).AllowedEnergy;
            Assert.True(allowed > last);
            last = allowed;
        }

        Assert.Equal(double.PositiveInfinity, new EnergyBudget(3, 4000, 1).AllowedEnergy);
    }

    [Fact]
    public void Injecting_as_much_as_is_missing_costs_3_dB()
    {
        var budget = new EnergyBudget(2, 11025, 0.5);
        Assert.Equal(3.0103, budget.Cost(budget.MissingEnergy), 1e-4);
    }

    [Fact]
    public void Where_nothing_is_missing_nothing_is_allowed_and_nothing_costs_nothing()
    {
        var budget = new EnergyBudget(0, 4000, 0.9);
        Assert.Equal(0, budget.AllowedEnergy);
        Assert.Equal(0, budget.Cost(0));
    }

    [Fact]
    public void The_higher_the_known_band_reaches_the_less_is_believed_to_be_missing_above_it() =>
        Assert.True(new EnergyBudget(1, 11025, 0.5).MissingEnergy < new EnergyBudget(1, 2756, 0.5).MissingEnergy);

    [Theory]
    [InlineData(-0.01)]
    [InlineData(1.01)]
    [InlineData(double.NaN)]
    public void A_knob_beyond_its_ends_is_refused_by_name_and_value(double detail)
    {
        var exception = Assert.Throws<ArgumentOutOfRangeException>(() => new EnergyBudget(1, 4000, detail));
        Assert.Equal("detail", exception.ParamName);
        Assert.Equal(detail, exception.ActualValue);
    }
}
