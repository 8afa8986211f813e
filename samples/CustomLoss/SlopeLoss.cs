using System.Numerics.Tensors;
using Siren2.Losses;

namespace CustomLoss;

/// <summary>
/// Mean squared error of the slope, L = 1/N · Σ (dₙ₊₁ − dₙ)² with d = prediction − target: like the squared error, but an error at a
/// high frequency counts more than the same error at a low one, by 4·sin²(ω/2).
/// </summary>
internal sealed class SlopeLoss : IWaveformLoss
{
    // Called from several threads at once: whatever it needs is made anew in each call, or belongs to the thread. It needs neither rate nor scale.
    public double Evaluate(ReadOnlySpan<float> prediction, ReadOnlySpan<float> target, LossContext context, Span<float> gradient)
    {
        float[] error = new float[prediction.Length];
        TensorPrimitives.Subtract(prediction, target, error);
        gradient.Clear();
        double sum = 0;
        float scale = 2f / error.Length;
        for (int n = 0; n + 1 < error.Length; n++)
        {
            // ∂(dₙ₊₁ − dₙ)²/∂dₙ₊₁ = 2·(dₙ₊₁ − dₙ) = −∂/∂dₙ
            float slope = error[n + 1] - error[n];
            sum += slope * slope;
            gradient[n + 1] += scale * slope;
            gradient[n] -= scale * slope;
        }

        return sum / error.Length;
    }
}
