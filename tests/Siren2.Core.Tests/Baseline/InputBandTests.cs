using System.Numerics.Tensors;
using Siren2.BandAnalysis;
using Siren2.Baseline;
using Siren2.Core.Tests.Upsampling;
using Siren2.Decimation;
using Siren2.Resampling;

namespace Siren2.Core.Tests.Baseline;

/// <summary>What is found of a clip's band: its end, and the roll-off of the decimator.</summary>
public class InputBandTests
{
    private static readonly Lazy<AudioClip> Ideal = new(
        () => new AudioClip(11_025, FourierResampler.Resample(Even(Clips.Speech).Channel(0), Clips.Speech.Length / 2)));

    public static TheoryData<double, double> OtherThanSox =>
        new() { { 0.94, 0.006 }, { 0.965, 0.008 }, { 0.967, 0.005 }, { 0.935, 0.013 }, { 0.975, 0.0076 } };

    /// <summary>A roll-off undone where another was loses more than one left alone does.</summary>
    [Theory]
    [MemberData(nameof(OtherThanSox))]
    public void A_steep_roll_off_that_is_not_of_SoX_is_left_alone(double center, double width) =>
        Assert.Same(AntiAliasingFilter.Ideal, RollOffEstimator.Estimate(LongTermSpectrum.Of(RolledOff(Clips.Noise(60_000), new(center, width)))!));

    /// <summary>
    /// An elliptic filter of order 12, forwards and backwards, to 0.9575 of the Nyquist frequency behind a voice of VCTK that itself falls a little
    /// there: SoX's inverse lost 0.2 to 0.45 dB.
    /// </summary>
    [Fact]
    public void An_elliptic_filter_whose_edge_is_blunted_by_the_voice_is_left_alone()
    {
        (double Frequency, double Decibels)[] fall =
        [
            (0, 0), (0.93, 0), (0.94, -1), (0.95, -2), (0.955, -2), (0.96, -4), (0.965, -9),
            (0.97, -20), (0.975, -31), (0.98, -44), (0.985, -54), (0.99, -63), (1, -78),
        ];
        MathNet.Numerics.Interpolation.LinearSpline spline = MathNet.Numerics.Interpolation.LinearSpline.InterpolateSorted(
            [.. fall.Select(point => point.Frequency)], [.. fall.Select(point => point.Decibels)]);
        for (int seed = 1; seed <= 8; seed++)
        {
            AudioClip clip = Filtered(new AudioClip(8000, Clips.Samples(60_000, 0.1f, seed)), f => Math.Pow(10, spline.Interpolate(2 * f) / 20));
            Assert.Same(AntiAliasingFilter.Ideal, RollOffEstimator.Estimate(LongTermSpectrum.Of(clip)!));
        }
    }

    /// <summary>A guess that nobody would hear if it were right is not made: a recording that has been through SoX before would lose by it.</summary>
    [Fact]
    public void A_roll_off_is_left_alone_where_less_than_a_ten_millionth_of_the_energy_would_be_restored()
    {
        AssertSox(Estimate(tone: 0.1f));
        Assert.Same(AntiAliasingFilter.Ideal, Estimate(tone: 1));

        static AntiAliasingFilter Estimate(float tone)
        {
            float[] samples = RolledOff(Clips.Noise(60_000), AntiAliasingFilter.Sox).Channel(0).ToArray();
            for (int i = 0; i < samples.Length; i++)
            {
                samples[i] = (2e-3f * samples[i]) + (tone * MathF.Sin(0.3f * i));
            }

            return RollOffEstimator.Estimate(LongTermSpectrum.Of(new AudioClip(8000, samples))!);
        }
    }

    /// <summary>Whatever is taken for the decimator of speech, plain sinc is no better.</summary>
    [Theory]
    [InlineData(0.9556, 0.0104)]
    [MemberData(nameof(OtherThanSox))]
    public void What_is_undone_in_speech_never_costs_more_than_a_twentieth_of_a_decibel(double center, double width)
    {
        AudioClip reference = Even(Clips.Speech);
        AudioClip clip = RolledOff(Ideal.Value, new(center, width));
        AntiAliasingFilter found = RollOffEstimator.Estimate(LongTermSpectrum.Of(clip)!);
        double plain = Measure.Psnr(reference, new SincResampler(11_025, 22_050).Resample(clip));
        Assert.InRange(Measure.Psnr(reference, SincBaseline.Compute(clip, 22_050, filter: found)), plain - 0.05, plain + 3);
    }

