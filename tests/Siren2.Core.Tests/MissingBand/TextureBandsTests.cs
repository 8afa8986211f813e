using System.Numerics.Tensors;
using Siren2.Core.Tests.Spectral;
using Siren2.MissingBand;

namespace Siren2.Core.Tests.MissingBand;

public class TextureBandsTests
{
    private static readonly TextureBands Bands = new(3720, 16_000, 256, 128);

    [Fact]
    public void Bins_go_from_the_first_above_the_lowest_frequency_to_half_of_the_rate()
    {
        Assert.Equal(60, Bands.FirstBin);
        Assert.Equal(69, Bands.Bins);
        Assert.InRange(Bands.Count, 8, 20);
    }

    [Fact]
    public void One_gain_for_all_bands_is_the_gain_of_every_bin() =>
        Assert.All(Spread([.. Enumerable.Repeat(0.7f, Bands.Count)]), gain => Assert.Equal(0.7f, gain, 1e-6f));

    [Fact]
    public void No_power_is_lost_between_bands()
    {
        float[] bins = Array.ConvertAll(Noise.Uniform(Bands.Bins, 1), Math.Abs);
        Assert.Equal(TensorPrimitives.Sum<float>(bins), TensorPrimitives.Sum<float>(Collect(bins)), 1e-4f);
    }

    [Fact]
    public void Spreading_is_the_transpose_of_collecting()
    {
        float[] bins = Noise.Uniform(Bands.Bins, 2);
        float[] gains = Noise.Uniform(Bands.Count, 3);
        Assert.Equal(Noise.Dot(gains, Collect(bins)), Noise.Dot(Spread(gains), bins), 1e-5);
    }

    [Fact]
    public void Between_two_bands_gains_go_without_a_step()
    {
        // Bands are at least four bins of this transform apart.
        float[] bins = Spread([.. Enumerable.Range(0, Bands.Count).Select(b => (float)(b % 2))]);
        Assert.All(bins.Zip(bins.Skip(1)), pair => Assert.InRange(Math.Abs(pair.Second - pair.First), 0, 0.2501f));
        Assert.InRange(bins.Max(), 0.8f, 1);
    }

    [Fact]
    public void Densities_of_a_model_add_up_to_what_their_bins_do()
    {
        // Ends between bins, so that none lies on one: 62.5 Hz a bin.
        TextureBands.DensityMap map = Bands.Align([3720, 5030, 6280, 7030]);
        float[] densities = [1, 10, 0.1f];
        float[] bins = [.. Enumerable.Range(0, Bands.Bins).Select(k => ((60 + k) * 62.5) switch { < 5030 => 1f, < 6280 => 10, _ => 0.1f })];
        float[] power = new float[Bands.Count];
        map.Collect(densities, power);
        Assert.All(Collect(bins).Zip(power), pair => Assert.Equal(pair.First, pair.Second, 1e-4f));
    }

    [Theory]
    [InlineData(7990)]
    [InlineData(7900)]
    public void A_missing_band_of_a_bin_or_two_has_a_band(double lowest)
    {
        var bands = new TextureBands(lowest, 16_000, 256, 128);
        float[] bins = new float[bands.Bins];
        bands.Spread([.. Enumerable.Repeat(1f, bands.Count)], bins);
        Assert.NotEmpty(bins);
        Assert.All(bins, gain => Assert.Equal(1, gain, 1e-6f));
    }

    private static float[] Collect(float[] bins)
    {
        float[] power = new float[Bands.Count];
        Bands.Collect(bins, power);
        return power;
    }

    private static float[] Spread(float[] gains)
    {
        float[] bins = new float[Bands.Bins];
        Bands.Spread(gains, bins);
        return bins;
    }
}
