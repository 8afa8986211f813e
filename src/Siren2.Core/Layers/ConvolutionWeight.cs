using Siren2.Kernels.Threads;

namespace Siren2.Layers;

/// <summary>
/// The weight of a convolution, <c>[outputs, taps × inputs]</c>: either a parameter itself, or computed from the two
/// parameters of <see cref="WeightNorm"/>.
/// </summary>
internal sealed class ConvolutionWeight
{
    private readonly Parameter? _weight;
    private readonly WeightNorm? _norm;
    private readonly int _windowLength;

    public ConvolutionWeight(ParameterBlock block, string name, Conv1dShape shape, bool weightNorm, WorkerTeam? team = null)
    {
        _windowLength = shape.InputChannels * shape.KernelSize;
        if (weightNorm)
        {
            _norm = new WeightNorm(
                block.Add(name + ".weight_g", shape.OutputChannels, 1, 1),
                block.Add(name + ".weight_v", shape.OutputChannels, shape.InputChannels, shape.KernelSize),
                team);
        }
        else
        {
            _weight = block.Add(name + ".weight", shape.OutputChannels, shape.InputChannels, shape.KernelSize);
        }
    }

    /// <summary>The weight, valid after <see cref="Forward"/>.</summary>
    public ReadOnlySpan<float> Value => _norm is null ? _weight!.Value : _norm.Weight;

    /// <summary>Where the gradient of the weight is to be written before <see cref="Backward"/>.</summary>
    public Span<float> Gradient => _norm is null ? _weight!.Gradient : _norm.WeightGradient;

    /// <summary>
    /// Draws the weight as PyTorch does: Kaiming's uniform law with gain √(1/3), which is U(±1/√(inputs × taps)). With
    /// weight norm this is the direction, and the lengths are set so that the weight equals it.
    /// </summary>
    public void Initialize(Random random, CancellationToken stop = default)
    {
        Parameter drawn = _norm is null ? _weight! : _norm.Direction;
        ParameterBlock.FillUniform(drawn.Value, 1 / Math.Sqrt(_windowLength), random, stop);
        _norm?.SetLengthsToThoseOfDirections();
    }

    /// <summary>Computes <see cref="Value"/> from the parameters.</summary>
    public void Forward() => _norm?.Forward();

    /// <summary>Computes the gradients of the parameters from <see cref="Gradient"/>.</summary>
    public void Backward() => _norm?.Backward();
}
