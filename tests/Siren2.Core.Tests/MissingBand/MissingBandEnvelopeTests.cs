using Siren2.Files;
using Siren2.MissingBand;
using Siren2.Spectral;
using Siren2.Tests;

namespace Siren2.Core.Tests.MissingBand;

public class MissingBandEnvelopeTests
{
    private const int Frames = 60;
    private const int Bins = 1025;
    private const int FirstBin = 513;
    private const double WindowEnergy = 768;
    private const double DecibelsPerNeper = 4.342944819032518;

    /// <summary>The mean of the logarithm of noise of unit power, −γ nepers, in dB.</summary>
    private const double NoiseLogMean = -2.507;

    [Theory]
    [InlineData(-14, 0.5)]
    [InlineData(-20, 2.6)]
    [InlineData(-8, 2.6)]
    [InlineData(0, 5.8)]
    public void Noise_of_a_power_law_goes_on_at_its_slope_drawn_towards_the_usual_14_dB_an_octave(double slope, double allowed)
    {
        float[] power = PowerLaw(slope);
        var envelope = MissingBandEnvelope.Extrapolate(power, Frames, FirstBin, WindowEnergy);
        foreach (int bin in new[] { 0, 100, 300, envelope.Bins - 1 })
        {
            double octaves = Math.Log2((double)(FirstBin + bin) / FirstBin);
            double truth = (slope * octaves) + NoiseLogMean;
            double tolerance = 0.5 + (allowed * (octaves + 0.25));
            Assert.InRange(Level(envelope, bin) - truth, -tolerance, tolerance);
        }
    }

    [Fact]
    public void What_lies_in_the_missing_band_is_not_looked_at()
    {
        float[] power = PowerLaw(-10);
        float[] before = MissingBandEnvelope.Extrapolate(power, Frames, FirstBin, WindowEnergy).LogPower.ToArray();
        for (int frame = 0; frame < Frames; frame++)
        {
            power.AsSpan((frame * Bins) + FirstBin, Bins - FirstBin).Fill(float.NaN);
        }

        Assert.Equal(before, MissingBandEnvelope.Extrapolate(power, Frames, FirstBin, WindowEnergy).LogPower.ToArray());
    }

    [Fact]
    public void Levels_follow_the_gain_of_the_signal_and_the_energy_of_the_window()
    {
        float[] power = PowerLaw(-10);
        var envelope = MissingBandEnvelope.Extrapolate(power, Frames, FirstBin, WindowEnergy);
        float[] louder = Array.ConvertAll(power, p => 100 * p);
        var scaled = MissingBandEnvelope.Extrapolate(louder, Frames, FirstBin, WindowEnergy);
        var seenLonger = MissingBandEnvelope.Extrapolate(louder, Frames, FirstBin, 100 * WindowEnergy);
        for (int bin = 0; bin < envelope.Bins; bin++)
        {
            Assert.Equal(20, Level(scaled, bin) - Level(envelope, bin), 0.01);
            Assert.Equal(20, Level(seenLonger, bin) - Level(envelope, bin), 0.01);
        }
    }

    [Fact]
    public void A_louder_frame_is_louder_in_the_missing_band_but_regresses_to_the_mean()
    {
        float[] power = PowerLaw(-10);
        for (int i = 30 * Bins; i < 31 * Bins; i++)
        {
            power[i] *= 1000;
        }

        var envelope = MissingBandEnvelope.Extrapolate(power, Frames, FirstBin, WindowEnergy);
        double rise = DecibelsPerNeper * (envelope.LogPower[30 * envelope.Bins] - envelope.LogPower[29 * envelope.Bins]);
        Assert.InRange(rise, 20, 29);
    }

