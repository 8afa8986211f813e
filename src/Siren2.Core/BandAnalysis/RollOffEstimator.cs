using MathNet.Numerics.LinearRegression;
using Siren2.Decimation;

namespace Siren2.BandAnalysis;

/// <summary>
/// Finds the roll-off that a decimator has left at the top of a clip's band. A straight line in log power over frequency, times the
/// square of a low-pass gain, plus a noise floor, is fitted to the uppermost 30 % of the long-term spectrum.
/// </summary>
/// <remarks>
/// Only a steep and deep fall counts: one that the line alone explains much worse, and that leaves the last hundredth of the band 26 dB
/// below what a line through the band before it foretells.
/// Filters that let something fold, such as FFmpeg's, fall by no more than 3 dB as seen at the low rate, which cannot be told from the
/// colour of the sound itself: those have to be named.
/// </remarks>
internal static class RollOffEstimator
{
    private const double Lowest = 0.7;
    private const double LevelEnd = 0.85;

    /// <summary>A fall lower down is left to <see cref="BandwidthDetector"/>.</summary>
    private const double LowestCentre = 0.93;

    /// <summary>How much of the line's own misfit may be left.</summary>
    private const double LargestMisfit = 0.5;

    /// <summary>Where a decimator's stopband has begun, and how low it has to lie, in nepers of power: 26 dB.</summary>
    private const double Top = 0.985;
    private const double LeastDepth = 6;

    /// <summary>Misfit at which <see cref="AntiAliasingFilter.Sox"/> is preferred to the best.</summary>
    private const double NamedAdvantage = 2.5;

    /// <summary>Floor relative to the level of the line, in power: 20 dB.</summary>
    private const double HighestFloor = 0.01;

    /// <summary>Where the noise may be raised to, relative to the line: −20 dB.</summary>
    private const double NoiseLevel = 0.1;
    private const double LeastMostGain = 5;
    private const double LargestMostGain = 60;

    /// <summary>Slopes of the line, in nepers of power over the Nyquist frequency.</summary>
    private const double SteepestFall = -25;
    private const double SteepestRise = 8;

    private static readonly double[] Widths = [0.004, 0.006, 0.008, 0.0104, 0.0128, 0.016];

    /// <summary>The filter, <see cref="AntiAliasingFilter.Ideal"/> where none is seen.</summary>
    public static AntiAliasingFilter Estimate(LongTermSpectrum spectrum)
    {
        const int first = (int)(Lowest * (LongTermSpectrum.Bins - 1)) + 1;
        const int last = LongTermSpectrum.Bins - 2;
        double[] mean = spectrum.MeanLogPower(first, (int)(LevelEnd * (LongTermSpectrum.Bins - 1)));
        double[] logPower = mean[first..(last + 1)];
        double[] frequencies = [.. Enumerable.Range(first, logPower.Length).Select(bin => (double)bin / (LongTermSpectrum.Bins - 1))];
        if (Depth(mean) < LeastDepth)
        {
            return AntiAliasingFilter.Ideal;
        }

        double line = Misfit(logPower, frequencies, new double[logPower.Length]);
        AntiAliasingFilter best = AntiAliasingFilter.Sox;
        (double bestMisfit, double floor) = Misfit(logPower, frequencies, best);
        double leastMisfit = bestMisfit / NamedAdvantage;
        for (int step = 0; step <= 11; step++)
        {
            foreach (double width in Widths)
            {
                var candidate = new AntiAliasingFilter(LowestCentre + (0.005 * step), width);
                (double misfit, double candidateFloor) = Misfit(logPower, frequencies, candidate);
                if (misfit < leastMisfit && !candidate.Aliases)
                {
                    (best, bestMisfit, leastMisfit, floor) = (candidate, misfit, misfit, candidateFloor);
                }
            }
        }

        double mostGain = Math.Clamp(NoiseLevel / Math.Sqrt(floor), LeastMostGain, LargestMostGain);
        return bestMisfit < LargestMisfit * line ? best with { MostGain = mostGain } : AntiAliasingFilter.Ideal;
    }

    /// <summary>How far the top of the band lies below a line through the band before the roll-off.</summary>
    private static double Depth(double[] mean)
    {
        const double bandEnd = 0.9;
        const int nyquist = LongTermSpectrum.Bins - 1;
        double[] bins = [.. Enumerable.Range((int)(Lowest * nyquist), (int)((bandEnd - Lowest) * nyquist)).Select(bin => (double)bin)];
        (double intercept, double slope) = SimpleRegression.Fit(bins, [.. bins.Select(bin => mean[(int)bin])]);
        const int top = (int)(Top * nyquist);
        return intercept + (slope * 0.5 * (top + nyquist)) - mean.AsSpan(top..nyquist).ToArray().Average();
    }

    /// <summary>The misfit of a filter at the noise floor that suits it best.</summary>
    private static (double Misfit, double Floor) Misfit(double[] logPower, double[] frequencies, AntiAliasingFilter filter)
    {
        double[] gains = Array.ConvertAll(frequencies, filter.Gain);
        (double Misfit, double Floor) best = (double.PositiveInfinity, 0);
        for (double floor = HighestFloor; floor > 1e-8; floor *= 0.3)
        {
            double misfit = Misfit(logPower, frequencies, Array.ConvertAll(gains, gain => Math.Log((gain * gain) + floor)));
            best = misfit < best.Misfit ? (misfit, floor) : best;
        }

        return best;
    }

    /// <summary>What the best line leaves of log power minus a model: the mean of Huber's function with a threshold of 1.</summary>
    private static double Misfit(double[] logPower, double[] frequencies, double[] model)
    {
        int count = logPower.Length;
        double centre = frequencies.Average();
        double level = 0;
        double products = 0;
        double squares = 0;
        for (int i = 0; i < count; i++)
        {
            double distance = frequencies[i] - centre;
            double value = logPower[i] - model[i];
            level += value / count;
            products += distance * value;
            squares += distance * distance;
        }

        double slope = Math.Clamp(products / squares, SteepestFall, SteepestRise);
        double sum = 0;
        for (int i = 0; i < count; i++)
        {
            double error = Math.Abs(logPower[i] - model[i] - level - (slope * (frequencies[i] - centre)));
            sum += error < 1 ? 0.5 * error * error : error - 0.5;
        }

        return sum / count;
    }
}
