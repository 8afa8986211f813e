using System.Numerics.Tensors;

namespace Siren2.Metrics.AddedBands;

/// <summary>Rises of a band at the onsets of a reference, on a grid of milliseconds.</summary>
internal static class Onsets
{
    private const int Window = 6;
    private const int Gap = 2;
    private const int Neighborhood = 50;
    private const double LeastRise = 12;
    private const double Below = 40;
    private const double Range = 60;

    /// <summary>What there is to say without an onset.</summary>
    public static OnsetRise None { get; } = new() { OnsetCount = 0, Reference = double.NaN, Estimate = double.NaN };

    /// <summary>Compares the rises of two bands, <c>[samples]</c> each.</summary>
    public static OnsetRise Compare(float[] reference, float[] estimate, int sampleRate)
    {
        int count = (int)((long)reference.Length * 1000 / sampleRate) - Window + 1;
        if (count < 1 || sampleRate < 1000)
        {
            return None;
        }

        double[] powers = Powers(reference, sampleRate, count);
        double loudest = TensorPrimitives.Max<double>(powers);
        if (loudest < AddedBandFilter.EmptyPower)
        {
            return None;
        }

        double[] levels = Levels(powers);
        double[] rises = Rises(levels);
        double[] found = Rises(Levels(Powers(estimate, sampleRate, count)));
        double least = (10 * Math.Log10(loudest)) - Below;
        int[] onsets = [.. Enumerable.Range(0, rises.Length)
            .Where(t => rises[t] >= LeastRise && levels[t + Window + Gap] >= least && IsLargest(rises, t))];
        return onsets.Length == 0 ? None : new OnsetRise
        {
            OnsetCount = onsets.Length,
            Reference = onsets.Average(t => rises[t]),
            Estimate = onsets.Average(t => found[t]),
        };
    }

    // Mean square of the window that begins at each millisecond.
    private static double[] Powers(ReadOnlySpan<float> band, int sampleRate, int count)
    {
        var powers = new double[count];
        for (int t = 0; t < count; t++)
        {
            int first = (int)((long)t * sampleRate / 1000);
            int end = (int)((long)(t + Window) * sampleRate / 1000);
            powers[t] = TensorPrimitives.SumOfSquares(band[first..end]) / (end - first);
        }

        return powers;
    }

    // The floor is the signal's own, so that a gain changes no rise: how loud a band is, its level error tells.
    private static double[] Levels(double[] powers)
    {
        double floor = Math.Max(TensorPrimitives.Max<double>(powers) * Math.Pow(10, -Range / 10), AddedBandFilter.EmptyPower);
        return [.. powers.Select(power => 10 * Math.Log10(Math.Max(power, floor)))];
    }

    private static double[] Rises(double[] levels) =>
        [.. levels.Skip(Window + Gap).Zip(levels, (after, before) => after - before)];

    // Of equal rises the first counts.
    private static bool IsLargest(double[] rises, int t)
    {
        ReadOnlySpan<double> before = rises.AsSpan(Math.Max(0, t - Neighborhood)..t);
        ReadOnlySpan<double> after = rises.AsSpan((t + 1)..Math.Min(rises.Length, t + Neighborhood + 1));
        return (before.IsEmpty || TensorPrimitives.Max(before) < rises[t]) && (after.IsEmpty || TensorPrimitives.Max(after) <= rises[t]);
    }
}
