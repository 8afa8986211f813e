using System.Numerics.Tensors;
using MathNet.Numerics.Random;

namespace Siren2.Losses;

/// <summary>Tells the author of a loss whether its gradient is right: whether it explains how the value changes.</summary>
/// <remarks>
/// <para>Probed are random directions (every sample moves by ± the same step), which see all samples at once; then the sample of
/// largest gradient, the first, the last and random ones, which see wrong edges.</para>
/// <para>Along each, the central difference of the value, L(x + hu) − L(x − hu), is compared with the integral of ⟨∇L, u⟩ over
/// the same stretch. The slope in the middle alone would not do: waveforms are single precision, so that small steps drown in
/// rounding, and losses with absolute values or logarithms bend within larger ones. Nine steps are tried, from a tenth of the
/// level of the prediction down to 10⁻⁵ of it, and the one counts whose rounding and quadrature errors, as estimated, are
/// least; agreement of value and gradient plays no part in the choice.</para>
/// </remarks>
public static class GradientCheck
{
    private const int Reaches = 9;

    /// <summary>Runs the check; costs about 50·(<paramref name="directions"/> + <paramref name="samples"/>) evaluations.</summary>
    /// <param name="loss">The loss to check.</param>
    /// <param name="prediction">Where to check it, <c>[samples]</c>: noise, or noise on a signal, is a good choice.</param>
    /// <param name="target">The target, <c>[samples]</c>.</param>
    /// <param name="directions">Random directions, at least 0.</param>
    /// <param name="samples">Single samples, at least 0.</param>
    /// <param name="seed">Chooses the random directions and samples.</param>
    /// <param name="context">What the loss is told of both; null for <see cref="LossContext.Default"/>.</param>
    /// <returns>What was found.</returns>
    /// <exception cref="ArgumentException">A span is empty, or their lengths differ.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A number of probes is negative.</exception>
    public static GradientCheckResult Run(
        IWaveformLoss loss,
        ReadOnlySpan<float> prediction,
        ReadOnlySpan<float> target,
        int directions = 8,
        int samples = 8,
        int seed = 1,
        LossContext? context = null)
    {
        ArgumentNullException.ThrowIfNull(loss);
        ArgumentOutOfRangeException.ThrowIfNegative(directions);
        ArgumentOutOfRangeException.ThrowIfNegative(samples);
        LossArguments.Check(prediction, target, new float[prediction.Length]);
        var line = new LossLine(loss, prediction.ToArray(), target.ToArray(), context ?? LossContext.Default);
        double value = line.Evaluate(0).Value;
        float[] gradient = line.Gradient.ToArray();
        int unusable = Array.FindIndex(gradient, g => !float.IsFinite(g));
        if (unusable >= 0)
        {
            var broken = new GradientProbe($"sample {unusable}", double.NaN, gradient[unusable], double.PositiveInfinity);
            return new GradientCheckResult(value, [broken]);
        }

        double level = Level(prediction, target);
        double norm = TensorPrimitives.Norm<float>(gradient);
        var random = new Xoshiro256StarStar(seed);
        var probes = new List<GradientProbe>(directions + samples);
        for (int i = 0; i < directions; i++)
        {
            foreach (ref float component in line.Direction.AsSpan())
            {
                component = random.NextBoolean() ? 1f : -1f;
            }

            probes.Add(Probe($"direction {i}", line, level, norm));
        }

        for (int i = 0; i < samples; i++)
        {
            int sample = Sample(i, gradient, random);
            Array.Clear(line.Direction);
            line.Direction[sample] = 1;
            probes.Add(Probe($"sample {sample}", line, level, norm / Math.Sqrt(gradient.Length)));
        }

        return new GradientCheckResult(value, probes);
    }

    private static int Sample(int index, float[] gradient, Xoshiro256StarStar random) => index switch
    {
        0 => TensorPrimitives.IndexOfMaxMagnitude<float>(gradient),
        1 => 0,
        2 => gradient.Length - 1,
        _ => random.Next(gradient.Length),
    };

    /// <summary>Compares along one line; the error is relative to the larger slope, or to what a slope there typically is.</summary>
    private static GradientProbe Probe(string where, LossLine line, double level, double typical)
    {
        double rounding = line.Rounding(level);
        MeanSlope best = default;
        double least = double.PositiveInfinity;
        double doubt = 0;
        for (int i = Reaches - 1; i >= 0; i--)
        {
            MeanSlope slope = line.MeanSlope(level * Math.Pow(10, -1 - (0.5 * i)));

            // Doubt grows with the reach: where it seems not to, it is by luck.
            doubt = Math.Max(doubt, slope.Doubt);
            double expected = doubt + (rounding / slope.Reach);
            if (best.Reach == 0 || expected < least)
            {
                (best, least) = (slope, expected);
            }
        }

        double error = Math.Abs(best.ByValues - best.ByGradient);
        double scale = Math.Max(typical, Math.Max(Math.Abs(best.ByValues), Math.Abs(best.ByGradient)));
        double relative = error == 0 ? 0 : double.IsFinite(error) ? error / scale : double.PositiveInfinity;
        return new GradientProbe(where, best.ByValues, best.ByGradient, relative);
    }

    /// <summary>Root mean square of the prediction, of the target where the prediction is silent, 1 where both are.</summary>
    private static double Level(ReadOnlySpan<float> prediction, ReadOnlySpan<float> target)
    {
        double norm = TensorPrimitives.Norm(prediction) is > 0 and float own ? own : TensorPrimitives.Norm(target);
        return norm > 0 ? norm / Math.Sqrt(prediction.Length) : 1;
    }
}
