using Siren2.Core.Tests.Spectral;
using Siren2.Files;
using Siren2.MissingBand;
using Siren2.Spectral;
using Siren2.Tests;

namespace Siren2.Core.Tests.MissingBand;

public class MissingBandTargetTests
{
    private const int InputRate = 8000;
    private const int OutputRate = 16000;

    private static SafetensorsFile Prototype => Fixture.Load("blind_target");

    [Fact]
    public void The_line_expects_what_the_prototype_does()
    {
        float[] baseline = Prototype["baseline"].Data.ToArray();
        MissingBandLevels levels = LineModel.Default.Predict(baseline, OutputRate, InputRate / 2.0, OutputRate / 2.0);
        float[] expected = Prototype["magnitude_100"].Data.ToArray();
        float[] actual = [.. levels.Mean.ToArray().Select(level => (float)Math.Sqrt(Math.Exp(level) * 0.5 * OutputRate * 768))];
        Fixture.AssertClose(expected, actual, 1e-4, "magnitudes");
        double energy = 0;
        for (int i = 0; i < actual.Length; i++)
        {
            int band = i % levels.BandCount;
            energy += Math.Exp(levels.ExpectedLevel[i]) * (levels.BandEdges[band + 1] - levels.BandEdges[band]) * levels.HopSeconds * OutputRate;
        }

        Assert.Equal(1, energy / Prototype["scalars_100"].Data[0], 1e-3);
    }

    [Fact]
    public void A_budgets_gains_are_gains_on_the_magnitudes()
    {
        float[] baseline = Hiss(12000);
        MissingBandLevels levels = LineModel.Default.Predict(baseline, OutputRate, InputRate / 2.0, OutputRate / 2.0);
        var plan = new BudgetPlan { HopSeconds = 0.75, Gains = [1f, 0f], AllowedEnergy = 1, MissingEnergy = 1, LeastMissingEnergy = 1 };
        var natural = MissingBandTarget.FromLevels(levels, InputRate / 2.0, baseline.Length, OutputRate);
        var target = MissingBandTarget.FromLevels(levels, InputRate / 2.0, baseline.Length, OutputRate, plan);
        for (int i = 0; i < natural.Magnitudes.Length; i++)
        {
            double seconds = i / MissingBandTarget.Bins * (double)MissingBandTarget.Hop / OutputRate;
            Assert.Equal(natural.Magnitudes[i] * (1 - (seconds / 0.75)), target.Magnitudes[i], 1e-6 * natural.Magnitudes[i]);
        }
    }

    [Fact]
    public void Noise_of_these_magnitudes_has_the_energy_that_is_stated()
    {
        MissingBandTarget target = Estimate(Hiss(60000));
        var transform = new ShortTimeFourierTransform(60000, MissingBandTarget.FftSize, MissingBandTarget.Hop);
        float[] real = new float[target.Magnitudes.Length];
        float[] imaginary = new float[real.Length];
        float[] texture = Array.ConvertAll(Noise.Uniform(60000, 8), u => u * MathF.Sqrt(3));
        transform.Forward(texture, real, imaginary);
        for (int i = 0; i < real.Length; i++)
        {
            float gain = target.Magnitudes[i] / MathF.Sqrt(768);
            real[i] *= gain;
            imaginary[i] *= gain;
        }

        transform.Inverse(real, imaginary, texture);
        Assert.Equal(1, Noise.Dot(texture, texture) / target.Energy, 0.05);
    }

    [Fact]
    public void A_gain_on_the_signal_is_a_gain_on_the_target()
    {
        float[] baseline = Hiss(8000);
        MissingBandTarget target = Estimate(baseline);
        MissingBandTarget louder = Estimate(Array.ConvertAll(baseline, s => 4 * s));
        Fixture.AssertClose(
            Array.ConvertAll(target.Magnitudes.ToArray(), m => 4 * m), louder.Magnitudes, 1e-3, "four times as loud");
        Assert.Equal(16, louder.Energy / target.Energy, 0.02);
    }

    [Theory]
    [InlineData(0f)]
    [InlineData(0.5f)]
    [InlineData(-1f)]
    public void Silence_and_a_constant_lack_nothing(float level)
    {
        float[] baseline = new float[9000];
        baseline.AsSpan().Fill(level);
        Assert.InRange(Estimate(baseline).Energy / baseline.Length, 0, 1e-10);
    }

    [Fact]
    public void A_known_band_that_is_empty_at_the_top_foretells_an_empty_missing_band()
    {
        // A tone at an eighth of the known band, of a phase that reflection at the ends continues: nothing else lies at the edge.
        float[] baseline = new float[16001];
        for (int i = 0; i < baseline.Length; i++)
        {
            baseline[i] = 0.5f * MathF.Cos(MathF.Tau * (i % 32) / 32f);
        }

        Assert.InRange(Estimate(baseline).Energy / baseline.Length, 0, 1e-10);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(10)]
    [InlineData(1500)]
    public void Short_clips_have_finite_targets(int length)
    {
        MissingBandTarget target = Estimate(Hiss(length));
        Assert.Equal(1 + (length / MissingBandTarget.Hop), target.Frames);
        Assert.All(target.Magnitudes.ToArray(), m => Assert.True(float.IsFinite(m)));
    }

    [Theory]
    [InlineData(16000)]
    [InlineData(48000)]
    [InlineData(100)]
    public void Nothing_is_added_where_no_band_is_missing_or_too_little_is_known(int inputRate)
    {
        MissingBandTarget target = MissingBandTarget.Estimate(Hiss(4000), inputRate / 2.0, OutputRate, LineModel.Default);
        Assert.All(target.Magnitudes.ToArray(), m => Assert.InRange(m, 0, 1e-12f));
        Assert.InRange(target.Energy, 0, 1e-20);
    }

    [Fact]
    public void A_band_of_no_width_and_a_rate_below_1_Hz_are_refused()
    {
        Assert.Equal(
            "bandEdge", Assert.Throws<ArgumentOutOfRangeException>(() => MissingBandTarget.Estimate([1f], 0, 8000)).ParamName);
        Assert.Equal(
            "sampleRate", Assert.Throws<ArgumentOutOfRangeException>(() => MissingBandTarget.Estimate([1f], 8000, 0)).ParamName);
    }

    private static MissingBandTarget Estimate(float[] baseline) => MissingBandTarget.Estimate(baseline, InputRate / 2.0, OutputRate, LineModel.Default);

    private static IEnumerable<float[]> Rows(ReadOnlySpan<float> matrix, int columns) => matrix.ToArray().Chunk(columns);

    /// <summary>Steady noise of 6 dB an octave down: integrated white noise with a leak.</summary>
    private static float[] Hiss(int length)
    {
        float[] samples = Noise.Uniform(length, 5);
        float state = 0;
        for (int i = 0; i < length; i++)
        {
            state = (0.98f * state) + (0.05f * samples[i]);
            samples[i] = state;
        }

        return samples;
    }
}
