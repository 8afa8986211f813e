using Siren2.Core.Tests.Upsampling;
using Siren2.Decimation;
using Siren2.Resampling;

namespace Siren2.Core.Tests.Decimation;

/// <summary>Blocks are of bounded length at all rates; rates at which they cannot be are refused before any work.</summary>
public class BandLayoutTests
{
    private const int LongestBlock = 1 << 25;

    public static TheoryData<int, int> Impossible => new()
    {
        // Too far apart; next to each other, with nothing in common.
        { 1, 96_000 }, { 1, 1_536_000 }, { 1_535_999, 1_536_000 }, { 767_999, 768_000 },
    };

    public static TheoryData<int, int> Extreme => new()
    {
        { 4, 48_000 }, { 100, 384_000 }, { 47_999, 48_000 }, { 44_099, 44_100 }, { 44_101, 96_001 }, { 95_999, 96_000 }, { 1_000_003, 1_536_000 },
    };

    [Theory]
    [MemberData(nameof(Impossible))]
    public void Rates_that_would_take_blocks_without_bounds_are_refused_with_both_named(int inputRate, int outputRate)
    {
        var clip = new AudioClip(inputRate, new float[1]);
        ArgumentOutOfRangeException[] failures =
        [
            Assert.Throws<ArgumentOutOfRangeException>("targetSampleRate", () => new Upsampler().FitAndPredict(clip, outputRate)),
            Assert.Throws<ArgumentOutOfRangeException>("targetSampleRate", () => new Upsampler().Plan(clip, outputRate)),
            Assert.Throws<ArgumentOutOfRangeException>(nameof(outputRate), () => new MissingBandProjector(inputRate, outputRate, 1)),
        ];
        Assert.All(failures, failure => Assert.StartsWith($"From {inputRate} Hz to {outputRate} Hz ", failure.Message, StringComparison.Ordinal));
        Assert.Throws<ArgumentOutOfRangeException>("reference", () => new Upsampler().FitAndPredict(clip, new AudioClip(outputRate, new float[1])));
    }

    [Theory]
    [Trait("Suite", "slow")]
    [MemberData(nameof(Extreme))]
    public void Rates_just_short_of_that_are_worked_on_in_blocks_of_bounded_length(int inputRate, int outputRate)
    {
        var ratio = new RateRatio(inputRate, outputRate);
        Assert.InRange((long)new BandLayout(ratio, 1 << 24).Block * ratio.Up, 1, LongestBlock);
        AudioClip clip = Clips.Noise(50, inputRate);
        UpsampleResult result = new Upsampler(new() { Detail = 0 }).FitAndPredict(clip, outputRate);
        Assert.Equal(ratio.OutputLength(50), result.Audio.Length);
    }

    [Fact]
    public void Whatever_the_rates_a_block_is_bounded_or_the_rates_are_refused()
    {
        var random = new Random(5);
        int refused = 0;
        for (int i = 0; i < 20_000; i++)
        {
            int low = (int)Math.Exp(random.NextDouble() * Math.Log(1_536_000));
            int high = Math.Min(1_536_000, low + 1 + (int)Math.Exp(random.NextDouble() * Math.Log(1_536_000)));
            if (low >= high)
            {
                continue;
            }

            try
            {
                BandLayout.ThrowUnlessPossible(low, high, "rate");
                var ratio = new RateRatio(low, high);
                var layout = new BandLayout(ratio, 1 << 24);
                Assert.True((long)layout.Block * ratio.Up <= LongestBlock, $"{low} to {high}");
                Assert.True(layout.Hop > 0, $"{low} to {high}");
            }
            catch (ArgumentOutOfRangeException)
            {
                refused++;
            }
        }

        Assert.InRange(refused, 1, 10_000);
    }
}
