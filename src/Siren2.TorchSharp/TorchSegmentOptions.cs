using Siren2.Segments;
using static TorchSharp.torch;

namespace Siren2.TorchSharp;

/// <summary>How a module is the network of a fit. Every property is checked when it is set.</summary>
public sealed record TorchSegmentOptions
{
    /// <summary>Where modules and what they see are put. Default: the CPU.</summary>
    /// <exception cref="ArgumentNullException">The value is null.</exception>
    public Device Device { get; init => field = value ?? throw new ArgumentNullException(nameof(Device)); } = CPU;

    /// <summary>
    /// What a module sees of its segment, a tensor that the network then owns. Default: <see cref="SegmentTensors.Channels"/>, <c>[1, 2,
    /// samples]</c>; <see cref="SegmentTensors.Rows"/>, <c>[samples, 2]</c>, suits networks over coordinates.
    /// </summary>
    /// <exception cref="ArgumentNullException">The value is null.</exception>
    public Func<SegmentInput, Tensor> Input { get; init => field = value ?? throw new ArgumentNullException(nameof(Input)); } = SegmentTensors.Channels;
}
