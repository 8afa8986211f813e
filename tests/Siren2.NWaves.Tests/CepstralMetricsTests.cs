using NWaves.FeatureExtractors.Options;
using NWaves.Filters.Fda;
using NWaves.Utils;

namespace Siren2.NWaves.Tests;

public sealed class CepstralMetricsTests
{
    [Theory]
    [InlineData(16_000, 1e-8)]
    [InlineData(22_050, 1e-8)]
    [InlineData(16_000, 0.03)]
    public void Distances_are_those_of_the_definition(int rate, double floor)
    {
        var options = new CepstralOptions { Order = 9, FilterCount = 20, Floor = floor };
        float[] reference = Noise.Uniform(3_111, 1);
        float[] estimate = [.. Noise.Uniform(3_111, 1).Zip(Noise.Uniform(3_111, 2), (a, b) => (0.3f * a) + (0.2f * b))];
        double[][] truth = Cepstra(reference, rate, options);
        double[][] judged = Cepstra(estimate, rate, options);

        // c₀ + 2·Σcₘ·cos(πm(j + ½)/M), from ln P.
        double distortion = truth.Zip(judged, (a, b) => 10 / Math.Log(10) * Math.Sqrt(2 * Enumerable.Range(1, 9).Sum(m => Math.Pow(a[m] - b[m], 2)))).Average();
        Assert.Equal(distortion, CepstralMetrics.MelCepstralDistortion(reference, estimate, rate, options), 1e-3 * distortion);

        // Orthonormal: √M · c₀ and √(2M) · cₘ.
        double distance = truth.Zip(
            judged, (a, b) => Math.Sqrt(Enumerable.Range(0, 10).Sum(m => 20 * (m == 0 ? 1 : 2) * Math.Pow(a[m] - b[m], 2)))).Average();
        Assert.Equal(distance, CepstralMetrics.MfccDistance(reference, estimate, rate, options), 1e-3 * distance);
        Assert.InRange(distortion, 0.1, 20);
    }

    [Fact]
    public void Loudness_alone_is_no_distortion_but_a_distance()
    {
        float[] reference = Noise.Uniform(8_000, 1);
        float[] louder = [.. reference.Select(x => 2 * x)];
        Assert.InRange(CepstralMetrics.MelCepstralDistortion(reference, louder, 16_000), 0, 1e-3);

        // ln 4 in each of 40 bands, of which c₀ is √40 times the mean.
        Assert.Equal(Math.Log(4) * Math.Sqrt(40), CepstralMetrics.MfccDistance(reference, louder, 16_000), 1e-3);
    }

    [Fact]
    public void A_missing_band_costs_more_than_a_filled_one()
    {
        var low = AudioClip.Load(Path.Combine(AppContext.BaseDirectory, "Clips", "speech-8k.wav"))[..14_000];
        AudioClip truth = new Resampling.SincResampler(8_000, 4_000).Resample(low);
        UpsampleResult result = new Upsampler().FitAndPredict(truth, 8_000);
        double sinc = CepstralMetrics.MelCepstralDistortion(low.Channel(0), result.Baseline.Channel(0), 8_000);
        double blind = CepstralMetrics.MelCepstralDistortion(low.Channel(0), result.Audio.Channel(0), 8_000);
        Assert.True(blind < sinc, $"{blind} and {sinc} dB");
    }

    [Fact]
    public void Any_options_of_NWaves_will_do_and_equal_signals_are_equal()
    {
        float[] reference = Noise.Uniform(6_000, 1);
        float[] estimate = Noise.Uniform(6_000, 2);
        MfccOptions[] all =
        [
            new MfccHtkOptions(16_000, 13, 0.025), new MfccSlaneyOptions(16_000, 13, 0.025),
            new MfccOptions { SamplingRate = 16_000, FeatureCount = 20, FrameSize = 512, HopSize = 160, PreEmphasis = 0.97, IncludeEnergy = true },
        ];
        foreach (MfccOptions options in all)
        {
            Assert.Equal(0, CepstralMetrics.MfccDistance(reference, reference, options));
            double there = CepstralMetrics.MfccDistance(reference, estimate, options);
            Assert.InRange(there, 0.1, 1_000);
            Assert.Equal(there, CepstralMetrics.MfccDistance(estimate, reference, options), 1e-9);
        }
    }

