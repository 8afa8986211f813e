using MathNet.Numerics.IntegralTransforms;
using Siren2.Core.Tests.Resampling;
using Siren2.Decimation;

namespace Siren2.Core.Tests.Decimation;

public class AntiAliasingFilterTests
{
    public static TheoryData<AntiAliasingFilter> Filters =>
        [AntiAliasingFilter.Ideal, AntiAliasingFilter.Sox, AntiAliasingFilter.FFmpeg, new(0.93, 0.004), new(1, 0.03)];

    /// <summary>Amplitudes of sines that came through <c>rate -v</c> of SoX 14.4.2 from 16 to 8 kHz.</summary>
    [Theory]
    [InlineData(0.8, 1)]
    [InlineData(0.92, 1)]
    [InlineData(0.94, 0.940)]
    [InlineData(0.95, 0.712)]
    [InlineData(0.96, 0.340)]
    [InlineData(0.97, 0.081)]
    [InlineData(0.98, 0.007)]
    [InlineData(1.01, 0)]
    public void Gains_are_those_measured_of_SoX(double frequency, double gain) =>
        Assert.Equal(gain, AntiAliasingFilter.Sox.Gain(frequency), 0.01);

    /// <summary>Amplitudes of sines that came through the resampler of FFmpeg 5.1 from 16 to 8 kHz.</summary>
    [Theory]
    [InlineData(0.8, 1)]
    [InlineData(0.88, 0.944)]
    [InlineData(0.92, 0.805)]
    [InlineData(0.97, 0.500)]
    [InlineData(0.99, 0.367)]
    [InlineData(1.02, 0.195)]
    [InlineData(1.1, 0.008)]
    public void Gains_are_those_measured_of_FFmpeg(double frequency, double gain) =>
        Assert.Equal(gain, AntiAliasingFilter.FFmpeg.Gain(frequency), 0.01);

    [Theory]
    [MemberData(nameof(Filters))]
    public void What_meets_at_the_low_rate_shares_it_completely_and_no_gain_is_undone_by_more_than_the_most(AntiAliasingFilter filter)
    {
        for (double f = 0; f < 1; f += 0.01)
        {
            Assert.Equal(1, Math.Pow(filter.Share(f, true), 2) + Math.Pow(filter.Share(2 - f, true), 2), 1e-12);
            Assert.InRange(filter.FoldedGain(f), 1 / filter.MostGain, 1 + 1e-9);
        }
    }

    /// <summary>The decimator of the model against a decimator made bin by bin of the filter's own gain.</summary>
    [Theory]
    [InlineData(true, 0.98)]
    [InlineData(false, 1)]
    public void Decimating_is_filtering_and_folding_wherever_the_gain_can_be_undone(bool sox, double highest)
    {
        const int length = 4000;
        AntiAliasingFilter filter = sox ? AntiAliasingFilter.Sox : AntiAliasingFilter.FFmpeg;
        float[] high = Spectrum.Noise(2 * length, 5);
        float[] low = new float[length];
        new MissingBandProjector(8000, 16_000, length, filter).Decimate(high, low);

        System.Numerics.Complex[] expected = Transform(high);
        System.Numerics.Complex[] actual = Transform(low);
        for (int k = 1; k < length / 2; k++)
        {
            double f = 2.0 * k / length;
            System.Numerics.Complex folded =
                0.5 * ((filter.Gain(f) * expected[k]) + (filter.Gain(2 - f) * System.Numerics.Complex.Conjugate(expected[length - k])));
            bool isUndone = double.Hypot(filter.Gain(f), filter.Gain(2 - f)) > 0.1;
            if (isUndone && f < highest)
            {
                Assert.InRange((folded - actual[k]).Magnitude, 0, 1e-3 * (expected[k].Magnitude + expected[length - k].Magnitude));
            }
        }
    }

    [Theory]
    [InlineData(0.49, 0.01, "centre")]
    [InlineData(1.2, 0.01, "centre")]
    [InlineData(double.NaN, 0.01, "centre")]
    [InlineData(0.9, 0, "width")]
    [InlineData(0.9, 0.3, "width")]
    [InlineData(0.9, double.NaN, "width")]
    public void Filters_that_no_decimator_has_are_refused(double centre, double width, string parameter)
    {
        ArgumentOutOfRangeException failure = Assert.Throws<ArgumentOutOfRangeException>(parameter, () => new AntiAliasingFilter(centre, width));
        Assert.Contains("must be from", failure.Message, StringComparison.Ordinal);
    }

    private static System.Numerics.Complex[] Transform(float[] samples)
    {
        System.Numerics.Complex[] spectrum = [.. samples.Select(sample => new System.Numerics.Complex(sample, 0))];
        Fourier.Forward(spectrum, FourierOptions.AsymmetricScaling);
        return spectrum;
    }
}
