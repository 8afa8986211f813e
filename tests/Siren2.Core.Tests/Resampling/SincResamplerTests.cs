using Siren2.Resampling;
using Siren2.Tests;

namespace Siren2.Core.Tests.Resampling;

public class SincResamplerTests
{
    /// <summary>Integer, rational with exact phases, and rational with interpolated phases; up and down.</summary>
    public static TheoryData<int, int> Ratios => new()
    {
        { 22_050, 44_100 }, { 8_000, 16_000 }, { 44_100, 48_000 }, { 5_512, 22_050 }, { 44_101, 48_000 },
        { 48_000, 44_100 }, { 22_050, 5_512 }, { 48_000, 44_101 }, { 48_000, 8_000 },
    };

    public static TheoryData<string, int, int> PresetsAndRatios
    {
        get
        {
            var data = new TheoryData<string, int, int>();
            foreach (string preset in (string[])["Fast", "High", "VeryHigh"])
            {
                foreach ((int inputRate, int outputRate) in (ReadOnlySpan<(int, int)>)
                    [(22_050, 44_100), (44_100, 48_000), (5_512, 22_050), (44_101, 48_000), (48_000, 44_100), (22_050, 5_512)])
                {
                    data.Add(preset, inputRate, outputRate);
                }
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(PresetsAndRatios))]
    public void A_tone_in_the_passband_keeps_its_level_and_casts_no_image_or_alias(string preset, int inputRate, int outputRate)
    {
        SincQuality quality = Preset(preset);
        double lowerNyquist = Math.Min(1, (double)outputRate / inputRate);

        // Not commensurable with the rates: the rounding of the samples to 24 bits is to be noise, not a tone.
        foreach (double edge in (double[])[0.02 * Math.E, 0.37, 0.71, 0.99998])
        {
            double frequency = edge * quality.PassbandEdge * lowerNyquist;
            double[] amplitudes = Steady(frequency, inputRate, outputRate, quality, out double bin);
            Assert.InRange(PeakNear(amplitudes, bin), Math.Pow(10, -0.01 / 20), Math.Pow(10, 0.01 / 20));
            double worst = Spectrum.Decibels(HighestBeyond(amplitudes, bin));
            Assert.True(worst <= -quality.Attenuation, $"{frequency:F3} of Nyquist: spurious tone at {worst:F1} dB");
        }
    }

    [Theory]
    [MemberData(nameof(PresetsAndRatios))]
    public void A_tone_beyond_the_stopband_edge_is_gone(string preset, int inputRate, int outputRate)
    {
        SincQuality quality = Preset(preset);
        double lowerNyquist = Math.Min(1, (double)outputRate / inputRate);
        foreach (double frequency in (double[])[quality.StopbandEdge * lowerNyquist, 0.5 + (0.5 * lowerNyquist)])
        {
            if (frequency < 1)
            {
                double worst = Spectrum.Decibels(Steady(frequency, inputRate, outputRate, quality, out _).Max());
                Assert.True(worst <= -quality.Attenuation, $"{frequency:F3} of Nyquist: {worst:F1} dB");
            }
        }
    }

    /// <summary>
    /// Compared up to 0.9 of the lower Nyquist, in the spectrum of the middle of the clip: the energy of the difference over
    /// that of SoX's output, in dB. What is left at 48,000 and 16,000 Hz lies just below 0.9, where SoX's roll-off begins.
    /// </summary>
    [Theory]
    [InlineData(44_100, -130)]
    [InlineData(11_025, -125)]
    [InlineData(48_000, -105)]
    [InlineData(16_000, -98)]
    public void Agrees_with_SoX_within_the_passband(int outputRate, double tolerance)
    {
        var file = Fixture.Load("resampling");
        float[] expected = file[$"sox_vhq_{outputRate}"].Data;
        float[] actual = new SincResampler(22_050, outputRate, SincQuality.VeryHigh).Resample(file["input"].Data);
        Assert.InRange(actual.Length - expected.Length, 0, 1); // SoX rounds the length to nearest.

        const int length = 16_384;
        int start = (actual.Length - length) / 2;
        float[] difference = [.. actual.Zip(expected, (a, e) => a - e).Skip(start).Take(length)];
        int last = (int)(0.9 * Math.Min(1, 22_050.0 / outputRate) * length / 2) - Spectrum.MainLobe;
        double error = Energy(Spectrum.Amplitudes(difference), last);
        double reference = Energy(Spectrum.Amplitudes(expected.AsSpan(start, length)), last);
        double decibels = 10 * Math.Log10(error / reference);
        Assert.True(decibels < tolerance, $"{decibels:F1} dB");
    }

    [Theory]
    [MemberData(nameof(Ratios))]
    public void A_constant_passes_exactly_away_from_the_ends(int inputRate, int outputRate)
    {
        var input = new float[12_000];
        Array.Fill(input, 0.7f);
        float[] output = new SincResampler(inputRate, outputRate, SincQuality.Fast).Resample(input);
        Assert.All(output[(output.Length / 3)..(output.Length * 2 / 3)], sample => Assert.Equal(0.7f, sample));
    }

    [Theory]
    [InlineData(22_050, 44_100, 1001, 2002)]
    [InlineData(5_512, 22_050, 5_512, 22_050)]
    [InlineData(5_512, 22_050, 5_513, 22_055)]
    [InlineData(22_050, 5_512, 22_050, 5_512)]
    [InlineData(44_100, 48_000, 147, 160)]
    [InlineData(44_100, 48_000, 148, 162)]
    [InlineData(48_000, 44_100, 1, 1)]
    [InlineData(48_000, 8_000, 7, 2)]
    [InlineData(44_100, 48_000, 0, 0)]
    [InlineData(1_000_003, 1_000_033, 2_000_000_000, 2_000_060_000)]
    public void The_output_holds_every_sample_that_begins_before_the_input_ends(
        int inputRate, int outputRate, int input, int output) =>
        Assert.Equal(output, new SincResampler(inputRate, outputRate, SincQuality.Fast).OutputLength(input));

    [Theory]
    [MemberData(nameof(Ratios))]
    public void An_impulse_becomes_a_symmetric_kernel_at_its_own_time(int inputRate, int outputRate)
    {
        var ratio = new RateRatio(inputRate, outputRate);
        int periods = (2_000 / ratio.Down) + 1;
        var input = new float[(2 * periods * ratio.Down) + 1];
        input[periods * ratio.Down] = 1;
        float[] output = new SincResampler(inputRate, outputRate).Resample(input);
        int center = periods * ratio.Up;
        Assert.Equal(output.Max(), output[center]);
        for (int i = 1; i < center; i++)
        {
            Assert.Equal(output[center - i], output[center + i], 1e-9f);
        }
    }

    [Theory]
    [MemberData(nameof(Ratios))]
    public void Is_linear(int inputRate, int outputRate)
    {
        var resampler = new SincResampler(inputRate, outputRate);
        float[] a = Spectrum.Noise(3_000, 1);
        float[] b = Spectrum.Noise(3_000, 2);
        float[] sum = resampler.Resample([.. a.Zip(b, (x, y) => (2 * x) - (0.5f * y))]);
        float[] expected = [.. resampler.Resample(a).Zip(resampler.Resample(b), (x, y) => (2 * x) - (0.5f * y))];
        Fixture.AssertClose(expected, sum, 1e-6, "sum");
    }

    [Theory]
    [MemberData(nameof(Ratios))]
    public void A_delay_by_one_period_of_the_input_delays_the_output_by_one_period_to_the_bit(int inputRate, int outputRate)
    {
        var resampler = new SincResampler(inputRate, outputRate);
        var ratio = new RateRatio(inputRate, outputRate);
        float[] input = Spectrum.Noise(20_000, 3);
        float[] output = resampler.Resample(input);
        float[] delayed = resampler.Resample([.. new float[ratio.Down], .. input]);
        Assert.Equal(output, delayed[ratio.Up..]);
    }

    [Fact]
    public void Positions_stay_exact_over_an_hour_and_beyond()
    {
        var resampler = new SincResampler(5_512, 22_050, SincQuality.Fast);
        Assert.Equal((5_512L * 3_600, 0), resampler.Position(22_050L * 3_600));
        Assert.Equal((5_512L * 360_000, 2_756), resampler.Position((22_050L * 360_000) + 1));
    }

    /// <summary>A tone in the last second of a minute, against the same tone on its own: the same samples.</summary>
    [Fact]
    public void The_end_of_a_long_clip_is_resampled_as_a_short_one_is()
    {
        var resampler = new SincResampler(44_100, 48_000, SincQuality.Fast);
        float[] second = Spectrum.Tone(0.8, 44_100);
        var clip = new float[60 * 44_100];
        second.CopyTo(clip, 59 * 44_100);
        Assert.Equal(resampler.Resample(second), resampler.Resample(clip)[(59 * 48_000)..]);
    }

    [Fact]
    public void Equal_rates_copy()
    {
        float[] input = Spectrum.Noise(100, 1);
        Assert.Equal(input, new SincResampler(44_100, 44_100).Resample(input));
    }

    [Fact]
    public void The_input_is_not_changed_and_nothing_is_written_beyond_the_output()
    {
        float[] input = Spectrum.Noise(1_000, 1);
        float[] copy = [.. input];
        var resampler = new SincResampler(5_512, 22_050);
        var buffer = new float[resampler.OutputLength(1_000) + 2];
        Array.Fill(buffer, float.NaN);
        resampler.Process(input, buffer.AsSpan(1..^1));
        Assert.Equal(copy, input);
        Assert.True(float.IsNaN(buffer[0]) && float.IsNaN(buffer[^1]));
        Assert.All(buffer[1..^1], sample => Assert.True(float.IsFinite(sample)));
    }

    [Fact]
    public void A_clip_is_resampled_channel_by_channel()
    {
        float[] left = Spectrum.Noise(500, 1);
        float[] right = Spectrum.Noise(500, 2);
        var resampler = new SincResampler(8_000, 16_000);
        AudioClip output = resampler.Resample(new AudioClip(8_000, left, right));
        Assert.Equal((16_000, 2), (output.SampleRate, output.ChannelCount));
        Assert.Equal(resampler.Resample(right), output.Channel(1).ToArray());
        Assert.Throws<ArgumentException>(() => resampler.Resample(new AudioClip(8_001, left)));
    }

    [Theory]
    [InlineData(0, 16_000)]
    [InlineData(16_000, 0)]
    [InlineData(-1, 16_000)]
    [InlineData(16_000, 10_000_000)]
    [InlineData(48_000, 46)]
    public void Rates_out_of_range_are_refused(int inputRate, int outputRate) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new SincResampler(inputRate, outputRate));

