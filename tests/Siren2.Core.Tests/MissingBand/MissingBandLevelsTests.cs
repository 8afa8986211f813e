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
    public void What_does_not_fit_is_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new MissingBandLevels(0, [4000, 8000], [1], [1]));
        Assert.Throws<ArgumentException>(() => new MissingBandLevels(0.005, [4000], [1], [1]));
        Assert.Throws<ArgumentException>(() => new MissingBandLevels(0.005, [4000, 4000], [1], [1]));
        Assert.Throws<ArgumentException>(() => new MissingBandLevels(0.005, [4000, 8000, 9000], [1], [1]));
        Assert.Throws<ArgumentException>(() => new MissingBandLevels(0.005, [4000, 8000], [1], [1, 2]));
    }
}