    /// <summary>A clip that is cut in mid-wave has its end nowhere else, and what is undone does not ring there.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void The_silence_at_the_other_end_of_a_clip_that_is_cut_stays_silent(bool isSox)
    {
        float[] samples = Clips.Samples(60_000, 0.02f, 1);
        for (int i = 1; i < samples.Length; i++)
        {
            samples[i] += samples[i - 1];
        }

        Array.Clear(samples, 0, 2_400);
        AudioClip clip = new(8000, samples);
        AudioClip baseline = SincBaseline.Compute(clip, 48_000, filter: isSox ? AntiAliasingFilter.Sox with { MaximumGain = 60 } : null);
        Assert.InRange(TensorPrimitives.MaxMagnitude(baseline.Channel(0)[..9_000]), -1e-8, 1e-8);
        Array.Reverse(samples);
        baseline = SincBaseline.Compute(
            new AudioClip(8000, samples), 48_000, filter: isSox ? AntiAliasingFilter.Sox with { MaximumGain = 60 } : null);
        Assert.InRange(TensorPrimitives.MaxMagnitude(baseline.Channel(0)[^9_000..]), -1e-8, 1e-8);
    }

    /// <summary>A stroke out of silence is not heard before it is there; what is undone rings 30 ms to either side.</summary>
    [Theory]
    [InlineData(0, 2)]
    [InlineData(1e-4f, 1.2)]
    public void Undone_or_not_the_silence_before_a_stroke_is_the_same(float hum, double most)
    {
        float[] stroke = Clips.Samples(24_000, 0.5f, 2);
        for (int i = 0; i < stroke.Length; i++)
        {
            stroke[i] *= i < 12_000 ? 0 : MathF.Exp((12_000 - i) / 800f);
            stroke[i] += hum * MathF.Sin(0.1f * i);
        }

        AudioClip clip = RolledOff(new AudioClip(8000, stroke), AntiAliasingFilter.Sox);
        AntiAliasingFilter filter = AntiAliasingFilter.Sox with { MaximumGain = 7 };
        double plain = Before(SincBaseline.Compute(clip, 16_000));
        double undone = Before(SincBaseline.Compute(clip, 16_000, filter: filter));
        Assert.InRange(undone, 0, most * plain);
        Assert.NotEqual(SincBaseline.Compute(clip, 16_000).Channel(0)[24_100], SincBaseline.Compute(clip, 16_000, filter: filter).Channel(0)[24_100]);

        // 10 to 20 ms before.
        static double Before(AudioClip baseline) => TensorPrimitives.Norm(baseline.Channel(0)[23_680..23_840]);
    }

    [Fact]
    public void A_band_that_is_whole_has_no_roll_off_and_no_other_end()
    {
        foreach (AudioClip clip in (AudioClip[])[Ideal.Value, Clips.Noise(20_000), Clips.Noise(20_000, channels: 2), Clips.Of(20_000, _ => 0)])
        {
            LongTermSpectrum spectrum = LongTermSpectrum.Of(clip)!;
            Assert.Same(AntiAliasingFilter.Ideal, RollOffEstimator.Estimate(spectrum));
            Assert.Equal(1, BandwidthDetector.Detect(clip, spectrum).Share);
        }
    }

    [Fact]
    public void A_gentle_roll_off_is_not_mistaken_for_a_steep_one() =>
        Assert.Same(AntiAliasingFilter.Ideal, RollOffEstimator.Estimate(LongTermSpectrum.Of(RolledOff(Ideal.Value, AntiAliasingFilter.FFmpeg))!));

    [Theory]
    [InlineData(0.3)]
    [InlineData(0.45)]
    [InlineData(0.6)]
    [InlineData(0.85)]
    public void A_low_pass_below_the_Nyquist_frequency_is_found_to_two_hundredths(double end)
    {
        AudioClip clip = LowPassed(Clips.Noise(30_000, 44_100), end);
        Assert.InRange(Detect(clip), end - 0.02, end + 0.02);
    }

    [Fact]
    public void Speech_on_a_telephone_line_in_a_wide_file_ends_where_the_line_does()
    {
        AudioClip clip = LowPassed(Clips.Speech, 3400 / 11_025.0);
        Assert.InRange(11_025 * Detect(clip), 3300, 3550);
    }

    /// <summary>G.711: its noise follows the signal, and hides the end of the band in most frames.</summary>
    [Fact]
    public void Speech_on_a_telephone_line_ends_where_the_line_does_after_mu_law_as_well() => Assert.InRange(4000 * Detect(Telephone(Clips.Speech)), 3300, 3500);

    /// <summary>Brought to a higher rate, the codec's noise ends at 4 kHz, and the line still where it did.</summary>
    [Theory]
    [InlineData(16_000)]
    [InlineData(22_050)]
    [InlineData(44_100)]
    [InlineData(48_000)]
    public void A_telephone_line_ends_where_it_does_at_higher_rates_too(int rate)
    {
        AudioClip clip = new SincResampler(8000, rate).Resample(Telephone(Clips.Speech));
        Assert.InRange(0.5 * rate * Detect(clip), 3300, 3510);
    }

