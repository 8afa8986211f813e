namespace Siren2.Metrics.Tests;

public class AudioComparisonTests
{
    public static TheoryData<string> Degradations => MetricsFixture.Degradations;

    [Theory]
    [MemberData(nameof(Degradations))]
    public void All_figures_of_a_real_clip_come_from_one_call(string degradation)
    {
        AudioComparisonResult result = AudioComparison.Compare(Clip("reference"), Clip(degradation), inputRate: 5_513);
        MetricsFixture.AssertEqual(degradation, "psnr_peak1", result.Psnr);
        MetricsFixture.AssertEqual(degradation, "snr", result.Snr);
        MetricsFixture.AssertEqual(degradation, "si_sdr", result.SiSdr);
        MetricsFixture.AssertEqual(degradation, "lsd_hann", result.LsdHann);
        MetricsFixture.AssertEqual(degradation, "lsd_rect", result.LsdRectangular);
        MetricsFixture.AssertEqual(degradation, "lsd_hann_above_quarter", result.MissingBandLsdHann!.Value);
        MetricsFixture.AssertEqual(degradation, "lsd_rect_above_quarter", result.MissingBandLsdRectangular!.Value);
        MetricsFixture.AssertEqual(degradation, "spectral_convergence_rect", result.SpectralConvergence);
        MetricsFixture.AssertEqual(degradation, "envelope_distance", result.EnvelopeDistance);
        MetricsFixture.AssertEqual(degradation, "stoi", result.Stoi);
        MetricsFixture.AssertEqual(degradation, "estoi", result.ExtendedStoi);

        float[] reference = MetricsFixture.Samples("reference");
        float[] estimate = MetricsFixture.Samples(degradation);
        LogSpectralDistanceOptions apBwe = LogSpectralDistanceOptions.ApBwe;
        Assert.Equal(SpectralMetrics.LogSpectralDistance(reference, estimate, apBwe), result.LsdApBwe);
        Assert.Equal(
            SpectralMetrics.LogSpectralDistance(reference, estimate, apBwe.Above(2756.5, 22_050)), result.MissingBandLsdApBwe);
        Assert.Equal(MissingBandMetrics.LevelErrors(reference, estimate, 22_050, 5_513), result.MissingBandLevelErrors);
        Assert.Equal(MissingBandMetrics.MeanOnsetRise(reference, estimate, 22_050, 5_513), result.MissingBandOnsetRise);
        Assert.Null(result.MissingBandChannelCorrelation);
    }

    [Theory]
    [InlineData(null)]
    [InlineData(22_050)]
    [InlineData(48_000)]
    public void Without_a_missing_band_there_is_no_figure_for_it(int? inputRate)
    {
        AudioComparisonResult result = AudioComparison.Compare(Clip("reference"), Clip("noise20"), inputRate);
        Assert.Null(result.MissingBandLsdHann);
        Assert.Null(result.MissingBandLsdRectangular);
        Assert.Null(result.MissingBandLsdApBwe);
        Assert.Null(result.MissingBandLevelErrors);
        Assert.Null(result.MissingBandOnsetRise);
        Assert.Null(result.MissingBandChannelCorrelation);
    }

