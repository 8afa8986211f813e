using System.Numerics.Tensors;
using Siren2.Decoding;
using Siren2.Losses;
using Siren2.Optimization;

namespace Siren2.Segments;

/// <summary>A loss that judges each sample by itself, taken inside the decoder's pass: forward and backward at once.</summary>
internal sealed class PointwiseProblem(SegmentNetwork network, IPointwiseLoss loss, float[] target, float scale)
    : ISegmentProblem, DecoderPass.IOutputLoss
{
    public IReadOnlyList<TrainedNetwork> Networks => network.Networks;

    public double ComputeGradients() => network.ForwardBackward(this);

    public double BaselineLoss() => loss.EvaluatePart(new float[target.Length], target, target.Length, new float[target.Length]);

    public void Render(Span<float> correction)
    {
        network.Forward(correction);
        TensorPrimitives.Multiply(correction, scale, correction);
    }

    public void Dispose()
    {
    }

    public double Evaluate(int start, ReadOnlySpan<float> output, Span<float> gradient) =>
        loss.EvaluatePart(output, target.AsSpan(start, output.Length), target.Length, gradient);
}
