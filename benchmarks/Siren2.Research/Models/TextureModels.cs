using System.Numerics.Tensors;
using Siren2.Benchmarks;
using Siren2.MissingBand;

namespace Siren2.Research.Models;

/// <summary>
/// Envelopes of the missing band, each rendered as noise of flat magnitudes under the same cap. To compare levels and not
/// budgets, the energy allowed is a cost of 0.05 dB of what is truly missing.
/// </summary>
internal static class TextureModels
{
    private const double Cost = 0.05;
    private const int Refinements = 15;

    /// <summary>Log power of the clip's shipped envelope, <c>[frames, missing bins]</c>.</summary>
    public static float[] Shipped(ModelClip clip) => Extrapolate(clip).LogPower.ToArray();

    /// <summary>Every frame at the clip's mean: no carry over time.</summary>
    public static float[] Constant(ModelClip clip) => Blend(clip, 0);

    /// <summary>Frames depart from the mean by half of what the shipped envelope lets them.</summary>
    public static float[] HalfCarry(ModelClip clip) => Blend(clip, 0.5f);

    /// <summary>Frames depart from the mean by a quarter more: the whole of the edge's departure.</summary>
    public static float[] FullCarry(ModelClip clip) => Blend(clip, 1.25f);

    /// <summary>The shipped envelope averaged over five frames.</summary>
    public static float[] Smooth(ModelClip clip)
    {
        MissingBandEnvelope envelope = Extrapolate(clip);
        float[] result = new float[envelope.LogPower.Length];
        for (int frame = 0; frame < envelope.Frames; frame++)
        {
            for (int shift = -2; shift <= 2; shift++)
            {
                int other = Math.Clamp(frame + shift, 0, envelope.Frames - 1);
                Span<float> row = result.AsSpan(frame * envelope.Bins, envelope.Bins);
                TensorPrimitives.MultiplyAdd(envelope.LogPower.Slice(other * envelope.Bins, envelope.Bins), 0.2f, row, row);
            }
        }

        return result;
    }

    /// <summary>Shifted by what the same extrapolation was wrong by, on average, where the known band plays the missing one.</summary>
    public static float[] CrossScale(ModelClip clip)
    {
        float[] shipped = Shipped(clip);
        ModelClip lower = clip.Lower();
        double shift = TensorPrimitives.Average<float>(Truth(lower)) - TensorPrimitives.Average<float>(Floored(Shipped(lower)));
        TensorPrimitives.Add(shipped, (float)shift, shipped);
        return shipped;
    }

    /// <summary>Quiet frames (the lowest third at the edge) keep the edge's level instead of falling with frequency.</summary>
    public static float[] NoiseFloor(ModelClip clip)
    {
        MissingBandEnvelope envelope = Extrapolate(clip);
        float[] result = envelope.LogPower.ToArray();
        double[] level = [.. Enumerable.Range(0, envelope.Frames).Select(f => (double)result[f * envelope.Bins])];
        double quiet = level.Order().ElementAt(envelope.Frames / 3);
        for (int frame = 0; frame < envelope.Frames; frame++)
        {
            if (level[frame] <= quiet)
            {
                result.AsSpan(frame * envelope.Bins, envelope.Bins).Fill(result[frame * envelope.Bins]);
            }
        }

        return result;
    }

    /// <summary>Oracle: the shipped envelope at the true mean level of the clip.</summary>
    public static float[] TrueLevel(ModelClip clip)
    {
        float[] shipped = Shipped(clip);
        TensorPrimitives.Add(shipped, TensorPrimitives.Average<float>(Truth(clip)) - TensorPrimitives.Average<float>(Floored(shipped)), shipped);
        return shipped;
    }

    /// <summary>Oracle: the true log power, averaged over 33 bins of each frame.</summary>
    public static float[] TrueEnvelope(ModelClip clip)
    {
        float[] truth = Truth(clip);
        int bins = MissingBandTarget.Bins - clip.FirstBin;
        float[] result = new float[truth.Length];
        for (int i = 0; i < truth.Length; i++)
        {
            int row = i / bins * bins;
            int from = Math.Max(row, i - 16);
            result[i] = TensorPrimitives.Average(truth.AsSpan(from, Math.Min(row + bins, i + 17) - from));
        }

        return result;
    }

    /// <summary>A texture of a log power, capped to 0.05 dB.</summary>
    public static float[] Render(ModelClip clip, float[] logPower) => Render(clip, logPower, AllowedPower(clip));

    /// <summary>A texture of the shipped envelope within its own, estimated budget.</summary>
    public static float[] RenderBlind(ModelClip clip)
    {
        MissingBandTarget target = MissingBandTarget.Estimate(clip.Baseline, 0.5 * clip.InputRate, clip.OutputRate, 0.5);
        return Render(clip, Shipped(clip), target.Energy / ModelClip.EnergyPerPower);
    }

