using System.Numerics.Tensors;
using Siren2.Baseline;
using Siren2.Core.Tests.Upsampling;
using Siren2.Decimation;
using Siren2.Parts;

namespace Siren2.Core.Tests.Parts;

/// <summary>Two parts of noise, joined.</summary>
public class PartJointTests
{
    private static readonly PartPlan Plan = Streamed.Plan(8000, 16_000, 100_000);

    private static readonly InputBand Band = InputBand.Full(new AudioClip(8000, new float[1]));

    private static readonly int Overlap = Plan.Overlap;

    [Theory]
    [InlineData(false, true)]
    [InlineData(true, false)]
    public void Parts_that_agree_stay_as_they_are(bool equalPower, bool isProjected)
    {
        float[] signal = Clips.Samples(2 * Overlap, 0.5f, 1);
        float[] after = [.. signal];

        // Where a texture is to be joined to itself, powers would not add: the baseline is all that there is.
        Joint().Join(signal.AsSpan(0, Overlap), after, equalPower ? signal : new float[signal.Length], equalPower, isProjected);
        Assert.InRange(TensorPrimitives.Distance<float>(signal, after) / TensorPrimitives.Norm<float>(signal), 0, 1e-6);
    }

    [Fact]
    public void Unrelated_textures_keep_their_power_and_far_from_the_middle_each_is_itself()
    {
        float[] before = Clips.Samples(Overlap, 0.5f, 2);
        float[] after = Clips.Samples(2 * Overlap, 0.5f, 3);
        float[] joined = [.. after];
        Joint().Join(before, joined, new float[joined.Length], equalPower: true, isProjected: false);
        int fade = Streamed.Sizes.Fade;
        int middle = Overlap / 2;
        Range early = ..(middle - (fade / 2));
        Assert.InRange(TensorPrimitives.Distance<float>(before.AsSpan(early), joined.AsSpan(early)), 0, 1e-5);
        Assert.Equal(after[(middle + (fade / 2))..], joined[(middle + (fade / 2))..]);
        double power = TensorPrimitives.SumOfSquares<float>(joined.AsSpan(middle - (fade / 2), fade)) / fade;
        Assert.InRange(power, 0.8 * 0.25 / 3, 1.2 * 0.25 / 3);
    }

    [Fact]
    public void A_joint_of_two_textures_of_the_missing_band_adds_nothing_to_the_band_of_the_clip()
    {
        var projector = new MissingBandProjector(8000, 16_000, 2 * Plan.InputOverlap);
        float[] first = Projected(4);
        float[] second = Projected(5);
        float[] joined = [.. second];
        Joint().Join(first.AsSpan(0, Overlap), joined, new float[joined.Length], equalPower: true, isProjected: true);
        float[] mixed = [.. second];
        Joint().Join(first.AsSpan(0, Overlap), mixed, new float[joined.Length], equalPower: true, isProjected: false);

        // Around the middle: at either end the parts are none of the clip's.
        Assert.InRange(Known(joined) / Known(mixed), 0, 1e-3);
        Assert.InRange(Known(joined) / TensorPrimitives.Norm<float>(joined), 0, 1e-5);

        float[] Projected(int seed)
        {
            float[] texture = Clips.Samples(2 * Overlap, 0.5f, seed);
            projector.Project(texture, texture);
            return texture;
        }

        double Known(float[] signal)
        {
            float[] known = new float[projector.InputLength];
            projector.Decimate(signal, known);
            int middle = Plan.InputOverlap / 2;
            return TensorPrimitives.Norm<float>(known.AsSpan(middle - Streamed.Sizes.Fade, 2 * Streamed.Sizes.Fade));
        }
    }

    private static PartJoint Joint() => new(8000, 16_000, Plan, Band, Streamed.Sizes);
}
