using System.Numerics.Tensors;
using MathNet.Numerics.Random;

namespace Siren2.Losses;

/// <summary>Tells the author of a loss whether its gradient is right: whether it explains how the value changes.</summary>
/// <remarks>
/// <para>Probed are random directions (every sample moves by ± the same step), which see all samples at once; then the sample of
/// largest gradient, the first, the last and random ones, which see wrong edges.</para>
/// <para>Along each, differences of the value, L(x + hu) − L(x − hu) and those of either half, are compared with the integral of ⟨∇L, u⟩ over
/// the same stretch. The slope in the middle alone would not do: waveforms are single precision, so that small steps drown in
/// rounding, and losses with absolute values or logarithms bend within larger ones. Nine steps are tried, from a tenth of the
/// level of the prediction down to 10⁻⁵ of it, and the one counts whose rounding and quadrature errors, as estimated, are
/// least; agreement of value and gradient plays no part in the choice. Where the gradient jumps, as at kinks of absolute values, the integral is
/// refined until the jumps count no more, and where the two disagree, it is looked whether they do everywhere, as with a wrong gradient, or only
/// where kinks lie so close together that the steps have missed them. What is left in doubt then is not held against a gradient: such a probe is
/// undecided, and another sample is tried in its place.</para>
/// </remarks>
/// <example>
/// <code>
/// GradientCheckResult check = GradientCheck.Run(loss, prediction, target);
/// Console.WriteLine(check.Passed() ? "the gradient is right" : check.ToString());
/// </code>
/// </example>
public static class GradientCheck
{
    /// <summary>How many samples are tried in place of one that kinks leave in doubt.</summary>
    private const int Candidates = 4;

    /// <summary>
    /// Runs the check; costs 18 evaluations, and 50 to 280 for each of the <paramref name="directions"/> and <paramref name="samples"/>, up to four times
    /// as many for a sample in doubt.
    /// </summary>
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
            var broken = new GradientProbe
            {
                Where = $"sample {unusable}",
                ByValues = double.NaN,
                ByGradient = gradient[unusable],
                RelativeError = double.PositiveInfinity,
                SideError = double.PositiveInfinity,
                Doubt = 0,
            };
            return new GradientCheckResult { Loss = value, GradientIsZero = false, Probes = [broken] };
        }

        double level = Level(prediction, target);
        double norm = TensorPrimitives.Norm<float>(gradient);
        var random = new Xoshiro256StarStar(seed);
        double rounding = line.Rounding(level, random);
        var probes = new List<GradientProbe>();
        for (int i = 0; i < directions; i++)
        {
            line.ChooseDirection(random);
            probes.Add(new SlopeSearch(line, level, norm, rounding).ToProbe($"direction {i}"));
        }

        int[] steepest = Steepest(gradient, Math.Min(Candidates, gradient.Length));

        for (int i = 0; i < samples; i++)
        {
            for (int candidate = 0; candidate < Candidates; candidate++)
            {
                int sample = i switch
                {
                    0 => steepest[Math.Min(candidate, steepest.Length - 1)],
                    1 => 0,
                    2 => gradient.Length - 1,
                    _ => random.Next(gradient.Length),
                };
                Array.Clear(line.Direction);
                line.Direction[sample] = 1;
                GradientProbe probe = new SlopeSearch(line, level, norm / Math.Sqrt(gradient.Length), rounding).ToProbe($"sample {sample}");
                if (i is 1 or 2 || candidate == Candidates - 1 || probe.Verdict() != GradientVerdict.Undecided)
                {
                    probes.Add(probe);
                    break;
                }
            }
        }

        return new GradientCheckResult { Loss = value, GradientIsZero = norm == 0, Probes = probes };
    }

    /// <summary>The samples of largest gradient, steepest first.</summary>
    private static int[] Steepest(float[] gradient, int count)
    {
        float[] magnitudes = new float[gradient.Length];
        TensorPrimitives.Abs<float>(gradient, magnitudes);
        int[] steepest = new int[count];
        for (int i = 0; i < count; i++)
        {
            steepest[i] = TensorPrimitives.IndexOfMax<float>(magnitudes);
            magnitudes[steepest[i]] = -1;
        }

        return steepest;
    }

    /// <summary>Root mean square of the prediction, of the target where the prediction is silent, 1 where both are.</summary>
    private static double Level(ReadOnlySpan<float> prediction, ReadOnlySpan<float> target)
    {
        double norm = TensorPrimitives.Norm(prediction) is > 0 and float own ? own : TensorPrimitives.Norm(target);
        return norm > 0 ? norm / Math.Sqrt(prediction.Length) : 1;
    }
}
