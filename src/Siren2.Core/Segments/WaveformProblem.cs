using System.Numerics.Tensors;
using Siren2.Losses;
using Siren2.Optimization;

namespace Siren2.Segments;

/// <summary>A loss on the whole output waveform of a segment, offset (baseline) plus network.</summary>
internal sealed class WaveformProblem(SegmentNetwork network, IPreparedLoss loss, float[] offset, float scale) : ISegmentProblem
{
    private readonly float[] _waveform = new float[offset.Length];
    private readonly float[] _gradient = new float[offset.Length];

    public IReadOnlyList<TrainedNetwork> Networks => network.Networks;

    public double ComputeGradients()
    {
        network.Forward(_waveform);
        TensorPrimitives.Add(_waveform, offset, _waveform);
        double value = loss.Evaluate(_waveform, _gradient);
        network.Backward(_gradient);
        return value;
    }

    public double BaselineLoss() => loss.Evaluate(offset, _gradient);

    public void Render(Span<float> correction)
    {
        network.Forward(correction);
        TensorPrimitives.Multiply(correction, scale, correction);
    }

    public void Dispose() => (loss as IDisposable)?.Dispose();
}
