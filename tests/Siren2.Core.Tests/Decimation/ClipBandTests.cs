using Siren2.Core.Tests.Spectral;
using Siren2.Decimation;
using Siren2.Resampling;

namespace Siren2.Core.Tests.Decimation;

/// <summary>A clip that is worked on in blocks is worked on as a whole.</summary>
public class ClipBandTests
{
    public static TheoryData<int, int, int> Clips => new()
    {
        // Up, down, input samples: several blocks, the last of which is short; a clip of less than one; periods that are not whole.
        { 2, 1, 10_001 }, { 2, 1, 100 }, { 6, 1, 7000 }, { 160, 147, 30_001 }, { 3, 2, 8001 },
    };

    [Theory]
    [MemberData(nameof(Clips))]
    public void Blocks_join_to_what_one_circle_around_all_of_the_clip_gives(int up, int down, int length)
    {
        var ratio = new RateRatio(down, up);
        var layout = new BandLayout(ratio, length);
        var band = new ClipBand(ratio, length);
        var circle = new CircularBand(ratio, layout.Periods + (2 * layout.Margin), layout.Transition);
        int before = layout.Margin * down;

        float[] output = Noise.Uniform(ratio.OutputLength(length), 1);
        double[] high = new double[circle.OutputLength];
        double[] low = new double[circle.InputLength];
        ClipBand.Load<float>(output, -(long)layout.Margin * up, high);
        circle.Decimate(high, low);
        double[] decimated = band.Decimate(output, goOn: null);
        Assert.Equal(length, decimated.Length);

        // −140 dB beyond the reach of the decimator is what each block leaves out.
        Assert.InRange(Error(low.AsSpan(before, length), decimated), 0, 1e-7);

        double[] input = Array.ConvertAll(Noise.Uniform(length, 2), x => (double)x);
        ClipBand.Load<double>(input, -before, low);
        circle.Interpolate(low, high);
        float[] sum = new float[output.Length];
        band.AddInterpolated(input, sum, goOn: null);
        Assert.InRange(Error(high.AsSpan(layout.Margin * up, sum.Length), Array.ConvertAll(sum, x => (double)x)), 0, 1e-7);
    }

    [Theory]
    [MemberData(nameof(Clips))]
    public void Interpolation_is_the_transpose_of_decimation(int up, int down, int length)
    {
        var ratio = new RateRatio(down, up);
        var band = new ClipBand(ratio, length);
        float[] output = Noise.Uniform(ratio.OutputLength(length), 3);
        double[] input = Array.ConvertAll(Noise.Uniform(length, 4), x => (double)x);
        float[] interpolated = new float[output.Length];
        band.AddInterpolated(input, interpolated, goOn: null);
        double low = input.Zip(band.Decimate(output, goOn: null), (x, d) => x * d).Sum();
        double high = output.Zip(interpolated, (y, u) => (double)y * u).Sum();
        Assert.Equal(low, high * down / up, 1e-6 * Math.Sqrt(length));
    }

    private static double Error(ReadOnlySpan<double> expected, double[] actual)
    {
        double largest = 0;
        for (int i = 0; i < actual.Length; i++)
        {
            largest = Math.Max(largest, Math.Abs(expected[i] - actual[i]));
        }

        return largest;
    }
}