    /// <summary>
    /// The shipped envelope, spent where a joule lowers the distance most: d√(mean d²) is d²/√(mean d²), so a frame counts
    /// by the reciprocal of its distance, which is here the true one of the capped texture.
    /// </summary>
    public static float[] RenderByFrame(ModelClip clip)
    {
        float[] logPower = Shipped(clip);
        float[] power = new float[logPower.Length];
        _ = PowerCap.Apply(logPower, AllowedPower(clip), power);
        int bins = MissingBandTarget.Bins - clip.FirstBin;
        float[] truth = Truth(clip);
        float[] shifted = [.. logPower];
        float[] weight = new float[logPower.Length / bins];
        for (int frame = 0; frame < weight.Length; frame++)
        {
            double squares = 0;
            for (int i = frame * bins; i < (frame + 1) * bins; i++)
            {
                double difference = Math.Log(power[i] + 1e-8) - truth[i];
                squares += difference * difference;
            }

            weight[frame] = (float)Math.Sqrt((squares / bins) + 1e-3);
            Span<float> row = shifted.AsSpan(frame * bins, bins);
            TensorPrimitives.Add(row, MathF.Log(weight[frame]), row);
        }

        // y + c·w·e^y = m is the cap of m + ln w, divided by w; the sum that meets the budget is found by iteration.
        double allowed = AllowedPower(clip);
        double sum = allowed;
        for (int i = 0; i < 12; i++)
        {
            _ = PowerCap.Apply(shifted, sum, power);
            for (int frame = 0; frame < weight.Length; frame++)
            {
                TensorPrimitives.Divide(power.AsSpan(frame * bins, bins), weight[frame], power.AsSpan(frame * bins, bins));
            }

            sum *= allowed / Math.Max(TensorPrimitives.Sum<float>(power), 1e-30);
        }

        TensorPrimitives.Log(power, power);
        return Render(clip, power, double.PositiveInfinity);
    }

    private static MissingBandEnvelope Extrapolate(ModelClip clip)
    {
        float[] power = clip.Power(clip.Baseline);
        return MissingBandEnvelope.Extrapolate(power, power.Length / MissingBandTarget.Bins, clip.FirstBin, ModelClip.WindowEnergy);
    }

    private static float[] Blend(ModelClip clip, float carry)
    {
        MissingBandEnvelope envelope = Extrapolate(clip);
        float[] result = envelope.LogPower.ToArray();
        float[] mean = new float[envelope.Bins];
        for (int frame = 0; frame < envelope.Frames; frame++)
        {
            TensorPrimitives.MultiplyAdd(result.AsSpan(frame * envelope.Bins, envelope.Bins), 1f / envelope.Frames, mean, mean);
        }

        for (int i = 0; i < result.Length; i++)
        {
            float average = mean[i % envelope.Bins];
            result[i] = average + (carry * (result[i] - average));
        }

        return result;
    }

    /// <summary>The natural logarithm of the true power, above the metric's floor.</summary>
    private static float[] Truth(ModelClip clip)
    {
        float[] power = clip.Power(clip.Reference);
        int bins = MissingBandTarget.Bins - clip.FirstBin;
        float[] truth = new float[power.Length / MissingBandTarget.Bins * bins];
        for (int frame = 0; frame < truth.Length / bins; frame++)
        {
            power.AsSpan((frame * MissingBandTarget.Bins) + clip.FirstBin, bins).CopyTo(truth.AsSpan(frame * bins));
        }

        TensorPrimitives.Add(truth, 1e-8f, truth);
        TensorPrimitives.Log(truth, truth);
        return truth;
    }

    private static float[] Floored(float[] logPower) => Array.ConvertAll(logPower, p => (float)Math.Log(Math.Exp(p) + 1e-8));

    private static double AllowedPower(ModelClip clip) => clip.MissingEnergy * (Math.Pow(10, Cost / 10) - 1) / ModelClip.EnergyPerPower;

    private static float[] Render(ModelClip clip, float[] logPower, double allowedPower)
    {
        int bins = MissingBandTarget.Bins - clip.FirstBin;
        float[] power = new float[logPower.Length];
        double energy = PowerCap.Apply(logPower, allowedPower, power) * ModelClip.EnergyPerPower;
        TensorPrimitives.Sqrt(power, power);
        float[] magnitudes = new float[power.Length / bins * MissingBandTarget.Bins];
        for (int frame = 0; frame < power.Length / bins; frame++)
        {
            power.AsSpan(frame * bins, bins).CopyTo(magnitudes.AsSpan((frame * MissingBandTarget.Bins) + clip.FirstBin));
        }

        float[] texture = Signals.Noise(clip.Reference.Length, 1);
        new EnvelopeShaper(clip.Transform(), magnitudes).Apply(texture, texture);
        new MagnitudeProjection(clip.Transform(), magnitudes, Refinements).Apply(texture);
        _ = clip.Project(texture);
        double excess = TensorPrimitives.SumOfSquares<float>(texture) / energy;
        TensorPrimitives.Multiply(texture, (float)Math.Sqrt(excess > 1 ? 1 / excess : 1), texture);
        return texture;
    }
}
