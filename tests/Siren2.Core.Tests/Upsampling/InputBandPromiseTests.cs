using Siren2.Baseline;
using Siren2.Core.Tests.Baseline;
using Siren2.Decimation;

namespace Siren2.Core.Tests.Upsampling;

/// <summary>What a fit promises of clips that real decimators, telephones and codecs have left behind.</summary>
public class InputBandPromiseTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Undoing_the_roll_off_of_a_decimator_brings_the_baseline_above_plain_sinc_and_keeps_the_promise(bool isNamed)
    {
        (AudioClip clip, AudioClip reference) = SoxPair();
        UpsampleResult result = new Upsampler(Quick.Options with { InputFilter = isNamed ? AntiAliasingFilter.Sox : null })
            .FitAndPredict(clip, reference.SampleRate);
        Assert.InRange(result.Report.InputFilter.Center, 0.945, 0.965);
        Assert.Equal(4000, result.Report.InputBandwidth);
        double sinc = Measure.Psnr(reference, SincBaseline.Compute(clip, reference.SampleRate));
        double baseline = Measure.Psnr(reference, result.Baseline);
        Assert.True(baseline > sinc + 0.03, $"{baseline} dB, sinc {sinc} dB");
        Assert.InRange(Measure.Psnr(reference, result.Audio), sinc - result.Report.EstimatedPsnrCost!.Value, baseline);

        // What lies below the roll-off is the clip's own.
        var again = new float[clip.Length];
        new MissingBandProjector(clip.SampleRate, reference.SampleRate, clip.Length).Decimate(result.Audio.Channel(0), again);
        var lowPass = new ZeroPhaseFilter(f => f < 0.44 ? 1 : 0, 400, 12.3);
        float[] expected = clip.Channel(0).ToArray();
        lowPass.Apply(expected, expected);
        lowPass.Apply(again, again);
        Measure.AssertClose(
            Measure.Inside(new AudioClip(clip.SampleRate, expected), 900), Measure.Inside(new AudioClip(clip.SampleRate, again), 900), 1e-10);
    }

    [Fact]
    public void Without_detail_nothing_is_estimated()
    {
        (AudioClip clip, AudioClip reference) = SoxPair();
        UpsampleResult result = new Upsampler(Quick.Options with { Detail = 0 }).FitAndPredict(clip, reference.SampleRate);
        Measure.AssertSameBits(SincBaseline.Compute(clip, reference.SampleRate), result.Audio);
    }

    [Theory]
    [InlineData(22_050)]
    [InlineData(44_100)]
    public void A_band_that_ends_early_is_filled_from_there_and_nothing_below_is_touched(int rate)
    {
        AudioClip clip = InputBandTests.LowPassed(Clips.Speech, 4000 / 11_025.0);
        UpsampleResult result = Quick.Upsampler.FitAndPredict(clip, rate);
        Assert.InRange(result.Report.InputBandwidth, 3900, 4200);
        float[] correction = [.. result.Audio.Channel(0).ToArray().Zip(result.Baseline.Channel(0).ToArray(), (audio, baseline) => audio - baseline)];
        Assert.True(Measure.Injected(result) > 1e-6 * Measure.Energy(clip));

        var below = new float[correction.Length];
        new ZeroPhaseFilter(f => f * rate < 0.98 * result.Report.InputBandwidth ? 1 : 0, 2000, 12.3).Apply(correction, below);
        // At the very ends of the clip what is added is cut off with it.
        Assert.InRange(below[4000..^4000].Sum(sample => (double)sample * sample), 0, 1e-8 * Measure.Injected(result));
    }

    [Fact]
    public void At_the_same_rate_a_band_that_is_full_comes_back_as_it_is()
    {
        AudioClip clip = Clips.Noise(20_000, channels: 2);
        UpsampleResult result = Quick.Upsampler.FitAndPredict(clip, clip.SampleRate);
        Measure.AssertSameBits(clip, result.Audio);
        Assert.Empty(result.Report.Networks);
        Assert.Equal(0, result.Report.EstimatedPsnrCost);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("SoX")]
    [InlineData("FFmpeg")]
    public void At_the_same_rate_no_roll_off_is_undone_and_none_is_reported_found_or_named(string? name)
    {
        AntiAliasingFilter? filter = name switch { null => null, "SoX" => AntiAliasingFilter.Sox, _ => AntiAliasingFilter.FFmpeg };
        AudioClip clip = SoxPair().Clip;
        UpsampleResult result = new Upsampler(Quick.Options with { InputFilter = filter }).FitAndPredict(clip, clip.SampleRate);
        Assert.Equal(AntiAliasingFilter.Ideal, result.Report.InputFilter);
        Assert.Equal(4000, result.Report.InputBandwidth);
        Assert.Empty(result.Report.Networks);
        Measure.AssertSameBits(clip, result.Audio);
    }

    [Fact]
    public void A_bandwidth_that_is_given_is_believed()
    {
        AudioClip clip = Clips.Noise(20_000);
        UpsampleResult result = new Upsampler(Quick.Options with { Bandwidth = 2500 }).FitAndPredict(clip, 8000);
        Assert.Equal(2500, result.Report.InputBandwidth);
        Assert.NotEmpty(result.Report.Networks);
        Assert.Equal(4000, new Upsampler(Quick.Options with { Bandwidth = 1e6 }).FitAndPredict(clip, 8000).Report.InputBandwidth);
    }

    /// <summary>Half the rate as the end of the band may mean that none was found, or that nobody looked.</summary>
    [Theory]
    [InlineData(8000)]
    [InlineData(16_000)]
    [Trait("Suite", "slow")]
    public void The_report_says_whether_an_end_of_the_band_was_looked_for(int rate)
    {
        AudioClip full = Clips.Noise(20_000);
        Assert.Equal((InputBandEnd.NotFound, 4000), End(full, Quick.Options));
        Assert.Equal((InputBandEnd.NotLookedFor, 4000), End(full, Quick.Options with { Detail = 0 }));
        Assert.Equal((InputBandEnd.NotLookedFor, 4000), End(Clips.Noise(7000), Quick.Options));
        Assert.Equal((InputBandEnd.NotLookedFor, 4000), End(Clips.Noise(1000), Quick.Options));
        Assert.Equal((InputBandEnd.Given, 2500), End(full, Quick.Options with { Bandwidth = 2500 }));
        Assert.Equal((InputBandEnd.Given, 4000), End(full, Quick.Options with { Bandwidth = 1e6 }));
        Assert.Equal(InputBandEnd.Found, End(InputBandTests.LowPassed(full, 0.85), Quick.Options).End);

        (InputBandEnd End, double Bandwidth) End(AudioClip clip, UpsamplerOptions options)
        {
            UpsampleReport report = new Upsampler(options).FitAndPredict(clip, rate).Report;
            return (report.InputBandEnd, report.InputBandwidth);
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void A_bandwidth_that_is_none_is_refused(double bandwidth) =>
        Assert.Throws<ArgumentOutOfRangeException>("Bandwidth", () => new UpsamplerOptions { Bandwidth = bandwidth });

    [Fact]
    public void What_was_found_is_saved_with_the_fit_and_renders_to_the_same_bits()
    {
        foreach (AudioClip clip in (AudioClip[])[SoxPair().Clip, InputBandTests.LowPassed(Clips.Speech, 4000 / 11_025.0)])
        {
            FittedClip fitted = Quick.Upsampler.Fit(clip, 2 * clip.SampleRate);
            using var file = new MemoryStream();
            fitted.Save(file);
            file.Position = 0;
            var loaded = FittedClip.Load(file);
            Assert.Equal(fitted.Report.InputBandwidth, loaded.Report.InputBandwidth);
            Assert.NotEqual(InputBandEnd.NotLookedFor, fitted.Report.InputBandEnd);
            Assert.Equal(fitted.Report.InputBandEnd, loaded.Report.InputBandEnd);
            Assert.Equal(fitted.Report.InputFilter, loaded.Report.InputFilter);
            Measure.AssertSameBits(fitted.Render(), loaded.Render());
        }
    }

    /// <summary>Noise, and what a decimator with the roll-off of SoX makes of it.</summary>
    private static (AudioClip Clip, AudioClip Reference) SoxPair()
    {
        (AudioClip clip, AudioClip reference) = Clips.Pair(20_000);
        return (InputBandTests.RolledOff(clip, AntiAliasingFilter.Sox), reference);
    }
}
