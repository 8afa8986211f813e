using Siren2.Resampling;

namespace Siren2.Core.Tests.Upsampling;

public class RenderingTests
{
    private static readonly AudioClip Clip = Clips.Of(4001, i => 0.5f * MathF.Sin(i * i * 1e-4f), 7919);
    private static readonly Lazy<FittedClip> Fitted = new(() => Quick.Upsampler.Fit(Clip, 16_001));

    [Theory]
    [InlineData(8)]
    [InlineData(4000)]
    [InlineData(7918)]
    [InlineData(7919)]
    [InlineData(7920)]
    [InlineData(11_025)]
    [InlineData(16_001)]
    [InlineData(16_002)]
    [InlineData(44_100)]
    [InlineData(48_017)]
    [InlineData(192_000)]
    public void A_rendering_is_as_long_as_the_clip_asks_for_at_any_rate(int rate)
    {
        AudioClip rendered = Fitted.Value.Render(rate);
        Assert.Equal(rate, rendered.SampleRate);
        Assert.Equal(new SincResampler(7919, rate).OutputLength(Clip.Length), rendered.Length);
        Assert.Equal(-1, rendered.Channel(0).IndexOfAnyExceptInRange(float.MinValue, float.MaxValue));
    }

    [Fact]
    public void Lengths_hold_for_every_short_clip()
    {
        for (int length = 1; length < 40; length++)
        {
            FittedClip fitted = Quick.Upsampler.Fit(Clips.Noise(length, 7000), 16_000);
            Assert.Equal(((48 * length) + 6) / 7, fitted.Render(48_000).Length);
        }
    }

    [Fact]
    public void At_the_clips_own_rate_the_clip_comes_back_and_below_it_the_networks_have_no_say()
    {
        Measure.AssertSameBits(Clip, Fitted.Value.Render(7919));
        Measure.AssertSameBits(new SincResampler(7919, 4000).Resample(Clip), Fitted.Value.Render(4000));
    }

    [Fact]
    public void At_the_rate_of_the_fit_it_is_the_result_and_above_it_the_result_interpolated()
    {
        AudioClip result = Quick.Upsampler.FitAndPredict(Clip, 16_001).Audio;
        Measure.AssertSameBits(result, Fitted.Value.Render());
        Measure.AssertSameBits(result, Fitted.Value.Render(16_001));
        AudioClip doubled = Fitted.Value.Render(32_002);
        double energy = Measure.Energy(result);
        for (int i = 400; i < result.Length - 400; i++)
        {
            // The uppermost part of the band is lost in the transition of the interpolation.
            Assert.Equal(result.Channel(0)[i], doubled.Channel(0)[2 * i], 0.02 * Math.Sqrt(energy / result.Length));
        }
    }

    [Theory]
    [InlineData(int.MinValue)]
    [InlineData(-1)]
    [InlineData(0)]
    [InlineData(7)]
    [InlineData(1_536_001)]
    [InlineData(10_000_000)]
    public void Rates_that_cannot_be_rendered_are_refused(int rate) =>
        Assert.Equal(rate, Assert.Throws<ArgumentOutOfRangeException>("sampleRate", () => Fitted.Value.Render(rate)).ActualValue);

    [Fact]
    public void Renderings_of_a_fit_do_not_change_each_other()
    {
        AudioClip before = Fitted.Value.Render();
        _ = Fitted.Value.Render(44_100);
        _ = Fitted.Value.Render(4000);
        Measure.AssertSameBits(before, Fitted.Value.Render());
        Measure.AssertSameBits(Clip, Fitted.Value.Clip);
    }
}
