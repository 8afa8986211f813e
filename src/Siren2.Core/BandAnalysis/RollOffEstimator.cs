using MathNet.Numerics.LinearRegression;
using Siren2.Decimation;

namespace Siren2.BandAnalysis;

/// <summary>
/// Finds the roll-off of SoX's <c>rate -v</c> at the top of a clip's band, and how far the noise in the clip lets it be undone. A straight line
/// in log power over frequency, times the square of a low-pass gain, plus a noise floor, is fitted to the long-term spectrum.
/// </summary>
/// <remarks>
/// A roll-off that is undone where there was none, or another, costs up to tens of decibels; one that is left alone costs some tenths of a
/// decibel. So only a decimator that is known counts, and only if nothing else explains the spectrum better. Three things are asked for: a deep
/// fall at the top; a fit that is much better than the line alone, over the uppermost 30 % of the band; and, around the fall itself, a fit that
/// no low-pass of another place or width beats by more than what noise does, and whose best such low-pass does not lie higher. Of recordings that
/// had been through SoX before, at the same edge, and were then decimated by something else, nothing tells: they may be taken for SoX's, unless hardly
/// anything would be restored.
/// Other qualities of SoX, and libsoxr through FFmpeg, are mostly taken for none of its, and left alone.
/// Filters that let something fold, such as FFmpeg's, fall by no more than 3 dB as seen at the low rate, which cannot be told from the
/// color of the sound itself: those have to be named.
/// </remarks>
internal static class RollOffEstimator
{
    private const int Nyquist = LongTermSpectrum.Bins - 1;

    /// <summary>Where the stopband has begun, and how low it has to lie, in nepers of power: 26 dB.</summary>
    private const double Top = 0.985;
    private const double LeastDepth = 6;

    /// <summary>What the fit leaves, as a share of what the line alone does, at most.</summary>
    private const double LargestMisfit = 0.5;

    /// <summary>What it may leave around the fall, whatever others do: behind SoX it is 0.004 to 0.143 in 92 of 93 recordings.</summary>
    private const double LargestFallMisfit = 0.15;

    /// <summary>By how much the best other low-pass may fit better around the fall, and up to where its center may lie.</summary>
    private const double LargestAdvantage = 0.03;
    private const double HighestCenter = 0.959;

    /// <summary>How much louder than the noise that is found in the stopband it is taken to be: 6 dB.</summary>
    private const double NoiseMargin = 4;
    private const double LargestMaximumGain = 7;
    private const double LeastMaximumGain = 1.2;

    /// <summary>
    /// What is restored must be worth the risk: less than −70 dB of the clip's energy, at the top of its band, is not heard where the guess is right, and is
    /// all that could be lost where a recording had been through SoX before.
    /// </summary>
    private const double LeastShare = 1e-7;

    private static readonly Stretch Whole = new(0.7, 0.998, Threshold: 1, SteepestFall: -25, SteepestRise: 8);
    private static readonly Stretch Fall = new(0.86, 0.985, Threshold: 0.7, SteepestFall: -30, SteepestRise: 15);

    /// <summary>The filter, <see cref="AntiAliasingFilter.Ideal"/> where none is seen.</summary>
    /// <param name="spectrum">The clip's spectrum.</param>
    /// <param name="goOn">Called before every few candidates; throws where the rest is not wanted. Null for nobody.</param>
    public static AntiAliasingFilter Estimate(LongTermSpectrum spectrum, Action? goOn = null)
    {
        double[] logPower = spectrum.MeanLogPower((int)(0.7 * Nyquist) + 1, (int)(0.85 * Nyquist));
        return Depth(logPower) >= LeastDepth && Explains(Whole, logPower, out double floor) && Explains(Fall, logPower, out _)
            && IsNotAnother(logPower, goOn) && MaximumGain(floor) is >= LeastMaximumGain and double gain
            && (AntiAliasingFilter.Sox with { MaximumGain = gain }) is AntiAliasingFilter found && Share(spectrum, found) > LeastShare
            ? found
            : AntiAliasingFilter.Ideal;
    }

    /// <summary>What undoing a filter would add, as a share of the clip's energy.</summary>
    private static double Share(LongTermSpectrum spectrum, AntiAliasingFilter filter)
    {
        double[] power = spectrum.TotalPower();
        double added = 0;
        for (int bin = 0; bin < power.Length; bin++)
        {
            double change = filter.Correction((double)bin / Nyquist) - 1;
            added += change * change * power[bin];
        }

        return added / power.Sum();
    }