    [Fact]
    public void Every_sample_counts_to_the_last_and_one_is_enough()
    {
        float[] reference = Noise.Uniform(1_000, 1);
        float[] estimate = [.. reference];
        for (int i = 900; i < 1_000; i++)
        {
            estimate[i] = 0;
        }

        // A frame has 400 samples and a hop 160: whole frames would end with sample 880.
        Assert.True(CepstralMetrics.MelCepstralDistortion(reference, estimate, 16_000) > 0.1);
        Assert.Equal(0, CepstralMetrics.MelCepstralDistortion([0.5f], [0.5f], 16_000));
        Assert.True(double.IsFinite(CepstralMetrics.MfccDistance(new float[100], reference.AsSpan(0, 100), 16_000)));
    }

    [Fact]
    public void What_does_not_fit_is_refused()
    {
        Assert.Throws<ArgumentException>("estimate", () => CepstralMetrics.MfccDistance(new float[3], new float[4], 16_000));
        Assert.Throws<ArgumentException>("estimate", () => CepstralMetrics.MelCepstralDistortion([], [], 16_000));
        ArgumentException error = Assert.Throws<ArgumentException>(
            "estimate", () => CepstralMetrics.MelCepstralDistortion([1, 2], [1, float.NaN], 16_000));
        Assert.Contains("Sample 1", error.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>("options", () => CepstralMetrics.MfccDistance([1], [1], 16_000, new() { Order = 40 }));
        Assert.Throws<ArgumentNullException>("options", () => CepstralMetrics.MfccDistance([1], [1], (MfccOptions)null!));
        Assert.ThrowsAny<ArgumentException>(() => CepstralMetrics.MfccDistance([1], [1], 0));
        Assert.Throws<ArgumentOutOfRangeException>("Order", () => new CepstralOptions { Order = 0 });
        Assert.Throws<ArgumentOutOfRangeException>("FilterCount", () => new CepstralOptions { FilterCount = 1 });
        Assert.Throws<ArgumentOutOfRangeException>("Frame", () => new CepstralOptions { Frame = TimeSpan.Zero });
        Assert.Throws<ArgumentOutOfRangeException>("Hop", () => new CepstralOptions { Hop = TimeSpan.Zero });
        Assert.Throws<ArgumentOutOfRangeException>("HighFrequency", () => new CepstralOptions { HighFrequency = -1 });
        Assert.Throws<ArgumentOutOfRangeException>("Floor", () => new CepstralOptions { Floor = 0 });
    }

    /// <summary>The coefficients of ln P = c₀ + 2·Σcₘ·cos(…), in double precision, term by term.</summary>
    private static double[][] Cepstra(float[] signal, int rate, CepstralOptions options)
    {
        int frame = (int)(rate * 0.025);
        int hop = (int)Math.Round(rate * 0.010, MidpointRounding.AwayFromZero);
        int size = (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)frame);
        float[][] bank = FilterBanks.Triangular(size, rate, FilterBanks.MelBands(options.FilterCount, rate), null, Scale.HerzToMel);
        int frames = 1 + (Math.Max(0, signal.Length - frame) + hop - 1) / hop;
        double[][] cepstra = new double[frames][];
        for (int f = 0; f < frames; f++)
        {
            double[] power = new double[(size / 2) + 1];
            for (int k = 0; k < power.Length; k++)
            {
                System.Numerics.Complex sum = 0;
                for (int n = 0; n < frame && (f * hop) + n < signal.Length; n++)
                {
                    double window = 0.5 - (0.5 * Math.Cos(2 * Math.PI * n / (frame - 1)));
                    sum += window * signal[(f * hop) + n] * System.Numerics.Complex.Exp(new(0, -2 * Math.PI * k * n / size));
                }

                power[k] = sum.Magnitude * sum.Magnitude / (size / 2);
            }

            double[] logarithms = [.. bank.Select(filter => Math.Log(Math.Max(options.Floor, filter.Zip(power, (w, p) => w * p).Sum())))];
            int bands = logarithms.Length;
            cepstra[f] =
            [
                .. Enumerable.Range(0, options.Order + 1).Select(m => logarithms.Select((l, j) => l * Math.Cos(Math.PI * m * (j + 0.5) / bands)).Average()),
            ];
        }

        return cepstra;
    }
}