    /// <summary>
    /// In pauses there is but the codec's noise, as strong at 3.8 kHz as at 3.3: in relation to its level it is as loud as a voice, and the line was taken for one
    /// that ends where the noise does.
    /// </summary>
    [Theory]
    [InlineData(11_025)]
    [InlineData(24_000)]
    public void A_telephone_line_ends_where_it_does_in_a_clip_full_of_pauses(int rate)
    {
        Assert.InRange(0.5 * rate * Detect(new SincResampler(8000, rate).Resample(LineWithPauses(1.3e-4f, 21))), 3300, 3510);
    }

    /// <summary>
    /// Hiss on the line stands out of its codec's noise too little for a cliff, and where that noise ends the whole looks like one gentle fall, which was taken to
    /// begin at 3.2 kHz.
    /// </summary>
    [Theory]
    [InlineData(11_025)]
    [InlineData(16_000)]
    public void A_line_that_stands_far_out_of_its_noise_is_no_gentle_one(int rate)
    {
        float[] line = LineWithPauses(2e-4f, 26).Channel(0).ToArray();
        new ZeroPhaseFilter(f => 1 - (6 * Math.Max(0, f - 0.43)), 500, 10).Apply(line, line);
        Assert.InRange(0.5 * rate * Detect(new SincResampler(8000, rate).Resample(new AudioClip(8000, line))), 3300, 3510);
    }

    /// <summary>Filters of orders 6 to 10 fall over hundreds of hertz: the end was found half-way down, or where the noise of the codec ends.</summary>
    [Theory]
    [InlineData(8000, 6, false)]
    [InlineData(11_025, 8, false)]
    [InlineData(16_000, 10, false)]
    [InlineData(48_000, 8, false)]
    [InlineData(8000, 10, true)]
    [InlineData(11_025, 10, true)]
    [InlineData(16_000, 8, true)]
    [InlineData(48_000, 6, true)]
    public void A_telephone_line_whose_filter_is_gentle_ends_where_it_begins_to_fall(int rate, int order, bool isMuLaw)
    {
        AudioClip clip = GentleLine(order, isMuLaw);
        Assert.InRange(0.5 * rate * Detect(rate == 8000 ? clip : new SincResampler(8000, rate).Resample(clip)), 3300, 3500);
    }

    /// <summary>
    /// The transition of SciPy's <c>resample_poly</c> is 1.25 kHz wide: the codec's noise goes on beyond 4 kHz, and its end is not seen where the line is
    /// far above it in few frames.
    /// </summary>
    [Theory]
    [InlineData(11_025)]
    [InlineData(16_000)]
    [InlineData(22_050)]
    [InlineData(44_100)]
    [InlineData(48_000)]
    [Trait("Suite", "slow")]
    public void A_telephone_line_ends_where_it_does_behind_a_wide_transition(int rate)
    {
        float[] dull = Clips.Samples(128_000, 0.4f, 12);
        float[] bright = Clips.Samples(128_000, 0.2f, 13);
        new ZeroPhaseFilter(f => f < 0.1 ? 1 : 0.02, 500, 10).Apply(dull, dull);
        AudioClip line = Telephone(Clips.Of(dull.Length, i => i / 2000 % 16 == 0 ? bright[i] : dull[i]));
        Assert.InRange(0.5 * rate * Detect(WithWideTransition(line, rate)), 3300, 3500);
    }

    /// <summary>
    /// What an image's end at 4.3 to 4.6 kHz was taken for: voices on lines so gentle that their fall alone shows, by hundreds of hertz from 3 kHz on, and such
    /// as are none, since they do not stay down or hardly fall below 4 kHz.
    /// </summary>
    [Theory]
    [InlineData(3671, 2, 2, 2, 1, 0, -2, -5, -10, -32, -34)]
    [InlineData(3520, -1, 0, -1, -3, -6, -9, -15, -19, -20, -20)]
    [InlineData(3562, 0, 0, 0, 0, 0, -6, -10, -14, -22, -26)]
    [InlineData(null, 0, 0, -30, -30, 0, 0, -30, -30, 0, 0)]
    [InlineData(null, 0, 0, -2, -4, -6, -8, -9, -10, -11, -14)]
    public void A_gentle_line_ends_where_half_of_its_fall_begins(int? end, params int[] decibels)
    {
        const double binsPerHertz = 0.064;
        double[] relative = [.. Enumerable.Range(0, 320).Select(bin =>
        {
            double place = Math.Clamp(((bin / binsPerHertz) - 3100) / 100, 0, decibels.Length - 1.001);
            return 0.1 * Math.Log(10) * (decibels[(int)place] + ((decibels[(int)place + 1] - decibels[(int)place]) * (place - (int)place)));
        })];
        int? found = Falloff.EndOfGentleLine(relative, binsPerHertz);
        Assert.Equal(end is null, found is null);
        Assert.InRange((found / binsPerHertz) - end ?? 0, -25, 25);
    }

