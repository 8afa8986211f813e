using Siren2.Files;

namespace Siren2.Persistence;

/// <summary>The tensors of a file, each taken once and checked.</summary>
internal sealed class TensorSource(SafetensorsFile file)
{
    private readonly HashSet<string> _left = [.. file.Tensors.Keys, .. file.OtherTensors.Keys];

    /// <summary>Takes a tensor.</summary>
    /// <exception cref="InvalidDataException">It is not there, has another shape, or holds a value that is not finite.</exception>
    public NamedTensor Take(string name, int[] shape)
    {
        if (!_left.Remove(name) || !file.Tensors.TryGetValue(name, out NamedTensor? tensor))
        {
            throw new InvalidDataException($"Not a valid saved fit: it holds no tensor '{name}' of floating-point numbers.");
        }

        if (!tensor.Shape.SequenceEqual(shape))
        {
            throw new InvalidDataException(
                $"Not a valid saved fit: tensor '{name}' has shape [{string.Join(", ", tensor.Shape)}]; [{string.Join(", ", shape)}] is needed.");
        }

        int index = tensor.Data.AsSpan().IndexOfAnyExceptInRange(float.MinValue, float.MaxValue);
        return index < 0
            ? tensor
            : throw new InvalidDataException($"Not a valid saved fit: tensor '{name}' holds {tensor.Data[index]} at {index}.");
    }

    /// <summary>Takes all tensors whose names begin in one way, which their new ones do not, in the order of the file.</summary>
    /// <exception cref="InvalidDataException">One holds a value that is not finite.</exception>
    public IReadOnlyList<NamedTensor> TakeAll(string prefix) =>
    [
        .. file.Tensors.Keys.Where(name => name.StartsWith(prefix, StringComparison.Ordinal) && _left.Contains(name)).ToArray()
            .Select(name => Take(name, [.. file.Tensors[name].Shape]) with { Name = name[prefix.Length..] }),
    ];

    /// <summary>Refuses tensors that nothing has asked for: what the file says of itself is then not what it holds.</summary>
    /// <exception cref="InvalidDataException">There are any.</exception>
    public void ThrowIfAnyIsLeft()
    {
        if (_left.Count > 0)
        {
            throw new InvalidDataException($"Not a valid saved fit: nothing in it asks for tensor '{_left.Min(StringComparer.Ordinal)}'.");
        }
    }
}
