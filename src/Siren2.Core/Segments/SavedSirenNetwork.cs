using Siren2.Decoding;
using Siren2.Files;
using Siren2.Optimization;

namespace Siren2.Segments;

/// <summary>
/// A network of the default model that was fitted before: decoder weights and latents, which are all that the decoder ever sees of the encoder
/// and take a fraction of its size.
/// </summary>
internal sealed class SavedSirenNetwork : ISegmentNetwork
{
    private readonly SirenDecoder _decoder;
    private readonly DecoderGrid _grid;
    private readonly IReadOnlyList<NamedTensor> _tensors;
    private readonly float[] _latents;

    public SavedSirenNetwork(SirenSegmentModel model, SegmentInput input, IReadOnlyList<NamedTensor> tensors)
    {
        var byName = new Dictionary<string, NamedTensor>(StringComparer.Ordinal);
        foreach (NamedTensor tensor in tensors)
        {
            if (!byName.TryAdd(tensor.Name, tensor))
            {
                throw new InvalidDataException($"There are two tensors '{tensor.Name}'.");
            }
        }

        foreach ((string name, int[] shape) in model.Layout(input.Low.Length))
        {
            if (!byName.TryGetValue(name, out NamedTensor? tensor) || !tensor.Shape.SequenceEqual(shape))
            {
                throw new InvalidDataException($"There is no tensor '{name}' of shape [{string.Join(", ", shape)}].");
            }
        }

        _tensors = FittedNetwork.Copy(tensors);
        _grid = model.CreateGrid(input);
        _latents = _tensors.FirstOrDefault(tensor => tensor.Name == SirenSegmentModel.LatentsName)?.Data ?? [];
        _decoder = new SirenDecoder(model.WholeDecoder, WinnerScale.None, seed: 0);
        SirenWeights.Load(
            _decoder,
            tensors.Where(tensor => tensor.Name.StartsWith(SirenSegmentModel.DecoderPrefix, StringComparison.Ordinal))
                .Select(tensor => tensor with { Name = tensor.Name[SirenSegmentModel.DecoderPrefix.Length..] })
                .ToDictionary(tensor => tensor.Name));
    }

    public int ParameterCount => _decoder.ParameterCount;

    public FitOutcome Fit(ISegmentObjective objective, FitOptions options, Action<int, double>? afterStep, CancellationToken cancellationToken) =>
        throw new NotSupportedException("A network that was restored has no encoder any more, and is only rendered.");

    public void Render(Span<float> output) => _decoder.Forward(_grid, _latents, output);

    public IReadOnlyList<NamedTensor> Export() => FittedNetwork.Copy(_tensors);

    public void Dispose() => _decoder.Dispose();
}
