using System.Numerics.Tensors;
using Siren2.Losses;
using Siren2.Optimization;

namespace Siren2.Segments;

/// <summary>
/// A texture that the network makes and the extrapolated envelope shapes. The network need not learn levels that are known; it
/// finds the waveform whose shaped spectrum comes closest to them.
/// </summary>
internal sealed class TextureProblem(SegmentNetwork network, TextureFinish finish, IPreparedLoss texture) : ISegmentProblem
{
    private readonly float[] _shaped = new float[network.Length];
    private readonly float[] _gradient = new float[network.Length];
    private ExtraTerm? _extra;

    public IReadOnlyList<TrainedNetwork> Networks => network.Networks;

    /// <summary>Adds a host's loss on the whole output, <paramref name="offset"/> and texture.</summary>
    public void Add(IPreparedLoss loss, double weight, float[] offset) => _extra = new ExtraTerm(loss, weight, offset);

    public double ComputeGradients()
    {
        network.Forward(_shaped);
        finish.Shaper.Apply(_shaped, _shaped);
        double value = texture.Evaluate(_shaped, _gradient);
        value += _extra?.Evaluate(_shaped, _gradient) ?? 0;
        finish.Shaper.Apply(_gradient, _gradient);
        network.Backward(_gradient);
        return value;
    }

    public double BaselineLoss() => double.PositiveInfinity;

    public void Render(Span<float> correction)
    {
        network.Forward(correction);
        finish.Apply(correction);
    }

    public void Dispose() => _extra?.Dispose();

    private sealed class ExtraTerm(IPreparedLoss loss, double weight, float[] offset) : IDisposable
    {
        private readonly float[] _output = new float[offset.Length];
        private readonly float[] _gradient = new float[offset.Length];

        /// <summary>Returns the weighted loss and adds its gradient to <paramref name="gradient"/>.</summary>
        public double Evaluate(ReadOnlySpan<float> texture, Span<float> gradient)
        {
            TensorPrimitives.Add(texture, offset, _output);
            double value = weight * loss.Evaluate(_output, _gradient);
            TensorPrimitives.MultiplyAdd(_gradient, (float)weight, gradient, gradient);
            return value;
        }

        public void Dispose() => (loss as IDisposable)?.Dispose();
    }
}
