using System.Numerics.Tensors;
using MathNet.Numerics;
using MathNet.Numerics.RootFinding;

namespace Siren2.Spectral;

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

        float[] wanted = logPower.ToArray();
        double logWeight = LogWeight(wanted, allowed);
        for (int i = 0; i < wanted.Length; i++)
        {
            power[i] = (float)Capped(wanted[i], logWeight);
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

    private static double Capped(double wanted, double logWeight) => LambertW(wanted + logWeight) * Math.Exp(-logWeight);

    /// <summary>ln c for which the capped powers sum to <paramref name="allowed"/>.</summary>
    private static double LogWeight(float[] wanted, double allowed)
    {
        double Excess(double logWeight)
        {
            double sum = 0;
            foreach (float w in wanted)
            {
                sum += Capped(w, logWeight);
            }

            return Math.Log(sum / allowed);
        }

        // At c·e^m = e^-36 no bin loses anything. c·allowed = bins caps well below what is allowed but for a factor of W.
        double low = -36 - TensorPrimitives.Max<float>(wanted);
        double high = Math.Max(low, Math.Log(wanted.Length / allowed));
        while (Excess(high) > 0)
        {
            high += 5;
        }

        return Brent.FindRoot(Excess, low, high, accuracy: 1e-9, maxIterations: 200);
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
}
