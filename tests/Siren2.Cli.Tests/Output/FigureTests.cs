using Siren2.Cli.Output;

namespace Siren2.Cli.Tests.Output;

public sealed class FigureTests
{
    [Theory]
    [InlineData(1234.567, 2, "1234.57")]
    [InlineData(-0.001, 2, "0.00")]
    [InlineData(double.PositiveInfinity, 2, "∞")]
    [InlineData(double.NaN, 2, "–")]
    [InlineData(null, 2, "–")]
    public void Figures_look_the_same_everywhere(double? value, int decimals, string text) =>
        Assert.Equal(text, Figure.Of(value, decimals));

    [Theory]
    [InlineData(0.5, "+0.50")]
    [InlineData(-0.5, "-0.50")]
    [InlineData(0.004, "0.00")]
    [InlineData(-0.004, "0.00")]
    public void Changes_carry_their_sign_unless_they_round_to_nothing(double value, string text) =>
        Assert.Equal(text, Figure.Change(value, 2));

    [Theory]
    [InlineData(0.4, "0:00")]
    [InlineData(65, "1:05")]
    [InlineData(36_061, "10:01:01")]
    public void Times_look_like_a_clock(double seconds, string text) => Assert.Equal(text, Figure.Clock(TimeSpan.FromSeconds(seconds)));
}