    [Theory]
    [InlineData(11_025)]
    [InlineData(22_050)]
    [InlineData(44_100)]
    public void An_image_is_no_band(int rate)
    {
        AudioClip source = Clips.Noise(64_000, 8000);
        Assert.Equal(4000, 0.5 * rate * Detect(WithWideTransition(Modulated(source), rate)), 1);
    }

    /// <summary>
    /// MP3 at 32 kHz, brought to 48 by FFmpeg: the image beyond 16 kHz was taken for the band, up to 17.1; with a low-pass at 15.2 kHz, so far below that too few
    /// pairs have anything to agree on, there is a hole about 16.
    /// </summary>
    [Theory]
    [InlineData(32_000, 48_000, 0.98)]
    [InlineData(16_000, 44_100, 0.98)]
    [InlineData(32_000, 48_000, 0.95)]
    [InlineData(24_000, 44_100, 0.95)]
    public void The_image_of_a_band_that_ends_before_the_rate_it_had_is_none_either(int sourceRate, int rate, double end)
    {
        AudioClip source = LowPassed(Modulated(Clips.Noise(4 * sourceRate, sourceRate)), end);
        AudioClip raised = WithWideTransition(source, rate);
        Assert.InRange(rate * Detect(Clips.Of(raised.Length, i => InSixteenBits(raised.Channel(0)[i]), rate)) / sourceRate, end - 0.02, end + 0.02);
    }

    /// <summary>
    /// Decoded to 16 bits at 44.1 kHz, and brought to 48 in float: the end of the rounding noise was taken for the band's, twice as high; the second falls by 60 dB
    /// before it ends.
    /// </summary>
    [Theory]
    [InlineData(0.5, 1)]
    [InlineData(0.4, 1e-3)]
    public void Where_a_decoders_rounding_noise_ends_is_no_end_of_the_band(double end, double slope)
    {
        const int rate = 44_100;
        float[] samples = Modulated(Clips.Noise(4 * rate, rate)).Channel(0).ToArray();
        new ZeroPhaseFilter(f => Math.Pow(slope, 2 * f / end), 1000, 10).Apply(samples, samples);
        AudioClip decoded = LowPassed(new AudioClip(rate, samples), end);
        AudioClip clip = new SincResampler(rate, 48_000).Resample(Clips.Of(decoded.Length, i => InSixteenBits(decoded.Channel(0)[i]), rate));
        Assert.InRange(24_000 * Detect(clip), 22_050 * (end - 0.02), 22_050 * (end + 0.02));
    }

    /// <summary>A quiet piece falls into a decoder's noise as if on a slope: that it ends there was told as if it were known.</summary>
    [Fact]
    public void An_end_that_is_lost_in_a_decoders_noise_cannot_be_told_exactly()
    {
        const int rate = 24_000;
        float[] samples = Modulated(Clips.Noise(6 * rate, rate)).Channel(0).ToArray();
        new ZeroPhaseFilter(f => 0.1 * Math.Pow(10, -16 * f), 1000, 10).Apply(samples, samples);
        AudioClip clip = new SincResampler(rate, 48_000).Resample(Clips.Of(samples.Length, i => InSixteenBits(samples[i]), rate));
        BandEnd found = BandwidthDetector.Detect(clip, LongTermSpectrum.Of(clip)!);
        Assert.InRange(24_000 * found.Share, 11_000, 12_000);
        Assert.True(found.IsGradual);
    }

    /// <summary>A voice that grows weak under even noise: where the noise ends the line may have ended long before; of partials that go on, the end is seen.</summary>
    [Theory]
    [InlineData(4e-3f, true)]
    [InlineData(0, false)]
    public void An_end_of_even_noise_cannot_be_told_exactly(float level, bool isHidden)
    {
        float[] noise = Clips.Samples(80_000, level, 24);
        float[] voice = Modulated(new AudioClip(8000, Clips.Samples(noise.Length, 0.3f, 25))).Channel(0).ToArray();
        new ZeroPhaseFilter(f => isHidden ? Math.Pow(10, -6 * f) : 1 + (0.6 * Math.Cos(2 * Math.PI * 80 * f)), 500, 10).Apply(voice, voice);
        TensorPrimitives.Add(voice, noise, voice);
        AudioClip clip = new SincResampler(8000, 16_000).Resample(Clips.Of(voice.Length, i => InSixteenBits(voice[i]), 8000));
        BandEnd found = BandwidthDetector.Detect(clip, LongTermSpectrum.Of(clip)!);
        Assert.InRange(8000 * found.Share, 3700, 4000);
        Assert.Equal(isHidden, found.IsGradual);
    }

