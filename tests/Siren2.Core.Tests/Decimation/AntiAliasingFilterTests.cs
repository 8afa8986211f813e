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

    /// <summary>Wiener's gain minimizes the expected error, where noise is as strong as it is taken to be.</summary>
    [Theory]
    [MemberData(nameof(Filters))]
    public void The_correction_is_1_where_all_passes_and_never_beyond_the_most_and_never_below_1(AntiAliasingFilter filter)
    {
        double highest = 1;
        for (double f = 0; f < 1; f += 0.001)
        {
            double correction = filter.Correction(f);
            Assert.InRange(correction, 1, filter.MaximumGain + 1e-9);
            highest = Math.Max(highest, correction);
        }

        Assert.Equal(1, filter.Correction(0.3), 1e-3);
        Assert.Equal(filter.MaximumGain, (filter with { MaximumGain = filter.MaximumGain }).MaximumGain);
        if (filter == AntiAliasingFilter.Sox)
        {
            Assert.Equal(filter.MaximumGain, highest, 0.05);
        }
    }

    [Theory]
    [InlineData(0.49, 0.01, "center")]
    [InlineData(1.2, 0.01, "center")]
    [InlineData(double.NaN, 0.01, "center")]
    [InlineData(0.9, 0, "width")]
    [InlineData(0.9, 0.3, "width")]
    [InlineData(0.9, double.NaN, "width")]
    public void Filters_that_no_decimator_has_are_refused(double center, double width, string parameter)
    {
        ArgumentOutOfRangeException failure = Assert.Throws<ArgumentOutOfRangeException>(parameter, () => new AntiAliasingFilter(center, width));
        Assert.Contains("must be from", failure.Message, StringComparison.Ordinal);
    }
}
