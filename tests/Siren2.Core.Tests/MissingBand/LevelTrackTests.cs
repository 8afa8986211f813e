using Siren2.MissingBand;

namespace Siren2.Core.Tests.MissingBand;

public class LevelTrackTests
{
    // Two frames 10 ms apart, two bands; natural levels are half-way between mean and expected.
    private static readonly MissingBandLevels Levels = new(0.01, [4000, 6000, 8000], [-10, -12, -14, -12], new float[4], [-8, -12, -12, -12]);

    [Theory]
    [InlineData(0, -9)]
    [InlineData(0.0025, -10)]
    [InlineData(0.005, -11)]
    [InlineData(0.01, -13)]
    public void Between_two_frames_decibels_go_in_a_straight_line(double seconds, double level)
    {
        float[] densities = At(seconds);
        Assert.Equal(level, Math.Log(densities[0]), 1e-5);
        Assert.Equal(-12, Math.Log(densities[1]), 1e-5);
    }

    [Theory]
    [InlineData(-1, 0.25f)]
    [InlineData(0.004, 0.25f)]
    [InlineData(0.006, 0.75f)]
    [InlineData(5, 0.75f)]
    public void The_smoothness_is_that_of_the_nearest_frame(double seconds, float smoothness) =>
        Assert.Equal(smoothness, new LevelTrack(new MissingBandLevels(0.01, [4000, 8000], [-10, -10], new float[2], smoothness: [0.25f, 0.75f])).SmoothnessAt(seconds));

    [Fact]
    public void Beyond_the_ends_the_first_and_the_last_frame_go_on()
    {
        Assert.Equal(At(0), At(-1));
        Assert.Equal(At(0.01), At(5));
    }

    [Fact]
    public void A_single_frame_is_the_level_of_all_time()
    {
        var track = new LevelTrack(new MissingBandLevels(0.01, [4000, 8000], [-10], [0]));
        float[] densities = new float[1];
        track.At(3, densities);
        Assert.Equal(-10, Math.Log(densities[0]), 1e-5);
    }

    private static float[] At(double seconds)
    {
        float[] densities = new float[2];
        new LevelTrack(Levels).At(seconds, densities);
        return densities;
    }
}
