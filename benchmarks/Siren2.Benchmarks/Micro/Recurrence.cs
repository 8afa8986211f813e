using Siren2.Kernels.Simd;
using Siren2.Layers;

namespace Siren2.Benchmarks.Micro;

/// <summary>An LSTM layer of 512 channels over 25 frames; its gates' sigmoids are as wide as the machine allows at every width.</summary>
public class Recurrence : LayerPass
{
    private protected override ILayer Create(ParameterBlock block, SimdWidth width) =>
        new Lstm(block, "lstm", 0, frames: 25, inputs: 512, hidden: 512, width);
}
