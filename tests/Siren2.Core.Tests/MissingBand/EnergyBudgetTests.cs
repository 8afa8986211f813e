using Siren2.MissingBand;

namespace Siren2.Core.Tests.MissingBand;

public class EnergyBudgetTests
{
    private static EnergyBudget Budget => EnergyBudget.Default;

    [Theory]
    [InlineData(0, 0)]
    [InlineData(0.25, 0.05 / 9)]
    [InlineData(0.5, 0.05)]
    [InlineData(0.75, 0.45)]
    public void Spending_all_that_is_allowed_costs_what_the_knob_says(double detail, double decibels)
    {
        Assert.Equal(decibels, Budget.Cost(Budget.AllowedEnergy(3, 0, detail), 3, 0), 1e-9);
    }

    [Fact]
    public void Half_of_what_a_coherent_part_is_expected_to_bring_back_may_be_spent()
    {
        double allowed = Budget.AllowedEnergy(3, 0.2, 0.5);
        Assert.Equal(Budget.AllowedEnergy(3, 0, 0.5) + 0.1, allowed, 1e-12);
        Assert.Equal(0.05, Budget.Cost(allowed, 3, 0.2), 1e-9);
        Assert.Equal(0, Budget.Cost(0.05, 3, 0.2));
        Assert.Equal(0, Budget.AllowedEnergy(3, 0.2, 0));
    }

    [Fact]
    public void The_more_the_knob_is_turned_up_the_more_is_allowed()
    {
        double last = -1;
        for (int i = 0; i < 980; i++)
        {
            double allowed = Budget.AllowedEnergy(3, 0, i / 1000.0);
            Assert.True(allowed > last);
            last = allowed;
        }

        Assert.Equal(double.PositiveInfinity, Budget.AllowedEnergy(3, 0, 1));
    }

    [Fact]
    public void Injecting_as_much_as_is_missing_costs_3_dB()
    {
        Assert.Equal(3.0103, Budget.Cost(2, 2, 0), 1e-4);
    }

    [Fact]
    public void Where_nothing_is_missing_nothing_is_allowed_and_nothing_costs_nothing()
    {
        Assert.Equal(0, Budget.AllowedEnergy(0, 0, 0.9));
        Assert.Equal(0, Budget.Cost(0, 0, 0));
    }

    [Theory]
    [InlineData(-0.01)]
    [InlineData(1.01)]
    [InlineData(double.NaN)]
    public void A_knob_beyond_its_ends_is_refused_by_name_and_value(double detail)
    {
        var exception = Assert.Throws<ArgumentOutOfRangeException>(() => Budget.AllowedEnergy(1, 0, detail));
        Assert.Equal("detail", exception.ParamName);
        Assert.Equal(detail, exception.ActualValue);
    }
}