    /// <summary>The gain from which on more noise than signal would be raised, 1/(2√ν) for a noise of ν.</summary>
    private static double MaximumGain(double floor) => Math.Min(0.5 / Math.Sqrt(NoiseMargin * floor), LargestMaximumGain);

    /// <summary>How far the top of the band lies below a line through the band before the roll-off.</summary>
    private static double Depth(double[] logPower)
    {
        double[] bins = [.. Enumerable.Range((int)(0.7 * Nyquist), (int)(0.2 * Nyquist)).Select(bin => (double)bin)];
        (double intercept, double slope) = SimpleRegression.Fit(bins, [.. bins.Select(bin => logPower[(int)bin])]);
        const int top = (int)(Top * Nyquist);
        return intercept + (slope * 0.5 * (top + Nyquist)) - logPower.AsSpan(top..Nyquist).ToArray().Average();
    }

    private static bool Explains(Stretch stretch, double[] logPower, out double floor)
    {
        (double misfit, floor) = stretch.Misfit(logPower, AntiAliasingFilter.Sox);
        return misfit < LargestMisfit * stretch.Misfit(logPower, AntiAliasingFilter.Ideal).Misfit;
    }

    private static bool IsNotAnother(double[] logPower, Action? goOn)
    {
        double misfitOfSox = Fall.Misfit(logPower, AntiAliasingFilter.Sox).Misfit;
        double least = misfitOfSox;
        double bestCenter = AntiAliasingFilter.Sox.Center;
        for (double center = 0.94; center < 0.986; center += 0.0025)
        {
            goOn?.Invoke();
            for (double width = 0.002; width < 0.0181; width += 0.002)
            {
                double misfit = Fall.Misfit(logPower, new AntiAliasingFilter(center, width)).Misfit;
                (bestCenter, least) = misfit < least ? (center, misfit) : (bestCenter, least);
            }
        }

        return misfitOfSox <= LargestFallMisfit && misfitOfSox - least <= LargestAdvantage && bestCenter <= HighestCenter;
    }

    /// <summary>A part of the spectrum in which models are compared.</summary>
    /// <param name="Lowest">Where it begins, in units of the Nyquist frequency.</param>
    /// <param name="Highest">Where it ends.</param>
    /// <param name="Threshold">Of Huber's function, in nepers of power: beyond it errors count by their size.</param>
    /// <param name="SteepestFall">Slope of the line, in nepers of power over the Nyquist frequency, at least.</param>
    /// <param name="SteepestRise">The same, at most.</param>
    private sealed record Stretch(double Lowest, double Highest, double Threshold, double SteepestFall, double SteepestRise)
    {
        private readonly double[] _frequencies =
            [.. Enumerable.Range((int)(Lowest * Nyquist) + 1, (int)((Highest - Lowest) * Nyquist)).Select(bin => (double)bin / Nyquist)];

        /// <summary>
        /// What the best line leaves of log power over a filter's gain, at the noise floor that suits it best: the mean of Huber's function.
        /// </summary>
        public (double Misfit, double Floor) Misfit(double[] logPower, AntiAliasingFilter filter)
        {
            double[] gains = Array.ConvertAll(_frequencies, filter.Gain);
            double[] rest = new double[gains.Length];
            (double Misfit, double Floor) best = (double.PositiveInfinity, 0);
            for (double floor = 1e-8; floor < 0.011; floor *= Math.Sqrt(10))
            {
                for (int i = 0; i < rest.Length; i++)
                {
                    rest[i] = logPower[(int)(Lowest * Nyquist) + 1 + i] - Math.Log((gains[i] * gains[i]) + floor);
                }

                double misfit = Misfit(rest);
                best = misfit < best.Misfit ? (misfit, floor) : best;
            }

            return best;
        }

        private double Misfit(double[] values)
        {
            double center = _frequencies.Average();
            double products = 0;
            double squares = 0;
            for (int i = 0; i < values.Length; i++)
            {
                double distance = _frequencies[i] - center;
                products += distance * values[i];
                squares += distance * distance;
            }

            double slope = Math.Clamp(products / squares, SteepestFall, SteepestRise);
            for (int i = 0; i < values.Length; i++)
            {
                values[i] -= slope * (_frequencies[i] - center);
            }

            double level = MathNet.Numerics.Statistics.Statistics.Median(values);
            double sum = 0;
            foreach (double value in values)
            {
                double error = Math.Abs(value - level);
                sum += error < Threshold ? 0.5 * error * error : Threshold * (error - (0.5 * Threshold));
            }

            return sum / values.Length;
        }
    }
}
