using Siren2.Core.Tests.Segments;

namespace Siren2.Core.Tests.Persistence;

public class FittedClipTests
{
    private static FittedClip Guided => SmallFits.Get("guided, stereo");

    private static FittedClip Blind => SmallFits.Get("blind");

    public static TheoryData<string> Kinds => SmallFits.Kinds;

    [Theory]
    [MemberData(nameof(Kinds))]
    public void What_the_networks_render_is_what_the_fit_ended_with_to_the_bit(string kind)
    {
        FittedClip fitted = SmallFits.Get(kind);
        var again = new FittedClip(fitted.Content, UpsamplerOptions.Balanced);
        AssertEqual(fitted.Render(), again.Render());
        AssertEqual(fitted.Baseline, again.Baseline);
    }

    [Fact]
    public void The_fits_of_these_tests_have_networks_that_change_the_baseline_in_every_channel()
    {
        foreach (string kind in (string[])["blind", "guided", "guided, projected", "guided, stereo", "guided, encoder", "blind, encoder"])
        {
            FittedClip fitted = SmallFits.Get(kind);
            Assert.Equal(kind is "guided, projected" || fitted.Report.Mode == FitMode.Blind, fitted.Report.IsProjected);
            for (int c = 0; c < fitted.Clip.ChannelCount; c++)
            {
                Assert.True(fitted.Content.Networks.Count(network => network.Channel == c) > 1);
                Assert.NotEqual(fitted.Baseline.Channel(c).ToArray(), fitted.Render().Channel(c).ToArray());
            }
        }
    }

    [Fact]
    public void Result_and_fit_render_the_same_and_a_render_hands_out_no_shared_samples()
    {
        UpsampleResult result = new Upsampler(SmallFits.Options(SmallFits.Plan)).FitAndPredict(SmallFits.Clip(2), SmallFits.Reference(2));
        AssertEqual(result.Audio, Guided.Render());
        AssertEqual(Guided.Render(), Guided.Render());
    }

    [Fact]
    public void On_the_grid_samples_at_instants_are_those_of_the_render()
    {
        foreach (FittedClip fitted in (FittedClip[])[Guided, Blind])
        {
            AudioClip rendered = fitted.Render();
            for (int c = 0; c < 2; c++)
            {
                double[] instants = [.. Enumerable.Range(0, rendered.Length).Select(n => n / (double)rendered.SampleRate)];
                float[] values = fitted.Sample(c, instants);
                for (int n = 0; n < values.Length; n++)
                {
                    Assert.Equal(rendered.Channel(c)[n], values[n], 1e-6);
                }
            }
        }
    }

    [Fact]
    public void Instants_of_a_higher_rate_agree_with_a_render_at_that_rate_below_the_transition()
    {
        // The partials of the reference end at 7.7 kHz, 0.96 of Nyquist; the highest ones are too weak to matter at this tolerance.
        AudioClip rendered = Guided.Render(48_000);
        int[] places = [.. Enumerable.Range(6000, 4000)];
        float[] values = Guided.Sample(1, [.. places.Select(n => n / 48_000.0)]);
        double error = places.Select((n, i) => Math.Pow(rendered.Channel(1)[n] - values[i], 2)).Sum();
        double energy = values.Sum(value => (double)value * value);
        Assert.InRange(10 * Math.Log10(energy / error), 40, 200);
    }

    [Fact]
    public void Instants_may_come_in_any_order_and_beyond_the_ends_there_is_silence()
    {
        float[] values = Guided.Sample(0, [0.31, -5, 0.1, 1e300, 0.31, -1e300, 100]);
        Assert.Equal(values[0], values[4]);
        Assert.Equal(Guided.Sample(0, [0.1])[0], values[2]);
        Assert.NotEqual(0, values[0]);
        Assert.All((int[])[1, 3, 5, 6], i => Assert.Equal(0, values[i]));
        Assert.Empty(Guided.Sample(0, []));
    }

    [Fact]
    public void Instants_that_are_not_finite_and_channels_that_are_not_there_are_refused()
    {
        Assert.Contains("Instant 1", Assert.Throws<ArgumentException>(() => Guided.Sample(0, [0, double.NaN])).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => Guided.Sample(0, [double.PositiveInfinity]));
        Assert.Throws<ArgumentOutOfRangeException>(() => Guided.Sample(2, [0]));
        Assert.Throws<ArgumentOutOfRangeException>(() => Guided.Sample(-1, [0]));
    }

    [Fact]
    public void Parameters_are_those_that_the_report_counts_where_there_is_no_encoder()
    {
        Assert.Equal(Guided.Report.ParameterCount, Guided.ParameterCount);
        Assert.Equal(2L * 2 * Guided.Render().Length, Guided.Pcm16SizeInBytes);
    }

    internal static void AssertEqual(AudioClip expected, AudioClip actual)
    {
        Assert.Equal(expected.SampleRate, actual.SampleRate);
        Assert.Equal(expected.ChannelCount, actual.ChannelCount);
        for (int c = 0; c < expected.ChannelCount; c++)
        {
            Assert.True(expected.Channel(c).SequenceEqual(actual.Channel(c)), $"channel {c} differs");
        }
    }
}
