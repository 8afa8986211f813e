using Siren2.Optimization;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Siren2.TorchSharp.Segments;

/// <summary>The parameters of a module for Siren2's optimizer, side by side in memory of their own; the module takes them over after every step.</summary>
internal sealed class TorchParameters : ITrainable, IParameterGroup
{
    private readonly Parameter[] _tensors;
    private readonly float[] _values;
    private readonly float[] _gradients;

    public TorchParameters(IEnumerable<Parameter> tensors)
    {
        _tensors = [.. tensors.Where(tensor => tensor.requires_grad)];
        _values = new float[checked((int)_tensors.Sum(tensor => tensor.numel()))];
        _gradients = new float[_values.Length];
        Read();
    }

    public IReadOnlyList<IParameterGroup> ParameterGroups => [this];

    public Span<float> Parameters => _values;

    public Span<float> Gradients => _gradients;

    public void OnParametersChanged()
    {
        int start = 0;
        foreach (Parameter tensor in _tensors)
        {
            int count = (int)tensor.numel();
            tensor.Fill(_values.AsSpan(start, count));
            start += count;
        }
    }

    /// <summary>Takes over what the module has been given otherwise.</summary>
    public void Read()
    {
        int start = 0;
        foreach (Parameter tensor in _tensors)
        {
            int count = (int)tensor.numel();
            tensor.CopyTo(_values.AsSpan(start, count));
            start += count;
        }
    }

    /// <summary>Computes the gradients; those of parameters that the output does not depend on are zero.</summary>
    /// <param name="output">What the module gave.</param>
    /// <param name="gradient">∂value/∂output, of its shape.</param>
    public void Differentiate(Tensor output, Tensor gradient)
    {
        IList<Tensor> slopes = autograd.grad([output], [.. _tensors], [gradient], allow_unused: true);
        int start = 0;
        for (int i = 0; i < _tensors.Length; i++)
        {
            Span<float> part = _gradients.AsSpan(start, (int)_tensors[i].numel());
            if (slopes[i] is null || slopes[i].IsInvalid)
            {
                part.Clear();
            }
            else
            {
                slopes[i].CopyTo(part);
            }

            start += part.Length;
        }
    }
}