    [Fact]
    public void Where_a_frame_is_digital_silence_nothing_is_missing_and_the_other_frames_do_not_change()
    {
        float[] power = PowerLaw(-10);
        float[] half = [.. power.AsSpan(0, 30 * Bins)];
        power.AsSpan(30 * Bins).Clear();
        var envelope = MissingBandEnvelope.Extrapolate(power, Frames, FirstBin, WindowEnergy);
        var alone = MissingBandEnvelope.Extrapolate(half, 30, FirstBin, WindowEnergy);
        Assert.Equal(Level(alone, 200), Level(envelope, 200, 30), 0.001);
        Assert.All(envelope.LogPower[(30 * envelope.Bins)..].ToArray(), level => Assert.True(Math.Exp(level) < 1e-20));
    }

    [Fact]
    public void The_missing_band_of_16_bit_noise_holds_16_bit_noise()
    {
        double variance = Math.Pow(2, -30) / 12;
        float[] power = PowerLaw(-60);
        for (int i = 0; i < power.Length; i++)
        {
            power[i] = (float)((power[i] * 1e-9) + (variance * WindowEnergy));
        }

        var envelope = MissingBandEnvelope.Extrapolate(power, Frames, FirstBin, WindowEnergy);
        double expected = (10 * Math.Log10(variance * WindowEnergy)) + NoiseLogMean;
        Assert.Equal(expected, Level(envelope, envelope.Bins - 1), 0.5);
    }

    [Theory]
    [InlineData(MissingBandEnvelope.FewestKnownBins - 1)]
    [InlineData(Bins)]
    public void Without_enough_known_bins_or_any_missing_ones_nothing_is_extrapolated(int firstBin)
    {
        var envelope = MissingBandEnvelope.Extrapolate(PowerLaw(-10), Frames, firstBin, WindowEnergy);
        Assert.Equal(Frames * (Bins - firstBin), envelope.LogPower.Length);
        Assert.All(envelope.LogPower.ToArray(), level => Assert.True(Math.Exp(level) < 1e-20));
    }

    [Fact]
    public void The_fewest_bins_that_are_enough_give_finite_levels()
    {
        var envelope = MissingBandEnvelope.Extrapolate(
            PowerLaw(-10), Frames, MissingBandEnvelope.FewestKnownBins, WindowEnergy);
        Assert.All(envelope.LogPower.ToArray(), level => Assert.True(float.IsFinite(level)));
        double truth = (10 * Math.Log2(FirstBin / (double)MissingBandEnvelope.FewestKnownBins)) + NoiseLogMean;
        Assert.InRange(Level(envelope, 0) - truth, -3, 3);
    }

    [Fact]
    public void The_envelope_is_that_of_the_prototype()
    {
        SafetensorsFile fixture = Fixture.Load("blind_target");
        float[] baseline = fixture["baseline"].Data.ToArray();
        var transform = new ShortTimeFourierTransform(baseline.Length, 2048, 512);
        float[] power = new float[transform.Frames * transform.Bins];
        transform.Power(baseline, power);
        var envelope = MissingBandEnvelope.Extrapolate(power, transform.Frames, FirstBin, WindowEnergy);
        float[] expected = fixture["envelope"].Data.ToArray();
        for (int i = 0; i < expected.Length; i++)
        {
            Assert.Equal(expected[i], envelope.LogPower[i] / Math.Log(10), 1e-3);
        }
    }

    /// <summary>Mean of a bin in dB.</summary>
    private static double Level(MissingBandEnvelope envelope, int bin, int frames = 0)
    {
        int count = frames == 0 ? envelope.Frames : frames;
        return DecibelsPerNeper * Enumerable.Range(0, count).Average(f => (double)envelope.LogPower[(f * envelope.Bins) + bin]);
    }

    /// <summary>Periodograms of noise, 0 dB on average at the first missing bin.</summary>
    private static float[] PowerLaw(double decibelsPerOctave)
    {
        var random = new Random(3);
        float[] power = new float[Frames * Bins];
        for (int i = 0; i < power.Length; i++)
        {
            double octaves = Math.Log2(Math.Max(1, i % Bins) / (double)FirstBin);
            power[i] = (float)(Math.Pow(10, decibelsPerOctave / 10 * octaves) * -Math.Log(1 - random.NextDouble()));
        }

        return power;
    }
}
