using Siren2.Decoding;
using Siren2.Files;
using Siren2.Optimization;
using TorchSharp;
using static TorchSharp.torch;

namespace Siren2.TorchSharp.Batches;

/// <summary>
/// Decoders of one size over segments of any length as one product of batches of matrices for each layer; segments that are shorter than the longest are
/// continued by rows whose gradient is zero.
/// </summary>
internal sealed class SirenBatch : IDisposable
{
    private readonly SirenDecoderOptions _decoder;
    private readonly BatchTensor[] _tensors;
    private readonly Tensor _rows;

    public SirenBatch(IReadOnlyList<TorchSirenNetwork> networks, SirenDecoderOptions decoder, Device device)
    {
        _decoder = decoder;
        Lengths = [.. networks.Select(network => network.Input.Length)];
        MaximumLength = Lengths.Max();
        using DisposeScope scope = NewDisposeScope();
        _tensors = [.. Enumerable.Range(0, networks[0].Tensors.Count).Select(t => new BatchTensor([.. networks.Select(network => network.Tensors[t])], device))];
        Members = [.. Enumerable.Range(0, networks.Count).Select(n => new Member([.. _tensors.Select(tensor => new BatchTensor.Group(tensor, n))]))];
        Tensor[] rows = [.. networks.Select(network => Rows(network))];
        _rows = stack(rows, 0).to(device).DetachFromDisposeScope();
    }

    /// <summary>Samples of each segment.</summary>
    public IReadOnlyList<int> Lengths { get; }

    /// <summary>Samples of the longest.</summary>
    public int MaximumLength { get; }

    /// <summary>The networks as the optimizer sees them.</summary>
    public IReadOnlyList<ITrainable> Members { get; }

    /// <summary>Evaluates all networks, has the outputs judged, and computes all gradients.</summary>
    /// <param name="output">Receives the outputs, <c>[networks, MaximumLength]</c>.</param>
    /// <param name="gradient">What <paramref name="judge"/> fills, <c>[networks, MaximumLength]</c>.</param>
    /// <param name="judge">Computes ∂value/∂output of every network.</param>
    public void ComputeGradients(float[] output, float[] gradient, Action judge)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable grad = enable_grad();
        Array.ForEach(_tensors, tensor => tensor.Upload());
        Tensor hidden = _rows;
        for (int layer = 0; layer <= _decoder.Depth; layer++)
        {
            Tensor sum = bmm(hidden, _tensors[2 * layer].OnDevice.transpose(1, 2)) + _tensors[(2 * layer) + 1].OnDevice;
            hidden = layer < _decoder.Depth ? (_decoder.Omega0 * sum).sin() : sum;
        }

        hidden.CopyTo(output);
        judge();
        Tensor slope = zeros(Lengths.Count, MaximumLength, 1);
        gradient.CopyTo(slope.Samples());
        IList<Tensor> gradients = autograd.grad([hidden], [.. _tensors.Select(tensor => tensor.OnDevice)], [slope.to(hidden.device)]);
        for (int t = 0; t < _tensors.Length; t++)
        {
            _tensors[t].TakeGradient(gradients[t]);
        }
    }

    public void CopyWeightsTo(int network, IReadOnlyList<NamedTensor> tensors)
    {
        for (int t = 0; t < _tensors.Length; t++)
        {
            _tensors[t].ValuesOf(network).CopyTo(tensors[t].Data);
        }
    }

    public void Dispose()
    {
        _rows.Dispose();
        Array.ForEach(_tensors, tensor => tensor.Dispose());
    }

    /// <summary>Time and baseline, <c>[MaximumLength, inputs]</c>.</summary>
    private Tensor Rows(TorchSirenNetwork network)
    {
        Tensor rows = SegmentTensors.Rows(network.Input);
        rows = _decoder.UseBaseline ? rows : rows.narrow(1, 0, 1);
        return nn.functional.pad(rows, (0, 0, 0, MaximumLength - network.Input.Length));
    }

    private sealed class Member(IReadOnlyList<IParameterGroup> groups) : ITrainable
    {
        public IReadOnlyList<IParameterGroup> ParameterGroups => groups;
    }
}