    /// <summary>
    /// MP3 brought to 44.1 kHz by SoX, in float: the resampler leaves noise of its own, 120 dB down, up to 11.6 kHz, which was taken for the band's end.
    /// </summary>
    [Fact]
    public void The_noise_of_floats_below_a_cliff_is_as_good_as_nothing()
    {
        float[] samples = Clips.Samples(200_000, 0.1f, 18);
        float[] noise = Clips.Samples(samples.Length, 0.1f, 19);
        var lowPass = new ZeroPhaseFilter(f => f * 44_100 < 5700 ? 1 : 0, 1000, 12.3);
        lowPass.Apply(samples, samples);
        lowPass.Apply(samples, samples);
        new ZeroPhaseFilter(f => f * 44_100 < 11_600 ? 1 : 0, 1000, 12.3).Apply(noise, noise);
        TensorPrimitives.MultiplyAdd(noise, 2e-6f, samples, samples);
        Assert.InRange(22_050 * Detect(new AudioClip(44_100, samples)), 5530, 5870);
    }

    /// <summary>At 300 kHz a bin is wider than what of a telephone's noise is looked at: an index was out of range.</summary>
    [Theory]
    [InlineData(7000)]
    [InlineData(7350)]
    [InlineData(7970)]
    [InlineData(196_000)]
    [InlineData(300_000)]
    [InlineData(705_600)]
    [InlineData(1_411_200)]
    public void At_no_rate_is_there_an_end_where_none_is(int rate)
    {
        Assert.Equal(1, Detect(Modulated(Clips.Noise(40_000, rate))));
        Assert.Equal(1, Detect(Clips.Of(40_000, _ => 0, rate)));
    }

    /// <summary>The phases of three frames agree by chance.</summary>
    [Fact]
    public void A_few_frames_with_sound_show_no_image()
    {
        float[] noise = Clips.Samples(48_000, 0.3f, 20);
        Assert.False(SourceImage.IsThere(Clips.Of(noise.Length, i => i is > 20_000 and < 23_000 ? noise[i] : 0, 48_000), 4000));
    }

    /// <summary>Partials 220 Hz apart lie around 4 kHz as if by a mirror too, but turn in their own time.</summary>
    [Fact]
    public void An_image_is_told_by_its_phase()
    {
        AudioClip source = Modulated(Clips.Noise(64_000, 8000));
        AudioClip raised = WithWideTransition(source, 44_100);
        float[] right = [.. raised.Channel(0).ToArray().Select(x => -0.5f * x)];
        AudioClip partials = Clips.Of(200_000, i => (float)Enumerable.Range(1, 90).Sum(k => Math.Sin(2 * Math.PI * 220 * k * i / 44_100) / k) * 0.1f, 44_100);
        Assert.True(SourceImage.IsThere(raised, 4000));
        Assert.True(SourceImage.IsThere(new AudioClip(44_100, raised.Channel(0).ToArray(), right), 4000));
        Assert.False(SourceImage.IsThere(raised, 3700));
        Assert.False(SourceImage.IsThere(new SincResampler(8000, 44_100).Resample(source), 4000));
        Assert.False(SourceImage.IsThere(Clips.Noise(200_000, 44_100), 4000));
        Assert.False(SourceImage.IsThere(partials, 4000));
        Assert.False(SourceImage.IsThere(Clips.Of(200_000, _ => 0, 44_100), 4000));
        Assert.False(SourceImage.IsThere(Clips.Noise(2000, 44_100), 4000));
    }

    /// <summary>Music that FFmpeg brought to 8 kHz: its roll-off, 14 dB down at the top, was taken for the end of a line at 3.7 kHz.</summary>
    [Fact]
    public void A_roll_off_that_is_no_deeper_than_a_decimators_is_no_line()
    {
        float[] music = Clips.Samples(64_000, 0.3f, 17);
        double[] corners = [0, 3300, 3400, 3500, 3600, 3700, 3800, 3900, 4001];
        double[] decibels = [0, -1, -3, -4, -6, -9, -11, -13, -15];
        new ZeroPhaseFilter(f => Math.Pow(10, At(8000 * f) / 20), 500, 12.3).Apply(music, music);
        Assert.Equal(1, Detect(Clips.Of(music.Length, i => MuLaw(music[i] * MathF.Exp(2 * MathF.Sin(0.003f * i) - 2)), 8000)));

        double At(double hertz)
        {
            int i = Array.FindLastIndex(corners, corner => corner <= hertz);
            return decibels[i] + ((decibels[i + 1] - decibels[i]) * (hertz - corners[i]) / (corners[i + 1] - corners[i]));
        }
    }

