using Siren2.Files;
using Siren2.Optimization;
using Siren2.Segments;

namespace Siren2.TorchSharp.Batches;

/// <summary>The weights of one network of a batch, and what it sees; it is computed elsewhere.</summary>
internal sealed class TorchSirenNetwork(
    TorchSirenModel model, SirenSegmentModel managed, SegmentInput input, IReadOnlyList<NamedTensor> tensors, int maxDegreeOfParallelism) : ISegmentNetwork
{
    public SegmentInput Input => input;

    /// <summary>Threads at most that its fit may take.</summary>
    public int MaxDegreeOfParallelism => maxDegreeOfParallelism;

    /// <summary>Weights and biases, layer by layer; their data is written to.</summary>
    public IReadOnlyList<NamedTensor> Tensors => tensors;

    public int ParameterCount => tensors.Sum(tensor => tensor.Data.Length);

    public FitOutcome Fit(ISegmentObjective objective, FitOptions options, Action<int, double>? afterStep, CancellationToken cancellationToken) =>
        model.Fit([new SegmentFit(this, objective, afterStep)], options, cancellationToken)[0];

    public void Render(Span<float> output)
    {
        using ISegmentNetwork decoder = managed.Import(input, tensors);
        decoder.Render(output);
    }

    public IReadOnlyList<NamedTensor> Export() => [.. tensors.Select(tensor => tensor with { Data = [.. tensor.Data] })];

    public void Dispose()
    {
    }
}
