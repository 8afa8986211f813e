using System.Numerics.Tensors;
using Siren2.Baseline;
using Siren2.Decoding;
using Siren2.Kernels.Threads;
using Siren2.Segments;

namespace Siren2.Fits;

/// <summary>
/// From networks to what they add to the baseline. The steps after the networks are those of the fit itself, so that a fit that
/// was saved renders to the same bits.
/// </summary>
internal static class CorrectionRenderer
{
    /// <summary>Evaluates the networks and makes corrections of whole channels of them, <c>[channel][samples]</c>.</summary>
    /// <exception cref="InvalidDataException">The weights give values that are not finite.</exception>
    public static float[][] Render(ClipBaseline baseline, FitRecipe recipe, IReadOnlyList<FittedNetwork> networks, int degree)
    {
        var targets = new BlindTextureTarget?[baseline.Channels.Length];
        if (recipe.Mode == FitMode.Blind)
        {
            var plan = new FitPlan { RefinementIterations = recipe.RefinementIterations };
            foreach (int channel in networks.Select(network => network.Channel).Distinct())
            {
                targets[channel] = BlindTextureTarget.Estimate(plan, baseline, channel, recipe.Detail, recipe.KeepsLevels);
            }
        }

        var parts = new SegmentCorrection[networks.Count];
        SideBySide.Run(parts.Length, degree, Render, CancellationToken.None);
        ThrowUnlessFinite(parts);
        float[][] corrections = Join(baseline, recipe.Segments, parts, recipe.Mode);
        if (recipe.Mode == FitMode.Blind)
        {
            _ = FinishBlind(baseline, corrections, targets);
        }
        else if (recipe.IsProjected)
        {
            Project(baseline, corrections);
        }

        return corrections;

        void Render(int i, CancellationToken stop)
        {
            FittedNetwork network = networks[i];
            parts[i] = new SegmentCorrection(
                network.Channel, network.Segment, CorrectionRenderer.Render(baseline, recipe, network, targets[network.Channel]));
        }
    }

    /// <summary>Joins the corrections of segments to those of whole channels, <c>[channel][samples]</c>.</summary>
    public static float[][] Join(ClipBaseline baseline, SegmentPlan segments, IEnumerable<SegmentCorrection> parts, FitMode mode)
    {
        float[][] corrections = Array.ConvertAll(baseline.Channels, channel => new float[channel.Length]);
        foreach (SegmentCorrection part in parts)
        {
            segments.Add(part.Segment, part.Samples, corrections[part.Channel], equalPower: mode == FitMode.Blind);
        }

        return corrections;
    }

    /// <summary>Keeps joined textures to the missing band and to their budget, adds what the known band foretells, and returns the expected cost, in dB.</summary>
    /// <param name="baseline">The clip beside its baseline.</param>
    /// <param name="corrections">What was joined, <c>[channel][samples]</c>.</param>
    /// <param name="targets">What each channel was fitted to.</param>
    /// <param name="goOn">Called before every channel; null for nobody.</param>
    public static double FinishBlind(
        ClipBaseline baseline, float[][] corrections, IReadOnlyList<BlindTextureTarget?> targets, Action? goOn = null)
    {
        Project(baseline, corrections, goOn);
        double cost = 0;
        for (int c = 0; c < corrections.Length; c++)
        {
            cost += (targets[c]?.KeepBudget(corrections[c]) ?? 0) / corrections.Length;
            targets[c]?.AddContinuation(corrections[c]);
        }

        return cost;
    }

    /// <summary>Takes out of the corrections what the clip itself holds.</summary>
    public static void Project(ClipBaseline baseline, float[][] corrections, Action? goOn = null)
    {
        foreach (float[] correction in corrections)
        {
            goOn?.Invoke();
            if (correction.AsSpan().ContainsAnyExcept(0f))
            {
                baseline.Project(correction);
            }
        }
    }

    private static float[] Render(ClipBaseline baseline, FitRecipe recipe, FittedNetwork network, BlindTextureTarget? target)
    {
        Segment segment = recipe.Segments.Segments[network.Segment];
        DecoderGrid grid = baseline.Source(network.Channel, segment).CreateGrid(recipe.Decoder.UseBaseline, recipe.Encoder);
        using var decoder = new SirenDecoder(recipe.Decoder, WinnerScale.None, seed: 0);
        SirenWeights.Load(decoder, network.Weights.ToDictionary(tensor => tensor.Name));
        float[] correction = new float[segment.Length];
        decoder.Forward(grid, network.Latents, correction);
        if (target is null)
        {
            TensorPrimitives.Multiply(correction, network.Scale, correction);
        }
        else
        {
            target.CreateFinish(segment, network.Scale).Apply(correction);
        }

        return correction;
    }

    private static void ThrowUnlessFinite(SegmentCorrection[] parts)
    {
        foreach ((int channel, int segment, float[] samples) in parts)
        {
            int index = samples.AsSpan().IndexOfAnyExceptInRange(float.MinValue, float.MaxValue);
            if (index >= 0)
            {
                throw new InvalidDataException(
                    $"The network of channel {channel}, segment {segment} gives {samples[index]} at sample {index}: its weights are not those of a fit.");
            }
        }
    }
}