    [Fact]
    public void Bad_lengths_and_specifications_are_refused()
    {
        var resampler = new SincResampler(8_000, 16_000);
        Assert.Throws<ArgumentException>(() => resampler.Process(new float[10], new float[19]));
        Assert.Throws<ArgumentOutOfRangeException>(() => resampler.OutputLength(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => resampler.OutputLength(int.MaxValue));
        Assert.Throws<ArgumentOutOfRangeException>(() => new SincQuality { PassbandEdge = 1 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new SincQuality { Attenuation = double.NaN });
        Assert.Throws<ArgumentException>(() => new SincResampler(1, 2, new SincQuality { StopbandEdge = 0.95 }));
    }

    private static SincQuality Preset(string name) => name switch
    {
        "Fast" => SincQuality.Fast,
        "High" => SincQuality.High,
        _ => SincQuality.VeryHigh,
    };

    /// <summary>The spectrum of a resampled tone, away from where it begins and ends.</summary>
    private static double[] Steady(double frequency, int inputRate, int outputRate, SincQuality quality, out double bin)
    {
        const int Length = 16_384;
        var resampler = new SincResampler(inputRate, outputRate, quality);
        int margin = 500 * Math.Max(1, outputRate / inputRate);
        int inputLength = (int)(((long)Length + (2 * margin)) * inputRate / outputRate);
        float[] output = resampler.Resample(Spectrum.Tone(frequency, inputLength));
        bin = frequency * inputRate / outputRate * Length / 2;
        return Spectrum.Amplitudes(output.AsSpan(margin, Length));
    }

    /// <summary>The amplitude of a tone between bins: the window's main lobe is a parabola in dB near its top.</summary>
    private static double PeakNear(double[] amplitudes, double bin)
    {
        int k = (int)Math.Round(bin);
        double left = Math.Log(amplitudes[k - 1]);
        double top = Math.Log(amplitudes[k]);
        double right = Math.Log(amplitudes[k + 1]);
        double curvature = left - (2 * top) + right;
        return Math.Exp(top - ((right - left) * (right - left) / (8 * curvature)));
    }

    private static double HighestBeyond(double[] amplitudes, double bin)
    {
        double highest = 0;
        for (int k = 0; k < amplitudes.Length; k++)
        {
            if (Math.Abs(k - bin) > Spectrum.MainLobe)
            {
                highest = Math.Max(highest, amplitudes[k]);
            }
        }

        return highest;
    }

    private static double Energy(double[] amplitudes, int last) => amplitudes.Take(last).Sum(a => a * a);
}
