using BenchmarkDotNet.Attributes;
using Siren2.Kernels.Simd;
using Siren2.Layers;

namespace Siren2.Benchmarks.Micro;

/// <summary>A layer of the encoder, forward, and backward with the gradients of weights and source.</summary>
public abstract class LayerPass : PerWidth
{
    public enum Way
    {
        Forward,
        Backward,
    }

    [ParamsAllValues]
    public Way Direction { get; set; }

    private protected abstract ILayer Create(ParameterBlock block, SimdWidth width);

    private protected override Action Prepare(SimdWidth width)
    {
        var block = new ParameterBlock();
        ILayer layer = Create(block, width);
        block.Allocate();
        layer.Initialize(new Random(1));
        float[] source = Signals.Noise(layer.SourceLength, 2);
        float[] destination = new float[layer.DestinationLength];
        float[] gradientDestination = Signals.Noise(layer.DestinationLength, 3);
        float[] gradientSource = new float[layer.SourceLength];
        layer.Forward(source, destination);
        return Direction == Way.Forward
            ? () => layer.Forward(source, destination)
            : () => layer.Backward(gradientDestination, gradientSource);
    }
}
