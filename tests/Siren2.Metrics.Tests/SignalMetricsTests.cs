namespace Siren2.Metrics.Tests;

public class SignalMetricsTests
{
    public static TheoryData<string> Degradations => MetricsFixture.Degradations;

    [Theory]
    [MemberData(nameof(Degradations))]
    public void Waveform_figures_of_a_real_clip_equal_those_of_NumPy(string degradation)
    {
        float[] reference = MetricsFixture.Samples("reference");
        float[] estimate = MetricsFixture.Samples(degradation);
        MetricsFixture.AssertEqual(degradation, "psnr_peak1", SignalMetrics.Psnr(reference, estimate));
        MetricsFixture.AssertEqual(degradation, "psnr_peak2", SignalMetrics.Psnr(reference, estimate, peak: 2));
        MetricsFixture.AssertEqual(degradation, "snr", SignalMetrics.Snr(reference, estimate));
        MetricsFixture.AssertEqual(degradation, "si_sdr", SignalMetrics.SiSdr(reference, estimate));
    }

    [Theory]
    [InlineData(0.1f, 20)]
    [InlineData(0.01f, 40)]
    [InlineData(1f, 0)]
    public void An_error_of_constant_size_gives_its_level_as_PSNR(float error, double expected)
    {
        float[] reference = Signals.Sine(1000, 0.01);
        float[] estimate = Signals.Sum(reference, [.. Enumerable.Range(0, 1000).Select(i => i % 2 == 0 ? error : -error)]);
        Assert.Equal(expected, SignalMetrics.Psnr(reference, estimate), 4);
    }

    [Fact]
    public void Noise_a_tenth_as_strong_as_the_signal_gives_an_SNR_of_20_dB()
    {
        float[] reference = Signals.Noise(200_000, 0.5, seed: 1);
        float[] estimate = Signals.Sum(reference, Signals.Noise(200_000, 0.05, seed: 2));
        Assert.Equal(20, SignalMetrics.Snr(reference, estimate), 0.1);
        Assert.Equal(20, SignalMetrics.SiSdr(reference, estimate), 0.1);
    }

    [Theory]
    [InlineData(0.001f)]
    [InlineData(0.7f)]
    [InlineData(-3f)]
    [InlineData(1000f)]
    public void SiSdr_ignores_the_scale_of_either_signal(float gain)
    {
        float[] reference = MetricsFixture.Samples("reference");
        float[] estimate = MetricsFixture.Samples("sinc_x4");
        double expected = SignalMetrics.SiSdr(reference, estimate);
        Assert.Equal(expected, SignalMetrics.SiSdr(reference, Signals.Scaled(estimate, gain)), 5);
        Assert.Equal(expected, SignalMetrics.SiSdr(Signals.Scaled(reference, gain), estimate), 5);
    }

    [Fact]
    public void SiSdr_of_orthogonal_signals_is_negative_infinity() =>
        Assert.Equal(double.NegativeInfinity, SignalMetrics.SiSdr([1, 1, 1, 1], [1, -1, 1, -1]));

    [Fact]
    public void SiSdr_is_undefined_where_either_signal_is_silent()
    {
        Assert.Equal(double.NaN, SignalMetrics.SiSdr([0, 0], [1, 2]));
        Assert.Equal(double.NaN, SignalMetrics.SiSdr([1, 2], [0, 0]));
        Assert.Equal(double.NaN, SignalMetrics.SiSdr([0, 0], [0, 0]));
    }

    [Fact]
    public void Equal_signals_are_infinitely_good_silent_ones_included()
    {
        foreach (float[] signal in new[] { Signals.Noise(100), new float[100] })
        {
            Assert.Equal(double.PositiveInfinity, SignalMetrics.Psnr(signal, signal));
            Assert.Equal(double.PositiveInfinity, SignalMetrics.Snr(signal, signal));
        }
    }

    [Fact]
    public void Sound_where_the_reference_is_silent_has_an_SNR_of_negative_infinity() =>
        Assert.Equal(double.NegativeInfinity, SignalMetrics.Snr([0, 0], [0, 0.5f]));

    [Fact]
    public void Every_figure_falls_as_noise_rises()
    {
        float[] reference = MetricsFixture.Samples("reference");
        double[] psnr = [.. Levels().Select(e => SignalMetrics.Psnr(reference, e))];
        double[] snr = [.. Levels().Select(e => SignalMetrics.Snr(reference, e))];
        double[] siSdr = [.. Levels().Select(e => SignalMetrics.SiSdr(reference, e))];
        foreach (double[] figures in new[] { psnr, snr, siSdr })
        {
            Assert.Equal(figures.OrderDescending(), figures);
        }

        IEnumerable<float[]> Levels() => new[] { 0.001, 0.01, 0.1, 1 }.Select(
            level => Signals.Sum(reference, Signals.Noise(reference.Length, level)));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void A_peak_that_is_not_positive_and_finite_is_refused(double peak) =>
        Assert.Throws<ArgumentOutOfRangeException>(nameof(peak), () => SignalMetrics.Psnr([1], [1], peak));
}
