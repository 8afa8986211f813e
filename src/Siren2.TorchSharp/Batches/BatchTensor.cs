using Siren2.Files;
using Siren2.Optimization;
using static TorchSharp.torch;

namespace Siren2.TorchSharp.Batches;

/// <summary>One weight or bias of all networks of a batch, with its gradients, here and on the device.</summary>
internal sealed class BatchTensor : IDisposable
{
    private readonly float[] _values;
    private readonly float[] _gradients;
    private readonly int _count;

    /// <param name="tensors">The tensor of each network.</param>
    /// <param name="device">Where it is computed with.</param>
    public BatchTensor(IReadOnlyList<NamedTensor> tensors, Device device)
    {
        _count = tensors[0].Data.Length;
        _values = [.. tensors.SelectMany(tensor => tensor.Data)];
        _gradients = new float[_values.Length];

        // A bias is a row, which every sample gets.
        long[] shape = tensors[0].Shape.Count == 1
            ? [tensors.Count, 1, tensors[0].Shape[0]]
            : [tensors.Count, tensors[0].Shape[0], tensors[0].Shape[1]];
        OnDevice = zeros(shape, ScalarType.Float32, device, requires_grad: true).DetachFromDisposeScope();
    }

    /// <summary>Weights <c>[networks, out, in]</c>, biases <c>[networks, 1, out]</c>.</summary>
    public Tensor OnDevice { get; }

    public Span<float> ValuesOf(int network) => _values.AsSpan(network * _count, _count);

    public void Upload() => OnDevice.Fill(_values);

    public void TakeGradient(Tensor gradient) => gradient.CopyTo(_gradients);

    public void Dispose() => OnDevice.Dispose();

    /// <summary>What the optimizer sees of one network's tensor.</summary>
    public sealed class Group(BatchTensor tensor, int network) : IParameterGroup
    {
        public Span<float> Parameters => tensor.ValuesOf(network);

        public Span<float> Gradients => tensor._gradients.AsSpan(network * tensor._count, tensor._count);
    }
}
