namespace Siren2.Metrics.Tests;

public class SpectralMetricsTests
{
    // Far below the power of any bin, so that no floor is in play.
    private const double NoFloor = 1e-30;

    public static TheoryData<string> Degradations => MetricsFixture.Degradations;

    [Theory]
    [MemberData(nameof(Degradations))]
    public void Distances_of_a_real_clip_equal_those_of_PyTorch(string degradation)
    {
        float[] reference = MetricsFixture.Samples("reference");
        float[] estimate = MetricsFixture.Samples(degradation);
        LogSpectralDistanceOptions rectangular = LogSpectralDistanceOptions.Rectangular2048;
        LogSpectralDistanceOptions hann = LogSpectralDistanceOptions.Hann2048;
        AssertLsd("lsd_rect", rectangular);
        AssertLsd("lsd_hann", hann);
        AssertLsd("lsd_rect_above_quarter", rectangular.Above(MetricsFixture.SampleRate / 8.0, MetricsFixture.SampleRate));
        AssertLsd("lsd_hann_above_quarter", hann.Above(MetricsFixture.SampleRate / 8.0, MetricsFixture.SampleRate));
        MetricsFixture.AssertEqual(
            degradation, "spectral_convergence_rect", SpectralMetrics.SpectralConvergence(reference, estimate));

        void AssertLsd(string metric, LogSpectralDistanceOptions options) =>
            MetricsFixture.AssertEqual(degradation, metric, SpectralMetrics.LogSpectralDistance(reference, estimate, options));
    }

    /// <summary>Expected figures: AP-BWE's definition in NumPy, double precision.</summary>
    [Theory]
    [InlineData("noise20", 1.970192)]
    [InlineData("sinc_x2", 3.611558)]
    [InlineData("sinc_x4", 4.635577)]
    [InlineData("half", 0.601193)]
    public void The_definition_of_AP_BWE_clamps_instead_of_adding(string degradation, double expected) =>
        Assert.Equal(expected, Lsd("reference", degradation, LogSpectralDistanceOptions.ApBwe), 1e-4);

    [Theory]
    [InlineData(0.5f)]
    [InlineData(2f)]
    [InlineData(0.01f)]
    [InlineData(-1f)]
    public void A_gain_alone_is_a_distance_of_twice_its_logarithm(float gain)
    {
        float[] reference = Signals.Noise(10_000);
        foreach (bool isWindowed in (bool[])[false, true])
        {
            var options = new LogSpectralDistanceOptions { IsWindowed = isWindowed, Floor = NoFloor };
            double distance = SpectralMetrics.LogSpectralDistance(reference, Signals.Scaled(reference, gain), options);
            Assert.Equal(2 * Math.Abs(Math.Log10(Math.Abs(gain))), distance, 1e-5);
        }
    }

    [Fact]
    public void A_gain_alone_is_a_convergence_of_its_difference_from_one()
    {
        float[] reference = Signals.Noise(10_000);
        foreach (bool isWindowed in (bool[])[false, true])
        {
            Assert.Equal(0.3, SpectralMetrics.SpectralConvergence(reference, Signals.Scaled(reference, 0.7f), isWindowed), 1e-6);
        }
    }

    [Fact]
    public void The_distance_of_the_missing_band_ignores_the_band_below()
    {
        // A tone that mirroring continues: every frame sees it in bins 79 to 81 alone.
        const int Length = (9 * 2048) + 1;
        float[] tone = [.. Enumerable.Range(0, Length).Select(n => (float)(0.5 * Math.Cos(2 * Math.PI * 80 * n / 2048)))];
        float[] reference = Signals.Noise(Length, 0.01);
        float[] estimate = Signals.Sum(reference, tone);
        LogSpectralDistanceOptions above = LogSpectralDistanceOptions.Hann2048 with { FirstBin = 83 };
        Assert.True(SpectralMetrics.LogSpectralDistance(reference, estimate) > 0.1);
        Assert.True(SpectralMetrics.LogSpectralDistance(reference, estimate, above) < 1e-4);
        Assert.True(SpectralMetrics.LogSpectralDistance(reference, estimate, above with { FirstBin = 81 }) > 0.1);
    }

    [Theory]
    [InlineData(0, 2048, 1)]
    [InlineData(2756.25, 2048, 257)]
    [InlineData(2756, 2048, 256)]
    [InlineData(11_024.9, 2048, 1024)]
    [InlineData(2756.25, 512, 65)]
    public void The_missing_band_begins_with_the_first_bin_strictly_above_the_frequency(
        double frequency, int size, int expected) =>
        Assert.Equal(expected, new LogSpectralDistanceOptions { FftSize = size }.Above(frequency, 22_050).FirstBin);

    [Fact]
    public void The_distance_is_symmetric()
    {
        float[] a = Signals.Noise(9000, 0.1, seed: 1);
        float[] b = Signals.Noise(9000, 0.001, seed: 2);
        Assert.Equal(SpectralMetrics.LogSpectralDistance(a, b), SpectralMetrics.LogSpectralDistance(b, a), 1e-12);
    }

