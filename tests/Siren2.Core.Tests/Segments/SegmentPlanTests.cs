using Siren2.Segments;

namespace Siren2.Core.Tests.Segments;

public class SegmentPlanTests
{
    [Fact]
    public void Segments_cover_every_length_overlap_their_neighbors_and_stay_within_bounds()
    {
        for (int length = 1; length < 60_000; length += 137)
        {
            SegmentPlan plan = SegmentPlan.Create(length, 4096, 256, 64);
            Assert.Equal(0, plan.Segments[0].Start);
            Assert.Equal(length, plan.Segments[^1].End);
            for (int i = 0; i < plan.Segments.Count; i++)
            {
                Assert.InRange(plan.Segments[i].Length, 1, 4096);
                Assert.Equal(0, plan.Segments[i].Start % 64);
                if (i > 0)
                {
                    Assert.Equal(256, plan.Segments[i - 1].End - plan.Segments[i].Start);
                    Assert.True(plan.Segments[i].Length > 256);
                }
            }
        }
    }

    [Fact]
    public void Joining_a_waveform_cut_into_segments_gives_it_back()
    {
        float[] wave = Noise(20_000, 1);
        float[] joined = Join(wave.Length, segment => wave[segment.Start..segment.End], equalPower: false);
        for (int i = 0; i < wave.Length; i++)
        {
            Assert.Equal(wave[i], joined[i], 1e-6);
        }
    }

    [Fact]
    public void Joining_unrelated_textures_keeps_their_power_through_the_overlaps()
    {
        double power = 0;
        double overlapPower = 0;
        for (int trial = 0; trial < 200; trial++)
        {
            SegmentPlan plan = SegmentPlan.Create(10_000, 4096, 256, 64);
            float[] joined = Join(10_000, segment => Noise(segment.Length, (trial * 100) + segment.Start), equalPower: true);
            Segment second = plan.Segments[1];
            overlapPower += joined.Skip(second.Start).Take(256).Average(v => (double)v * v);
            power += joined.Skip(second.Start + 256).Take(256).Average(v => (double)v * v);
        }

        Assert.Equal(1, overlapPower / power, 0.02);
    }

    private static float[] Join(int length, Func<Segment, float[]> make, bool equalPower)
    {
        SegmentPlan plan = SegmentPlan.Create(length, 4096, 256, 64);
        float[] joined = new float[length];
        for (int i = 0; i < plan.Segments.Count; i++)
        {
            plan.Add(i, make(plan.Segments[i]), joined, equalPower);
        }

        return joined;
    }

    private static float[] Noise(int length, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, length).Select(_ => (float)((2 * random.NextDouble()) - 1))];
    }
}