    [Theory]
    [InlineData(8000)]
    [InlineData(16_000)]
    [InlineData(48_000)]
    public void An_end_is_called_gradual_where_it_is(int rate)
    {
        Assert.Equal(InputBandEnd.FoundGradual, End(GentleLine(4, isMuLaw: false)));
        Assert.Equal(InputBandEnd.Found, End(LowPassed(Modulated(Clips.Noise(64_000, 8000)), 0.85)));

        InputBandEnd End(AudioClip line)
        {
            AudioClip clip = rate == 8000 ? line : new SincResampler(8000, rate).Resample(line);
            return InputBand.Of(clip, 48_000, UpsamplerOptions.Balanced, estimates: true).End;
        }
    }

    /// <summary>Noise that falls steeply from 2.9 kHz on has no line in it, and ends as a codec's noise does.</summary>
    [Theory]
    [InlineData(10, 2668, 22_050)]
    [InlineData(11, 2889, 44_100)]
    [InlineData(12, 2920, 48_000)]
    public void A_steep_slope_is_no_telephone(int order, double corner, int rate)
    {
        float[] noise = Clips.Samples(6 * rate, 0.3f, 14);
        new ZeroPhaseFilter(f => 1 / Math.Sqrt(1 + Math.Pow(f * rate / corner, 2 * order)), 500, 12.3).Apply(noise, noise);
        Assert.Equal(1, Detect(Clips.Of(noise.Length, i => InSixteenBits(noise[i] * (float)(1 + (0.9 * Math.Sin(2 * Math.PI * i / rate)))), rate)));
    }

    /// <summary>Weak in its high notes, music on a telephone stands over the noise of µ-law by less than speech does.</summary>
    [Fact]
    public void Music_on_a_telephone_line_ends_where_the_line_does()
    {
        float[] samples = Clips.Samples(64_000, 0.3f, 4);
        new ZeroPhaseFilter(f => f < 0.1 ? 1 : 0.04, 500, 10).Apply(samples, samples);
        Assert.InRange(4000 * Detect(Telephone(new AudioClip(8000, samples))), 3300, 3500);
    }

    /// <summary>MP3 at 24 kbit/s of a tune with weak high notes ends at 6.25 kHz, in few frames; it was taken to end at 5.9, where most of them do.</summary>
    [Fact]
    public void What_a_codec_leaves_out_of_most_frames_belongs_to_the_band_nevertheless()
    {
        const double end = 0.285;
        float[] rich = Clips.Samples(200_000, 0.1f, 7);
        float[] poor = LowPassed(new AudioClip(44_100, rich), 0.26).Channel(0).ToArray();
        float[] clip = LowPassed(Clips.Of(rich.Length, i => i / 4000 % 10 == 0 ? rich[i] : poor[i], 44_100), end).Channel(0).ToArray();
        float[] rest = Clips.Samples(rich.Length, 1e-5f, 8);
        new ZeroPhaseFilter(f => Math.Exp(-10 * f), 500, 12.3).Apply(rest, rest);
        TensorPrimitives.Add(clip, rest, clip);
        Assert.InRange(Detect(new AudioClip(44_100, clip)), 0.98 * end, 1.02 * end);
    }

    /// <summary>MP3 of stereo at 24 kbit/s begins to fall at 4.1 kHz and reaches the rounding noise at 4.7; its band was taken to end half-way down, 5 % too high.</summary>
    [Fact]
    public void The_band_of_a_codec_ends_where_its_low_pass_begins_to_fall()
    {
        float[] samples = Clips.Samples(200_000, 0.2f, 15);
        new ZeroPhaseFilter(f => Math.Pow(10, -6.5 * Math.Clamp(((f * 44_100) - 4100) / 600, 0, 1)), 1000, 12.3).Apply(samples, samples);
        Assert.InRange(22_050 * Detect(Clips.Of(samples.Length, i => InSixteenBits(samples[i]), 44_100)), 4000, 4290);
    }

    /// <summary>Music that falls by 27 dB below 4.5 kHz, and goes on from there as MP3 at 48 kbit/s does, to 7.5: it was taken to end at 4.4.</summary>
    [Fact]
    public void What_falls_like_a_cliff_and_goes_on_ends_where_the_codec_does()
    {
        float[] samples = Clips.Samples(200_000, 0.1f, 16);
        new ZeroPhaseFilter(
            f => f * 44_100 > 7500 ? 0 : Math.Pow(10, -(27 * Math.Clamp(((f * 44_100) - 4200) / 300, 0, 1) + (16 * Math.Clamp(((f * 44_100) - 4500) / 3000, 0, 1))) / 20),
            1000,
            12.3).Apply(samples, samples);
        Assert.InRange(22_050 * Detect(Clips.Of(samples.Length, i => InSixteenBits(0.1f * samples[i]), 44_100)), 7280, 7720);
    }