    [Fact]
    public void Several_channels_give_the_mean_of_their_figures_where_defined()
    {
        float[] speech = MetricsFixture.Samples("reference");
        float[] noisy = MetricsFixture.Samples("noise20");
        float[] dull = MetricsFixture.Samples("sinc_x4");
        float[] silence = new float[speech.Length];
        var reference = new AudioClip(22_050, speech, speech, silence);
        AudioComparisonResult result = AudioComparison.Compare(reference, new AudioClip(22_050, noisy, dull, noisy), 5_512);

        AudioComparisonResult first = AudioComparison.Compare(Clip("reference"), Clip("noise20"), 5_512);
        AudioComparisonResult second = AudioComparison.Compare(Clip("reference"), Clip("sinc_x4"), 5_512);
        AudioComparisonResult third = AudioComparison.Compare(new AudioClip(22_050, silence), Clip("noise20"), 5_512);
        Assert.Equal((first.Psnr + second.Psnr + third.Psnr) / 3, result.Psnr, 1e-9);
        Assert.Equal((first.LsdHann + second.LsdHann + third.LsdHann) / 3, result.LsdHann, 1e-9);
        Assert.Equal(
            (first.MissingBandLsdHann!.Value + second.MissingBandLsdHann!.Value + third.MissingBandLsdHann!.Value) / 3,
            result.MissingBandLsdHann!.Value,
            1e-9);
        Assert.Equal(double.NegativeInfinity, result.Snr);
        Assert.Equal(
            (first.MissingBandLevelErrors!.Pause.Bias + second.MissingBandLevelErrors!.Pause.Bias) / 2,
            result.MissingBandLevelErrors!.Pause.Bias,
            1e-9);
        Assert.Equal(double.NaN, third.MissingBandLevelErrors!.Pause.Bias);
        Assert.Equal(first.MissingBandOnsetRise!.OnsetCount + second.MissingBandOnsetRise!.OnsetCount, result.MissingBandOnsetRise!.OnsetCount);

        Assert.True(result.MissingBandOnsetRise.OnsetCount > 0);

        // Equal channels, where a band is there at all.
        Assert.Equal(1, result.MissingBandChannelCorrelation!.Reference, 1e-5);
        Assert.Equal(1, result.MissingBandChannelCorrelation.Estimate, 1e-5);

        // Neither is defined against a silent reference.
        Assert.Equal(double.NaN, third.SiSdr);
        Assert.Equal(double.NaN, third.Stoi);
        Assert.Equal((first.SiSdr + second.SiSdr) / 2, result.SiSdr, 1e-9);
        Assert.Equal((first.Stoi + second.Stoi) / 2, result.Stoi, 1e-9);
    }

    [Fact]
    public void Clips_that_do_not_match_are_refused_with_both_formats_named()
    {
        var clip = new AudioClip(8000, new float[10]);
        Assert.Contains("16000", Refusal(new AudioClip(16_000, new float[10])), StringComparison.Ordinal);
        Assert.Contains("2 at 8000", Refusal(new AudioClip(8000, new float[10], new float[10])), StringComparison.Ordinal);
        Assert.Contains("91", Refusal(new AudioClip(8000, new float[91])), StringComparison.Ordinal);
        Assert.Throws<ArgumentNullException>("reference", () => AudioComparison.Compare(null!, clip));
        Assert.Throws<ArgumentNullException>("estimate", () => AudioComparison.Compare(clip, null!));
        Assert.Throws<ArgumentException>("reference", () => AudioComparison.Compare(Empty(), Empty()));
        Assert.Throws<ArgumentOutOfRangeException>("inputRate", () => AudioComparison.Compare(clip, clip, 0));

        static AudioClip Empty() => new(8000, Array.Empty<float>());

        string Refusal(AudioClip estimate) =>
            Assert.Throws<ArgumentException>(nameof(estimate), () => AudioComparison.Compare(clip, estimate)).Message;
    }

    [Fact]
    public void Clips_that_differ_by_the_samples_that_resampling_leaves_are_compared_over_what_both_have()
    {
        AudioClip reference = Clip("reference");
        AudioClip estimate = Clip("noise20");
        AudioComparisonResult expected = AudioComparison.Compare(reference[..^200], estimate[..^200]);
        Assert.Equal(expected, AudioComparison.Compare(reference, estimate[..^200]));
        Assert.Equal(expected, AudioComparison.Compare(reference[..^200], estimate));
        Assert.Throws<ArgumentException>("estimate", () => AudioComparison.Compare(reference, estimate[..^221]));
    }

    [Fact]
    public void What_one_of_two_stereo_clips_has_more_counts_for_nothing()
    {
        float[][] reference = [MetricsFixture.Samples("reference"), MetricsFixture.Samples("noise20")];
        float[][] estimate = [MetricsFixture.Samples("noise20"), MetricsFixture.Samples("reference")];
        float[][] longer = [.. estimate.Select(channel => (float[])[.. channel, .. Enumerable.Repeat(0.9f, 100)])];
        AudioComparisonResult expected = Compare(estimate);
        Assert.NotNull(expected.MissingBandChannelCorrelation);
        Assert.Equal(expected, Compare(longer));

        AudioComparisonResult Compare(float[][] judged) => AudioComparison.Compare(
            new AudioClip(MetricsFixture.SampleRate, reference), new AudioClip(MetricsFixture.SampleRate, judged), MetricsFixture.SampleRate / 2);
    }

    private static AudioClip Clip(string name) => new(MetricsFixture.SampleRate, MetricsFixture.Samples(name));
}