    [Fact]
    public void Distances_rise_with_noise()
    {
        float[] reference = MetricsFixture.Samples("reference");
        float[][] estimates =
            [.. new[] { 0, 0.001, 0.01, 0.1 }.Select(level => Signals.Sum(reference, Signals.Noise(reference.Length, level)))];
        double[] lsd = [.. estimates.Select(e => SpectralMetrics.LogSpectralDistance(reference, e))];
        double[] convergence = [.. estimates.Select(e => SpectralMetrics.SpectralConvergence(reference, e))];
        Assert.Equal(lsd.Order(), lsd);
        Assert.Equal(convergence.Order(), convergence);
        Assert.Equal(0, lsd[0]);
        Assert.Equal(0, convergence[0]);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(10)]
    [InlineData(1024)]
    [InlineData(1025)]
    [InlineData(2048)]
    public void A_clip_shorter_than_a_frame_is_mirrored_and_measured(int length)
    {
        float[] reference = Signals.Noise(length);
        var options = new LogSpectralDistanceOptions { Floor = NoFloor };
        Assert.Equal(0, SpectralMetrics.LogSpectralDistance(reference, reference, options));
        float[] quarter = Signals.Scaled(reference, 0.25f);
        double gain = SpectralMetrics.LogSpectralDistance(reference, quarter, options with { FirstBin = 1 });
        Assert.True(double.IsFinite(gain) && gain > 0);
        Assert.Equal(0.5, SpectralMetrics.SpectralConvergence(reference, Signals.Scaled(reference, 0.5f)), 1e-6);
    }

    [Fact]
    public void One_sample_is_a_constant_whose_power_is_known()
    {
        // No window: bin 0 holds (2048 · level)², all others exactly nothing.
        LogSpectralDistanceOptions options = LogSpectralDistanceOptions.Rectangular2048 with { FftSize = 2, Floor = 1e-30 };
        double distance = SpectralMetrics.LogSpectralDistance([0.5f], [0.005f], options);
        Assert.Equal(Math.Sqrt(4.0 * 4.0 / 2), distance, 1e-6);
    }

    [Fact]
    public void Silence_against_sound_is_as_far_as_the_floor_says()
    {
        float[] silence = new float[5000];
        float[] sound = Signals.Noise(5000);
        Assert.Equal(0, SpectralMetrics.LogSpectralDistance(silence, silence));
        Assert.InRange(SpectralMetrics.LogSpectralDistance(silence, sound), 8, 10);
        Assert.Equal(0, SpectralMetrics.SpectralConvergence(silence, silence));
        Assert.Equal(double.PositiveInfinity, SpectralMetrics.SpectralConvergence(silence, sound));
        Assert.Equal(1, SpectralMetrics.SpectralConvergence(sound, silence), 1e-12);
    }

    [Fact]
    public void An_odd_number_of_frames_and_a_hop_beyond_the_frame_are_measured()
    {
        float[] reference = Signals.Noise(4096);
        float[] half = Signals.Scaled(reference, 0.5f);
        foreach (int hop in new[] { 1, 333, 1024, 2049, 5000, int.MaxValue })
        {
            var options = new LogSpectralDistanceOptions { FftSize = 64, Hop = hop, Floor = NoFloor };
            Assert.Equal(2 * Math.Log10(2), SpectralMetrics.LogSpectralDistance(reference, half, options), 1e-6);
        }
    }

    [Fact]
    public void A_frame_size_that_is_no_power_of_two_still_puts_whole_periods_into_one_bin()
    {
        // One period a frame, so that one bin in seven differs; all seven where mirroring bends the tone at the start.
        float[] tone = Signals.Sine(12_000, 1 / 12.0, 0.5);
        float[] louder = Signals.Sine(12_000, 1 / 12.0, 0.75);
        LogSpectralDistanceOptions options =
            LogSpectralDistanceOptions.Rectangular2048 with { FftSize = 12, Hop = 12, Floor = 1e-9 };
        double expected = 2 * Math.Log10(1.5) / Math.Sqrt(7);
        Assert.Equal(expected, SpectralMetrics.LogSpectralDistance(tone, louder, options), 1e-3);
    }

    [Fact]
    public void Options_out_of_range_are_refused_by_name()
    {
        Assert.Throws<ArgumentOutOfRangeException>("FftSize", () => new LogSpectralDistanceOptions { FftSize = 3 });
        Assert.Throws<ArgumentOutOfRangeException>("FftSize", () => new LogSpectralDistanceOptions { FftSize = 0 });
        Assert.Throws<ArgumentOutOfRangeException>("FftSize", () => new LogSpectralDistanceOptions { FftSize = 1 << 21 });
        Assert.Throws<ArgumentOutOfRangeException>("Hop", () => new LogSpectralDistanceOptions { Hop = 0 });
        Assert.Throws<ArgumentOutOfRangeException>("Floor", () => new LogSpectralDistanceOptions { Floor = 0 });
        Assert.Throws<ArgumentOutOfRangeException>("Floor", () => new LogSpectralDistanceOptions { Floor = double.NaN });
        Assert.Throws<ArgumentOutOfRangeException>("FirstBin", () => new LogSpectralDistanceOptions { FirstBin = -1 });
        Assert.Throws<ArgumentOutOfRangeException>(
            "FloorKind", () => new LogSpectralDistanceOptions { FloorKind = (PowerFloor)7 });
        Assert.Throws<ArgumentOutOfRangeException>("frequency", () => LogSpectralDistanceOptions.ApBwe.Above(4000, 8000));
        Assert.Throws<ArgumentOutOfRangeException>("frequency", () => LogSpectralDistanceOptions.ApBwe.Above(double.NaN, 8000));
        Assert.Throws<ArgumentOutOfRangeException>("sampleRate", () => LogSpectralDistanceOptions.ApBwe.Above(0, 0));
        Assert.Throws<ArgumentException>(
            "options", () => SpectralMetrics.LogSpectralDistance([1], [1], new LogSpectralDistanceOptions { FirstBin = 1025 }));
    }

    private static double Lsd(string reference, string estimate, LogSpectralDistanceOptions options) =>
        SpectralMetrics.LogSpectralDistance(MetricsFixture.Samples(reference), MetricsFixture.Samples(estimate), options);
}