    /// <summary>A voice of VCTK falls by 30 dB from 3.3 to 4 kHz in its vowels, and has fricatives up to 16 kHz.</summary>
    [Fact]
    public void Vowels_that_fall_steeply_are_no_band_where_fricatives_go_beyond()
    {
        float[] vowels = Clips.Samples(120_000, 0.2f, 5);
        float[] fricatives = Clips.Samples(120_000, 0.05f, 6);
        new ZeroPhaseFilter(f => f < 0.08 ? 1 : 0.02 * Math.Exp(-8 * f), 500, 12.3).Apply(vowels, vowels);
        new ZeroPhaseFilter(f => Math.Exp(-10 * f), 500, 12.3).Apply(fricatives, fricatives);
        Assert.Equal(1, Detect(Clips.Of(vowels.Length, i => (i / 3000 % 5) switch
        {
            0 => fricatives[i],
            1 or 2 => 1e-3f * vowels[i],
            _ => vowels[i],
        }, 44_100)));
    }

    /// <summary>A room's noise is as flat as a codec's; a voice of klettres whose vowels stand out of it up to 3.6 kHz was taken for a telephone.</summary>
    [Theory]
    [InlineData(16_000)]
    [InlineData(44_100)]
    [InlineData(48_000)]
    public void Vowels_over_the_noise_of_a_room_are_no_telephone(int rate)
    {
        float[] vowels = Clips.Samples(120_000, 0.2f, 7);
        float[] noise = Clips.Samples(120_000, 0.025f, 8);
        new ZeroPhaseFilter(f => f * rate is > 2400 and < 3480 ? 1 : 0, 500, 12.3).Apply(vowels, vowels);
        Assert.Equal(1, Detect(Clips.Of(vowels.Length, i => (i / 3000 % 5) switch
        {
            0 => 2 * noise[i],
            1 or 2 => vowels[i] + noise[i],
            _ => noise[i],
        }, rate)));
    }

    /// <summary>A codec at a low bit rate ends its band lower in most frames than its low-pass does.</summary>
    [Fact]
    public void The_low_pass_of_a_codec_is_found_where_most_frames_end_lower()
    {
        float[] noise = Clips.Samples(120_000, 0.1f, 3);
        float[] wide = [.. noise];
        float[] narrow = [.. noise];
        new ZeroPhaseFilter(f => f < 0.238 ? 1 : 0, 500, 12.3).Apply(wide, wide);
        new ZeroPhaseFilter(f => f < 0.14 ? 1 : 0, 500, 12.3).Apply(narrow, narrow);
        var clip = Clips.Of(noise.Length, i => MathF.Round(32_768 * (i / 2048 % 8 == 0 ? wide[i] : narrow[i])) / 32_768, 44_100);
        Assert.InRange(Detect(clip), 0.46, 0.49);
    }

    [Fact]
    public void What_ends_lower_than_any_line_is_a_sound_of_its_own()
    {
        AudioClip clip = LowPassed(Clips.Noise(30_000), 0.25);
        Assert.Equal(1, Detect(clip));
    }

    [Fact]
    public void A_sound_without_high_partials_and_a_slope_have_no_cliff()
    {
        AudioClip partials = Clips.Of(40_000, i => (float)Enumerable.Range(1, 8).Sum(k => Math.Sin(0.09 * k * i) / k) * 0.1f, 44_100);
        float[] brown = Clips.Samples(40_000, 0.01f, 1);
        for (int i = 1; i < brown.Length; i++)
        {
            brown[i] += 0.98f * brown[i - 1];
        }

        foreach (AudioClip clip in (AudioClip[])[partials, new AudioClip(44_100, brown)])
        {
            Assert.Equal(1, Detect(clip));
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1000)]
    [InlineData(6655)]
    public void A_short_clip_tells_nothing(int length) => Assert.Null(LongTermSpectrum.Of(Clips.Noise(length)));

    [Fact]
    public void A_long_clip_costs_no_more_frames_than_a_few_thousand() =>
        Assert.Equal(2000, LongTermSpectrum.Of(Clips.Noise(3_000_000))!.Frames);

    [Theory]
    [InlineData(1e-5f, 7, 7)]
    [InlineData(1.5e-2f, 1.2, 6)]
    public void The_more_noise_there_is_the_less_is_made_up_for(float noise, double least, double most)
    {
        float[] samples = RolledOff(Clips.Noise(60_000), AntiAliasingFilter.Sox).Channel(0).ToArray();
        float[] added = Clips.Samples(samples.Length, noise, 9);
        TensorPrimitives.Add(samples, added, samples);
        Assert.InRange(RollOffEstimator.Estimate(LongTermSpectrum.Of(new AudioClip(8000, samples))!).MaximumGain, least, most);
    }

