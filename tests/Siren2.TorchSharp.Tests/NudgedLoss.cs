using Siren2.Losses;

namespace Siren2.TorchSharp.Tests;

/// <summary>A loss that sees each sample of a prediction as it is, or as the next float above or below: what rounding alone does to a fit.</summary>
internal sealed class NudgedLoss(IWaveformLoss loss, int seed) : IWaveformLoss
{
    public double Evaluate(ReadOnlySpan<float> prediction, ReadOnlySpan<float> target, LossContext context, Span<float> gradient) =>
        Prepare(target.ToArray(), context).Evaluate(prediction, gradient);

    public IPreparedLoss Prepare(ReadOnlyMemory<float> target, LossContext context) =>
        new Nudged(loss.Prepare(target, context), new Random(seed), new float[target.Length]);

    private sealed class Nudged(IPreparedLoss loss, Random random, float[] seen) : IPreparedLoss
    {
        public double Evaluate(ReadOnlySpan<float> prediction, Span<float> gradient)
        {
            for (int i = 0; i < seen.Length; i++)
            {
                float sample = prediction[i];
                seen[i] = random.Next(3) switch { 0 => MathF.BitDecrement(sample), 1 => MathF.BitIncrement(sample), _ => sample };
            }

            return loss.Evaluate(seen, gradient);
        }
    }
}
