using Siren2.Baseline;
using Siren2.Decimation;
using Siren2.Parts;
using Siren2.Resampling;

namespace Siren2.Core.Tests.Parts;

/// <summary>Parts cover a clip, and neighbors share what they are joined in.</summary>
public class PartPlanTests
{
    private static readonly int[] Rates =
        [1, 2, 3, 7, 100, 999, 7999, 8000, 11_025, 16_000, 22_050, 24_000, 44_100, 44_101, 47_999, 48_000, 96_000, 192_000, 1_535_999, 1_536_000];

    [Fact]
    public void Any_clip_at_any_ratio_is_covered_by_parts_that_share_whole_periods()
    {
        int many = 0;
        for (int trial = 0; trial < 4000; trial++)
        {
            var random = new Random(trial);
            (int low, int high) = Pair(random);
            var ratio = new RateRatio(low, high);
            int channels = 1 << random.Next(7);
            int reach = Reach(low, high) + (random.Next(3) == 0 ? 0 : 1 << random.Next(8, 20));
            PartSizes sizes = random.Next(3) == 0 ? PartSizes.Default : new(1 << random.Next(10, 22), 2 << random.Next(12));

            // Lengths of seconds and of weeks, as long as the parts can be counted.
            long length = (long)Math.Exp(random.NextDouble() * Math.Log(1L << 36));
            var plan = PartPlan.Create(ratio, length, channels, sizes, reach);
            AssertCovers(plan, ratio, length);
            many += plan.Count > 2 ? 1 : 0;
        }

        Assert.InRange(many, 1000, 4000);
    }

    [Theory]
    [InlineData(44_100, 44_101)]
    [InlineData(47_999, 1_536_000)]
    [InlineData(1_535_999, 1_536_000)]
    [InlineData(1, 2)]
    [InlineData(1, 1_536_000)]
    [InlineData(1, 1)]
    [InlineData(1_536_000, 1_536_000)]
    public void Extreme_ratios_are_cut_for_any_length_that_is_taken(int low, int high)
    {
        var ratio = new RateRatio(low, high);
        for (int bits = 0; bits <= 41; bits++)
        {
            foreach (long length in (long[])[(1L << bits) - 1, 1L << bits])
            {
                if (length * high / low <= 1L << 41)
                {
                    AssertCovers(PartPlan.Create(ratio, length, 2, PartSizes.Default, Reach(low, high)), ratio, length);
                }
            }
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(4)]
    [InlineData(6)]
    public void At_usual_ratios_parts_are_no_longer_than_they_may_be_and_mostly_their_own(int channels)
    {
        foreach ((int low, int high) in new[] { (8000, 16_000), (22_050, 44_100), (44_100, 96_000), (48_000, 96_000), (16_000, 48_000), (44_100, 48_000), (48_000, 48_000) })
        {
            var ratio = new RateRatio(low, high);
            var plan = PartPlan.Create(ratio, 3600L * low, channels, PartSizes.Default, Reach(low, high));
            Assert.InRange(plan[0].OutputLength, 1, Math.Max(3 * plan.Overlap, Math.Max(1 << 19, (1 << 21) / channels)));
            Assert.InRange((double)plan.Overlap / plan[0].OutputLength, 0, 0.36);
        }
    }

    [Fact]
    public void What_fits_a_part_is_one_and_a_sample_more_is_not()
    {
        var ratio = new RateRatio(8000, 16_000);
        Assert.Equal(1, PartPlan.Create(ratio, 1 << 20, 1, PartSizes.Default, 900).Count);
        Assert.Equal(1, PartPlan.Create(ratio, 1 << 19, 2, PartSizes.Default, 900).Count);
        Assert.Equal(1, PartPlan.Create(ratio, 0, 1, PartSizes.Default, 900).Count);
        Assert.Equal(2, PartPlan.Create(ratio, (1 << 20) + 1, 1, PartSizes.Default, 900).Count);
        Assert.Equal(2, PartPlan.Create(ratio, (1 << 19) + 1, 2, PartSizes.Default, 900).Count);
    }

    private static int Reach(int low, int high) =>
        ClipBaseline.ReachOf(new InputBand(0.5 * low, AntiAliasingFilter.Ideal), new RateRatio(low, high), high);

    private static (int Low, int High) Pair(Random random)
    {
        int first = random.Next(4) == 0 ? random.Next(1, 200_000) : Rates[random.Next(Rates.Length)];
        int second = random.Next(4) == 0 ? random.Next(1, 200_000) : Rates[random.Next(Rates.Length)];
        return (Math.Min(first, second), Math.Max(first, second));
    }

    private static void AssertCovers(PartPlan plan, RateRatio ratio, long length)
    {
        Assert.Equal(plan.Count == 1, plan.Overlap == 0);
        Assert.Equal(plan.Overlap * (long)ratio.Down, plan.InputOverlap * (long)ratio.Up);

        // Of parts without number the first two and the last three are looked at, and some between.
        int[] looked =
        [
            .. Enumerable.Range(0, 20).Select(number => (int)((long)number * plan.Count / 20)),
            .. Enumerable.Range(1, Math.Min(3, plan.Count)).Select(number => plan.Count - number),
            Math.Min(1, plan.Count - 1),
        ];
        foreach (int index in looked)
        {
            Part part = plan[index];
            Assert.True(part.InputLength >= 0 && part.OutputLength >= 0);
            Assert.Equal(0, part.InputStart % ratio.Down);
            Assert.Equal(part.InputStart / ratio.Down * ratio.Up, part.OutputStart);
            Assert.Equal((((long)part.InputLength * ratio.Up) + ratio.Down - 1) / ratio.Down, part.OutputLength);
            Assert.True(plan.Count == 1 || part.OutputLength > plan.Overlap, $"part {index} of {plan.Count} has {part.OutputLength}, shared "
                + $"are {plan.Overlap}");
            if (index == plan.Count - 1)
            {
                Assert.Equal(length, part.InputStart + part.InputLength);
                Assert.Equal(0, plan.PendingLength(index));
                Assert.Equal(((length * ratio.Up) + ratio.Down - 1) / ratio.Down, part.OutputStart + plan.FinishedLength(index));
                continue;
            }

            // What is finished ends where the next one begins, and what neighbors share is what they are joined in.
            Assert.Equal(part.InputStart + part.InputLength - plan.InputOverlap, plan[index + 1].InputStart);
            Assert.Equal(part.OutputStart + plan.FinishedLength(index), plan[index + 1].OutputStart);
            Assert.Equal(plan.Overlap, plan.PendingLength(index));
            Assert.True(plan.FinishedLength(index) > 0);
        }

        Assert.Equal((0, 0), (plan[0].InputStart, plan[0].OutputStart));
    }
}
