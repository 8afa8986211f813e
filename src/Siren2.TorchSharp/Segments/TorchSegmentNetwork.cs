using Siren2.Files;
using Siren2.Optimization;
using Siren2.Segments;
using TorchSharp;
using static TorchSharp.torch;

namespace Siren2.TorchSharp.Segments;

/// <summary>The module of one segment.</summary>
internal sealed class TorchSegmentNetwork : ISegmentNetwork
{
    private readonly TorchSegmentModel _model;
    private readonly nn.Module<Tensor, Tensor> _module;
    private readonly Tensor _input;
    private readonly TorchParameters _parameters;
    private readonly int _length;

    public TorchSegmentNetwork(TorchSegmentModel model, SegmentInput input, nn.Module<Tensor, Tensor> module)
    {
        _model = model;
        _length = input.Length;
        using DisposeScope scope = NewDisposeScope();
        _module = module.to(model.Options.Device);

        // What the factory has made belongs to the network, whatever scope the caller is in.
        foreach (Tensor tensor in _module.parameters().Concat(_module.buffers()))
        {
            _ = tensor.DetachFromDisposeScope();
        }

        _parameters = new TorchParameters(_module.parameters());
        if (_parameters.Parameters.IsEmpty)
        {
            _module.Dispose();
            throw new InvalidOperationException($"The module of the segment model '{model.Identity}' has no parameter that requires a gradient: nothing can be fitted.");
        }

        _input = model.Options.Input(input).detach().to(model.Options.Device).DetachFromDisposeScope();
    }

    public int ParameterCount => _parameters.Parameters.Length;

    public FitOutcome Fit(ISegmentObjective objective, FitOptions options, Action<int, double>? afterStep, CancellationToken cancellationToken) =>
        new FitLoop(options).Run(new Problem(this, objective), afterStep, cancellationToken);

    public void Render(Span<float> output)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable noGrad = no_grad();
        Forward().CopyTo(output);
    }

    public IReadOnlyList<NamedTensor> Export() => [.. _module.state_dict().Select(entry => entry.Value.ToNamed(entry.Key))];

    /// <summary>Takes over what a network of the same model has exported.</summary>
    /// <exception cref="InvalidDataException">A tensor is missing or has another shape.</exception>
    public void Load(IReadOnlyList<NamedTensor> tensors)
    {
        Dictionary<string, NamedTensor> byName = tensors.ToDictionary(tensor => tensor.Name, StringComparer.Ordinal);
        foreach ((string name, Tensor tensor) in _module.state_dict())
        {
            if (!byName.TryGetValue(name, out NamedTensor? saved) || !saved.Shape.Select(extent => (long)extent).SequenceEqual(tensor.shape))
            {
                throw new InvalidDataException($"There is no tensor '{name}' of shape [{string.Join(", ", tensor.shape)}].");
            }

            tensor.Fill(saved.Data);
        }

        _parameters.Read();
    }

    public void Dispose()
    {
        _input.Dispose();
        _module.Dispose();
    }

    private Tensor Forward()
    {
        Tensor output = _module.call(_input);
        return output.numel() == _length
            ? output
            : throw new InvalidOperationException($"The module of the segment model '{_model.Identity}' gave a tensor of shape [{string.Join(", ", output.shape)}]; "
                + $"{_length} values are needed, one for each sample.");
    }

    private sealed class Problem(TorchSegmentNetwork network, ISegmentObjective objective) : IFitProblem
    {
        private readonly float[] _output = new float[network._length];
        private readonly float[] _gradient = new float[network._length];

        public IReadOnlyList<TrainedNetwork> Networks { get; } = [new(network._parameters)];

        public double ComputeGradients()
        {
            using DisposeScope scope = NewDisposeScope();
            using IDisposable grad = enable_grad();
            Tensor output = network.Forward();
            output.CopyTo(_output);
            double value = objective.Evaluate(_output, _gradient);
            Tensor gradient = zeros(network._length, ScalarType.Float32);
            _gradient.CopyTo(gradient.Samples());
            network._parameters.Differentiate(output, gradient.to(output.dtype, output.device).reshape(output.shape));
            return value;
        }
    }
}
