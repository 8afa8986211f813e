using System.Collections.Concurrent;
using Siren2.Core.Tests.Kernels;
using Siren2.Kernels.Simd;
using Siren2.Resampling;

namespace Siren2.Core.Tests.Resampling;

public class PolyphaseFilterTests
{
    private static readonly (int Input, int Output)[] Ratios =
        [(44_100, 48_000), (8_000, 16_000), (48_000, 44_100), (48_000, 8_000), (7, 5), (3, 512), (1, 33)];

    private static readonly int[] Lengths = [0, 1, 2, 31, 160, 161, 1_300];

    // What every width has to reach is the same.
    private static readonly ConcurrentDictionary<SincQuality, Lazy<Case[]>> Cases = new();

    [Theory]
    [ClassData(typeof(SimdWidthData))]
    public void In_double_precision_every_output_is_the_float_next_to_the_dot_product(int width) =>
        Check((SimdWidth)width, SincQuality.VeryHigh, 6.1e-8);

    [Theory]
    [ClassData(typeof(SimdWidthData))]
    public void In_mixed_precision_every_output_is_the_dot_product_to_two_units_in_the_last_place(int width) =>
        Check((SimdWidth)width, SincQuality.High, 2.4e-7);

    [Fact]
    public void Filters_whose_tables_would_be_huge_are_left_to_others()
    {
        var decimation = new RateRatio(1_000, 1);
        Assert.Null(PolyphaseFilter.Create(decimation, new PhaseTable(SincQuality.Fast, decimation)));
        var odd = new RateRatio(7_919, 48_017);
        Assert.Null(PolyphaseFilter.Create(odd, new PhaseTable(SincQuality.Fast, odd)));
    }

    private static void Check(SimdWidth width, SincQuality quality, double tolerance)
    {
        foreach ((RateRatio ratio, PhaseTable table, double[][] expected) in Cases.GetOrAdd(quality, key => new(() => Of(key))).Value)
        {
            PolyphaseFilter filter = PolyphaseFilter.Create(ratio, table, width)!;
            foreach ((int length, double[] sums) in Lengths.Zip(expected))
            {
                float[] input = Spectrum.Noise(length, length);
                float[] copy = [.. input];
                float[] output = new float[sums.Length + 2];
                output[0] = output[^1] = float.NaN;
                filter.Process(input, output.AsSpan(1..^1));
                Assert.Equal(copy, input);
                Assert.True(float.IsNaN(output[0]) && float.IsNaN(output[^1]));
                for (int n = 0; n < sums.Length; n++)
                {
                    Assert.Equal(sums[n], output[n + 1], tolerance);
                }
            }
        }
    }

    private static Case[] Of(SincQuality quality)
    {
        return [.. Ratios.Select(rates =>
        {
            var ratio = new RateRatio(rates.Input, rates.Output);
            var table = new PhaseTable(quality, ratio);
            return new Case(ratio, table, [.. Lengths.Select(length => All(ratio, table, length))]);
        })];

        static double[] All(RateRatio ratio, PhaseTable table, int length)
        {
            float[] input = Spectrum.Noise(length, length);
            return [.. Enumerable.Range(0, (int)ratio.OutputLength(length)).Select(n => Direct(input, table, ratio, n))];
        }
    }

    private static double Direct(float[] input, PhaseTable table, RateRatio ratio, int n)
    {
        long before = (long)n * ratio.Down / ratio.Up;
        ReadOnlySpan<double> row = table.Row((int)((long)n * ratio.Down % ratio.Up));
        double sum = 0;
        for (int j = 0; j < row.Length; j++)
        {
            long k = before - table.HalfWidth + 1 + j;
            sum += k >= 0 && k < input.Length ? row[j] * input[k] : 0;
        }

        return sum;
    }

    /// <summary>A ratio, its table, and for noise of every length what each output has to be.</summary>
    private sealed record Case(RateRatio Ratio, PhaseTable Table, double[][] Expected);
}