    /// <summary>A dull voice in one quarter of a second out of five, and hiss throughout, on a telephone line.</summary>
    private static AudioClip LineWithPauses(float hissLevel, int seed)
    {
        float[] hiss = Clips.Samples(80_000, hissLevel, seed);
        float[] voice = Clips.Samples(hiss.Length, 0.1f, seed + 1);
        new ZeroPhaseFilter(f => f < 0.1 ? 1 : 0.03, 500, 10).Apply(voice, voice);
        return Telephone(Clips.Of(hiss.Length, i => hiss[i] + (i / 2000 % 5 == 0 ? voice[i] : 0), 8000));
    }

    /// <summary>Noise that comes and goes behind a Butterworth filter to 3.4 kHz, in 16 bits or µ-law.</summary>
    private static AudioClip GentleLine(int order, bool isMuLaw)
    {
        float[] line = Modulated(new AudioClip(8000, Clips.Samples(64_000, 0.3f, 11))).Channel(0).ToArray();
        new ZeroPhaseFilter(f => 1 / Math.Sqrt(1 + Math.Pow(Math.Tan(Math.PI * f) / Math.Tan(Math.PI * 0.425), 2 * order)), 500, 12.3).Apply(line, line);
        return Clips.Of(line.Length, i => isMuLaw ? MuLaw(line[i]) : InSixteenBits(line[i]), 8000);
    }

    private static AudioClip Modulated(AudioClip clip) =>
        Clips.Of(clip.Length, i => clip.Channel(0)[i] * MathF.Exp(2 * MathF.Sin(0.003f * i) - 2), clip.SampleRate);

    private static double Detect(AudioClip clip) => BandwidthDetector.Detect(clip, LongTermSpectrum.Of(clip)!).Share;

    internal static void AssertSox(AntiAliasingFilter found) =>
        Assert.Equal(AntiAliasingFilter.Sox with { MaximumGain = found.MaximumGain }, found);

    internal static AudioClip RolledOff(AudioClip clip, AntiAliasingFilter filter) =>
        Filtered(clip, f => double.Hypot(filter.Gain(2 * f), filter.Gain(2 - (2 * f))));

    internal static AudioClip LowPassed(AudioClip clip, double end) =>
        Filtered(clip, f => 0.5 * (1 - Math.Tanh(((2 * f) - end) / 0.005)));

    private static AudioClip Filtered(AudioClip clip, Func<double, double> gain)
    {
        float[] samples = clip.Channel(0).ToArray();
        new ZeroPhaseFilter(gain, 1000, 10).Apply(samples, samples);
        return new AudioClip(clip.SampleRate, samples);
    }

    private static AudioClip Telephone(AudioClip clip)
    {
        AudioClip line = LowPassed(clip.SampleRate == 8000 ? clip : new SincResampler(clip.SampleRate, 8000).Resample(clip), 3400 / 4000.0);
        return new AudioClip(8000, [.. line.Channel(0).ToArray().Select(MuLaw)]);
    }

    private static float InSixteenBits(float sample) => MathF.Round(32_768 * sample) / 32_768;

    /// <summary>As SciPy's <c>resample_poly</c> does by default: ten crossings of zero to either side under Kaiser's window of 5.</summary>
    private static AudioClip WithWideTransition(AudioClip clip, int rate)
    {
        const double reach = 10;
        float[] samples = clip.Channel(0).ToArray();
        return Clips.Of((int)((long)samples.Length * rate / clip.SampleRate), i =>
        {
            double time = (double)i * clip.SampleRate / rate;
            double sum = 0;
            for (int k = Math.Max(0, (int)Math.Ceiling(time - reach)); k <= Math.Min(samples.Length - 1, time + reach); k++)
            {
                double window = MathNet.Numerics.SpecialFunctions.BesselI0(5 * Math.Sqrt(1 - Math.Pow((time - k) / reach, 2)));
                sum += samples[k] * MathNet.Numerics.Trig.Sinc(time - k) * window;
            }

            return (float)(sum / MathNet.Numerics.SpecialFunctions.BesselI0(5));
        }, rate);
    }

    private static float MuLaw(float sample)
    {
        double code = Math.Round(127.5 * Math.Log(1 + (255 * Math.Min(1, Math.Abs(sample)))) / Math.Log(256)) / 127.5;
        return (float)(Math.Sign(sample) * (Math.Pow(256, code) - 1) / 255);
    }

    private static AudioClip Even(AudioClip clip) => new(clip.SampleRate, clip.Channel(0)[..(clip.Length / 2 * 2)].ToArray());
}
