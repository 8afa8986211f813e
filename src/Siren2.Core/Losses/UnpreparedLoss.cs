namespace Siren2.Losses;

/// <summary>A loss that computes nothing beforehand, with the target that it is called with.</summary>
internal sealed class UnpreparedLoss(IWaveformLoss loss, ReadOnlyMemory<float> target, LossContext context) : IPreparedLoss
{
    public double Evaluate(ReadOnlySpan<float> prediction, Span<float> gradient) => loss.Evaluate(prediction, target.Span, context, gradient);
}
