using Siren2.Files;
using Siren2.Layers;

namespace Siren2.Encoding;

/// <summary>
/// Exchanges the parameters of a SEANet encoder with tensors under the names of published EnCodec checkpoints. Three
/// conventions are in use: that of the published safetensors files, <c>layers.0.conv.weight_g</c>; the same with PyTorch's newer
/// weight norm, <c>layers.0.conv.parametrizations.weight.original0</c>; and that of the original release,
/// <c>model.0.conv.conv.weight_g</c>. All are read, the first is written.
/// </summary>
internal static class PublishedWeights
{
    /// <summary>Copies every parameter, under its published name and in its published shape.</summary>
    public static IReadOnlyList<NamedTensor> Export(IReadOnlyList<Parameter> parameters, string prefix) =>
        [.. parameters.Select(p => new NamedTensor(prefix + p.Name, p.Shape, p.ToPublished(p.Value)))];

    /// <summary>Overwrites every parameter, or none if the file does not fit.</summary>
    /// <exception cref="InvalidDataException">
    /// A tensor is missing, has another shape or a value that is not finite, or belongs to a layer that is not there.
    /// </exception>
    public static void Load(IReadOnlyList<Parameter> parameters, SafetensorsFile file, string prefix)
    {
        var found = new NamedTensor[parameters.Count];
        var used = new HashSet<string>(StringComparer.Ordinal);
        for (int i = 0; i < found.Length; i++)
        {
            found[i] = Find(parameters[i], file, prefix);
            used.Add(found[i].Name);
        }

        ThrowIfLayersAreLeftOver(file, prefix, used);
        for (int i = 0; i < found.Length; i++)
        {
            parameters[i].SetPublished(found[i].Data);
        }
    }

    private static NamedTensor Find(Parameter parameter, SafetensorsFile file, string prefix)
    {
        foreach (string name in Spellings(parameter.Name))
        {
            if (file.Tensors.TryGetValue(prefix + name, out NamedTensor? tensor))
            {
                if (!tensor.Shape.SequenceEqual(parameter.Shape))
                {
                    throw new InvalidDataException(
                        $"Tensor '{tensor.Name}' has shape {Text(tensor.Shape)}; expected {Text(parameter.Shape)}.");
                }

                int bad = Array.FindIndex(tensor.Data, value => !float.IsFinite(value));
                return bad < 0
                    ? tensor
                    : throw new InvalidDataException($"Tensor '{tensor.Name}' has the value {tensor.Data[bad]} at {bad}.");
            }
        }

        throw new InvalidDataException(
            $"Tensor '{prefix}{parameter.Name}' is missing; expected with shape {Text(parameter.Shape)}.");
    }

    private static IEnumerable<string> Spellings(string name)
    {
        string parametrized = name
            .Replace(".weight_g", ".parametrizations.weight.original0", StringComparison.Ordinal)
            .Replace(".weight_v", ".parametrizations.weight.original1", StringComparison.Ordinal);
        return [name, parametrized, Original(name), Original(parametrized)];

        static string Original(string name) => name
            .Replace("layers.", "model.", StringComparison.Ordinal)
            .Replace(".conv.", ".conv.conv.", StringComparison.Ordinal);
    }

    /// <summary>A tensor that no layer takes means that the file was made by another architecture.</summary>
    private static void ThrowIfLayersAreLeftOver(SafetensorsFile file, string prefix, HashSet<string> used)
    {
        string? other = file.Tensors.Keys.FirstOrDefault(name =>
            !used.Contains(name)
            && (name.StartsWith(prefix + "layers.", StringComparison.Ordinal)
                || name.StartsWith(prefix + "model.", StringComparison.Ordinal)));
        if (other is not null)
        {
            throw new InvalidDataException($"Tensor '{other}' of shape {Text(file[other].Shape)} has no place in this encoder.");
        }
    }

    private static string Text(IReadOnlyList<int> shape) => $"[{string.Join(", ", shape)}]";
}
