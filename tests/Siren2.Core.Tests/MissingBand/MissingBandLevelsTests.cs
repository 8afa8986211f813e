using Siren2.MissingBand;

namespace Siren2.Core.Tests.MissingBand;

public class MissingBandLevelsTests
{
    [Fact]
    public void Without_an_expected_level_levels_count_as_normal_variables()
    {
        var levels = new MissingBandLevels(0.005, [4000, 8000], [-10, -12], [2, 4]);

        Assert.Equal([-9f, -10f], levels.ExpectedLevel.ToArray());
        Assert.Equal(2, levels.FrameCount);
    }

    [Fact]
    public void A_texture_gets_the_half_way_level_unless_the_model_has_another()
    {
        Assert.Equal([-9.5f], new MissingBandLevels(0.005, [4000, 8000], [-10], [2], [-9]).NaturalLevel.ToArray());
        Assert.Equal([-13f], new MissingBandLevels(0.005, [4000, 8000], [-10], [2], [-9], [-13]).NaturalLevel.ToArray());
    }

    [Fact]
    public void Textures_keep_their_fine_structure_unless_the_model_says_otherwise()
    {
        Assert.Equal([0f, 0f], new MissingBandLevels(0.005, [4000, 8000], [-10, -10], [2, 2]).Smoothness.ToArray());
        Assert.Equal([0.5f], new MissingBandLevels(0.005, [4000, 8000], [-10], [2], smoothness: [0.5f]).Smoothness.ToArray());
    }

    [Fact]
    public void The_level_at_the_edge_is_known_where_the_model_says_it()
    {
        Assert.True(new MissingBandLevels(0.005, [4000, 8000], [-10, -10], [2, 2]).EdgeLevel.IsEmpty);
        Assert.Equal([-9f, -8f], new MissingBandLevels(0.005, [4000, 8000], [-10, -10], [2, 2], edge: [-9, -8]).EdgeLevel.ToArray());
        Assert.Throws<ArgumentException>(() => new MissingBandLevels(0.005, [4000, 8000], [-10, -10], [2, 2], edge: [-9]));
        Assert.Throws<ArgumentException>(() => new MissingBandLevels(0.005, [4000, 8000], [-10], [2], edge: [float.NaN]));
        Assert.Throws<ArgumentException>(() => new MissingBandLevels(0.005, [4000, 8000], [-10], [2], edge: [61]));
    }

    [Theory]
    [InlineData(-0.1f)]
    [InlineData(1.1f)]
    [InlineData(float.NaN)]
    public void A_smoothness_beyond_its_ends_is_refused_by_value(float smoothness)
    {
        ArgumentException refused = Assert.Throws<ArgumentException>(() =>
            new MissingBandLevels(0.005, [4000, 8000], [-10, -10], [2, 2], smoothness: [0, smoothness]));
        Assert.Contains($"Value 1 is {smoothness};", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_does_not_fit_is_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new MissingBandLevels(0, [4000, 8000], [1], [1]));
        Assert.Throws<ArgumentOutOfRangeException>(() => new MissingBandLevels(1e-300, [4000, 8000], [1], [1]));
        Assert.Throws<ArgumentException>(() => new MissingBandLevels(0.005, [-1, 8000], [1], [1]));
        Assert.Throws<ArgumentException>(() => new MissingBandLevels(0.005, [4000, 1e300], [1], [1]));
        Assert.Throws<ArgumentException>(() => new MissingBandLevels(0.005, [4000], [1], [1]));
        Assert.Throws<ArgumentException>(() => new MissingBandLevels(0.005, [4000, 4000], [1], [1]));
        Assert.Throws<ArgumentException>(() => new MissingBandLevels(0.005, [4000, 8000, 9000], [1], [1]));
        Assert.Throws<ArgumentException>(() => new MissingBandLevels(0.005, [4000, 8000], [1], [1, 2]));
        Assert.Throws<ArgumentException>(() => new MissingBandLevels(0.005, [4000, 8000], [1], [1], [1], [1, 2]));
        Assert.Throws<ArgumentException>(() => new MissingBandLevels(0.005, [4000, 8000], [1], [1], smoothness: [0, 0]));
    }
}
