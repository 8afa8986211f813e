using Siren2.MissingBand;

namespace Siren2.Core.Tests.MissingBand;

public class MusicShareTests
{
    private const int Frames = 600;
    private const int Bands = 3;

    [Fact]
    public void What_may_be_music_counts_in_full_where_it_changes() => Assert.All(Shares(odds: -0.5f, swing: 1), share => Assert.Equal(1, share));

    [Fact]
    public void Music_counts_in_full_where_it_is_calm() => Assert.All(Shares(odds: 3, swing: 0.2f), share => Assert.Equal(1, share));

    [Fact]
    public void A_steady_tone_does_not_count_whatever_it_is_taken_for() => Assert.All(Shares(odds: 9, swing: 0.02f), share => Assert.Equal(0, share));

    [Fact]
    public void What_is_no_music_does_not_count() => Assert.All(Shares(odds: -3, swing: 1), share => Assert.Equal(0, share));

    [Fact]
    public void Steady_sounds_that_may_be_music_do_not_count() => Assert.All(Shares(odds: -0.5f, swing: 0.2f), share => Assert.Equal(0, share));

    [Fact]
    public void A_step_is_no_change_that_goes_on()
    {
        float[] shares = new float[Frames];
        Array.Fill(shares, -0.5f);
        MusicShare.Compute(shares, [.. Enumerable.Range(0, Frames).Select(f => f < Frames / 2 ? -20f : -15f)]);
        Assert.All(shares, share => Assert.Equal(0, share));
    }

    [Fact]
    public void Between_them_there_is_no_step()
    {
        float last = 0;
        for (float odds = -4; odds < 4; odds += 0.1f)
        {
            float share = Shares(odds, swing: 0.2f)[Frames / 2];
            Assert.InRange(share - last, 0, 0.2f);
            last = share;
        }
    }

    [Fact]
    public void What_stands_more_than_a_second_away_has_no_say()
    {
        float[] odds = [.. Enumerable.Range(0, Frames).Select(f => f < Frames / 2 ? 3f : -9f)];
        float[] shares = [.. odds];
        MusicShare.Compute(shares, Levels(1));
        Assert.All(shares[..((Frames / 2) - MusicShare.Reach)], share => Assert.Equal(1, share));
        Assert.All(shares[((Frames / 2) + MusicShare.Reach)..], share => Assert.Equal(0, share));
    }

    private static float[] Shares(float odds, float swing)
    {
        float[] shares = new float[Frames];
        Array.Fill(shares, odds);
        MusicShare.Compute(shares, Levels(swing));
        return shares;
    }

    /// <summary>Levels that go up and down by some nepers ten times a second, <c>[frames, bands]</c>.</summary>
    private static float[] Levels(float swing) =>
        [.. Enumerable.Range(0, Frames * Bands).Select(i => -20 + (i % Bands) + (swing * MathF.Sin(2 * MathF.PI * (i / Bands) / 19)))];
}
