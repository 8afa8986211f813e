using Siren2.MissingBand;

namespace Siren2.Training;

/// <summary>
/// How far the network's means and variances are from what was there, and the gradient of that. Each mean is drawn to the mean of the
/// levels, each variance to the mean of the squared deviations: separate problems, so that sure bands do not keep the unsure ones, which
/// are the bright ones, from being learned.
/// </summary>
/// <remarks>
/// With z = y − m: ∂/∂m = −w·z and ∂/∂s = w/2·(1 − z²·e^(−s)), the gradient of the negative log-likelihood of a normal variable but for the
/// factor e^s of the first (Seitzer et al. 2022, "On the Pitfalls of Heteroscedastic Uncertainty Estimation", arXiv 2203.09168, equation 5,
/// β = 1). Both vanish where mean and variance are right. The weight w depends on what the network sees, not on the truth: a loud frame
/// counts more than a pause, and means stay without bias. The excess d of the level of the expected power over the mean is drawn to where
/// exp(y − m − d) is 1 on average: the gradient of the deviance of a gamma variable, e^(y−m−d) + d. The odds of music are drawn to what the
/// foreground of the scene is, by their cross-entropy.
/// </remarks>
internal static class LevelObjective
{
    private const float LeastWeight = 0.15f;

    /// <summary>Where the weight is in the middle: 18 dB below the reference, in nepers of power.</summary>
    private const float MiddleLevel = -4;

    /// <summary>Beyond this, squared deviations over the variance no longer count more: outliers.</summary>
    private const float MostSquare = 25;

    /// <summary>Beyond this, deviations draw no stronger; in the network's units, 52 dB.</summary>
    private const float MostDeviation = 3;

    /// <summary>Deviations are small numbers in the network's units.</summary>
    private const float WeightOfMean = 2;

    /// <summary>Beyond this, power over what was expected no longer counts more.</summary>
    private const float MostPower = 40;

    private const float WeightOfExcess = 0.3f;

    private const float WeightOfMusic = 0.5f;

    /// <summary>Computes loss and gradient of one item.</summary>
    /// <param name="item">The item.</param>
    /// <param name="output">The network's output, <c>[frames, LevelNetwork.OutputChannels]</c>.</param>
    /// <param name="gradient">Receives the gradient, of the same shape.</param>
    /// <returns>The weighted mean over all bands and frames of the negative log-likelihood, up to a constant.</returns>
    public static double Compute(TrainingItem item, ReadOnlySpan<float> output, Span<float> gradient)
    {
        gradient.Clear();
        double loss = 0;
        int frames = item.FrameLevels.Length;
        float scale = 1f / (frames * PriorBands.Predicted);
        for (int t = 0; t < frames; t++)
        {
            float weight = LeastWeight + (1 / (1 + MathF.Exp(MiddleLevel - item.FrameLevels[t])));
            int first = t * LevelNetwork.OutputChannels;
            ref float music = ref gradient[first + LevelNetwork.Music];
            music = weight * WeightOfMusic / frames * ((1 / (1 + MathF.Exp(-output[first + LevelNetwork.Music]))) - (item.IsMusic ? 1 : 0));
            for (int b = 0; b < PriorBands.Predicted; b++)
            {
                float target = item.Target[(t * PriorBands.Predicted) + b];
                if (float.IsNaN(target))
                {
                    continue;
                }

                int mean = first + b;
                int spread = first + PriorBands.Predicted + b;
                float s = Math.Clamp(output[spread], LevelFeatures.LeastLogVariance, LevelFeatures.MostLogVariance);
                float inverse = MathF.Exp(-0.5f * s);
                float z = (target - output[mean]) * inverse;
                float square = z * z;
                loss += weight * 0.5 * (Math.Min(square, MostSquare) + s);
                gradient[mean] = -scale * weight * WeightOfMean * Math.Clamp(target - output[mean], -MostDeviation, MostDeviation);
                gradient[spread] = scale * weight * 0.5f * (1 - Math.Min(square, MostSquare));

                int excess = spread + PriorBands.Predicted;
                float power = MathF.Exp(LevelFeatures.Scale * (target - output[mean] - output[excess]));
                gradient[excess] = scale * weight * WeightOfExcess * (1 - Math.Min(power, MostPower));

                // Out of bounds the gradient only leads back.
                if (s != output[spread] && gradient[spread] * (output[spread] - s) < 0)
                {
                    gradient[spread] = 0;
                }
            }
        }

        return loss * scale;
    }
}
