using Siren2.Kernels.Simd;
using Siren2.Layers;

namespace Siren2.Benchmarks.Micro;

/// <summary>A convolution from 128 to 256 channels, 10 taps, stride 5, over 750 frames, as in EnCodec's encoder.</summary>
public class Convolution : LayerPass
{
    private protected override ILayer Create(ParameterBlock block, SimdWidth width) =>
        new Conv1d(block, "c", new Conv1dShape(128, 256, 10, Stride: 5), 750, causal: true, weightNorm: true, width);
}
