using System.Numerics.Tensors;
using MathNet.Numerics;
using MathNet.Numerics.RootFinding;

namespace Siren2.MissingBand;

/// <summary>
/// Lowers a log-power spectrum to a given sum of power at the least squared distance of logarithms.
/// </summary>
/// <remarks>
/// Minimising Σ(m − y)² + 2c·Σe^y over y, for a wanted log power m, gives y + c·e^y = m in every bin, so y = m − W(c·e^m) with
/// Lambert's function W, and a power of e^y = W(c·e^m)/c. Weak bins (c·e^m ≪ 1) keep their power, strong ones rise
/// with log m only: a cap with a soft knee. One c, found by bracketing, serves the whole spectrum.
/// </remarks>
internal static class PowerCap
{
    private const int MostCorrections = 20;

    /// <summary>Caps <paramref name="logPower"/>, or takes its exponential if that sums to no more than is allowed.</summary>
    /// <param name="logPower">Natural logarithm of the wanted power.</param>
    /// <param name="allowed">What the powers may sum to, from 0.</param>
    /// <param name="power">Receives the power, as many as <paramref name="logPower"/>.</param>
    /// <returns>The sum of the powers.</returns>
    public static double Apply(ReadOnlySpan<float> logPower, double allowed, Span<float> power)
    {
        TensorPrimitives.Exp(logPower, power);
        double total = Sum(power);
        if (total <= allowed)
        {
            return total;
        }

        if (allowed <= 0)
        {
            power.Clear();
            return 0;
        }

        double logWeight = LogWeight(logPower, power, allowed);
        double gain = Math.Exp(-logWeight);
        for (int i = 0; i < power.Length; i++)
        {
            power[i] = (float)(gain * LambertW(logPower[i] + logWeight));
        }

        return Sum(power);
    }

    /// <summary>W(e^<paramref name="logArgument"/>): the w for which w + ln w is <paramref name="logArgument"/>.</summary>
    public static double LambertW(double logArgument)
    {
        if (logArgument < -36)
        {
            return Math.Exp(logArgument);
        }

        // Starting point within 2 % (Iacono and Boyd 2017, eq. 14), then their iteration, which squares the error.
        double softPlus = logArgument > 36 ? logArgument : SpecialFunctions.Log1p(Math.Exp(logArgument));
        double w = softPlus * (1 - (SpecialFunctions.Log1p(softPlus) / (2 + softPlus)));
        for (int i = 0; i < 3; i++)
        {
            w *= (1 + logArgument - Math.Log(w)) / (1 + w);
        }

        return w;
    }

    /// <summary>ln c for which the capped powers sum to <paramref name="allowed"/>.</summary>
    private static double LogWeight(ReadOnlySpan<float> logPower, ReadOnlySpan<float> power, double allowed)
    {
        double logWeight = new Levels(logPower, power).LogWeight(allowed);

        // Newton's method on the logarithm of the sum: W(ce^m) has the derivative W/(1 + W) in ln c.
        for (int i = 0; i < MostCorrections; i++)
        {
            double sum = 0;
            double capped = 0;
            foreach (float wanted in logPower)
            {
                double w = LambertW(wanted + logWeight);
                sum += w;
                capped += w * w / (1 + w);
            }

            double excess = Math.Log(sum / allowed) - logWeight;
            logWeight += excess * sum / capped;
            if (Math.Abs(excess) < 1e-4)
            {
                break;
            }
        }

        return logWeight;
    }

    private static double Sum(ReadOnlySpan<float> values)
    {
        double sum = 0;
        foreach (float value in values)
        {
            sum += value;
        }

        return sum;
    }

    /// <summary>A histogram of levels, on which the search costs little and ends within 0.1 % of the sum.</summary>
    private sealed class Levels
    {
        private const int Bins = 1024;

        private readonly double[] _counts = new double[Bins];
        private readonly double[] _powers = new double[Bins];
        private readonly double _highest;

        public Levels(ReadOnlySpan<float> logPower, ReadOnlySpan<float> power)
        {
            _highest = TensorPrimitives.Max(logPower);
            double lowest = TensorPrimitives.Min(logPower);
            double scale = (Bins - 1) / Math.Max(_highest - lowest, 1e-3);
            for (int i = 0; i < logPower.Length; i++)
            {
                int bin = (int)((logPower[i] - lowest) * scale);
                _counts[bin]++;
                _powers[bin] += power[i];
            }
        }

        public double LogWeight(double allowed)
        {
            // At c·e^m = e^-36 no bin loses anything. c·allowed = bins caps well below what is allowed, but for a factor of W.
            double low = -36 - _highest;
            double high = Math.Max(low, Math.Log(TensorPrimitives.Sum<double>(_counts) / allowed));
            while (Excess(high, allowed) > 0)
            {
                high += 5;
            }

            return Excess(low, allowed) <= 0 ? low : Brent.FindRoot(w => Excess(w, allowed), low, high, 1e-6, 200);
        }

        /// <summary>ln(sum/allowed), each bin of the histogram being capped as its mean power is.</summary>
        private double Excess(double logWeight, double allowed)
        {
            double sum = 0;
            for (int bin = 0; bin < Bins; bin++)
            {
                if (_powers[bin] > 0)
                {
                    sum += _counts[bin] * LambertW(Math.Log(_powers[bin] / _counts[bin]) + logWeight);
                }
            }

            return Math.Log(sum / allowed) - logWeight;
        }
    }
}
