using Siren2.Files;
using Siren2.Layers;

namespace Siren2.MissingBand;

/// <summary>Reads the prior's parameters from a file, and says what is wrong with a file that is not of one.</summary>
internal static class LevelWeights
{
    private const int Widest = 1024;
    private const int Deepest = 12;

    /// <summary>Reads width, depth and all parameters.</summary>
    /// <exception cref="InvalidDataException">The file is not of a prior.</exception>
    public static (LevelNetworkShape Shape, float[] Parameters) Read(SafetensorsFile file)
    {
        LevelNetworkShape shape = Shape(file);
        var network = new LevelNetwork(shape, 1);
        foreach (Parameter tensor in network.Tensors)
        {
            tensor.SetPublished(Find(file, tensor.Name, tensor.Shape));
        }

        string? other = file.Tensors.Keys.FirstOrDefault(name => network.Tensors.All(tensor => tensor.Name != name));
        return other is null
            ? (shape, network.Parameters.ToArray())
            : throw new InvalidDataException($"Tensor '{other}' of shape {Text(file[other].Shape)} has no place in a level prior.");
    }

    private static LevelNetworkShape Shape(SafetensorsFile file)
    {
        IReadOnlyList<int> input = file.Tensors.TryGetValue("input.bias", out NamedTensor? bias)
            ? bias.Shape
            : throw new InvalidDataException("Tensor 'input.bias' is missing: the file is not of a level prior.");
        int depth = 0;
        while (file.Tensors.ContainsKey($"dilated.{depth}.bias"))
        {
            depth++;
        }

        return input is [>= 1 and <= Widest] && depth is >= 1 and <= Deepest
            ? new LevelNetworkShape(input[0], depth)
            : throw new InvalidDataException(
                $"Tensor 'input.bias' has shape {Text(input)} and there are {depth} dilated convolutions; a level prior has a width of 1 to {Widest} "
                + $"and 1 to {Deepest} of them.");
    }

    private static float[] Find(SafetensorsFile file, string name, IReadOnlyList<int> shape)
    {
        if (!file.Tensors.TryGetValue(name, out NamedTensor? tensor))
        {
            throw new InvalidDataException($"Tensor '{name}' is missing; expected with shape {Text(shape)}.");
        }

        if (!tensor.Shape.SequenceEqual(shape))
        {
            throw new InvalidDataException($"Tensor '{name}' has shape {Text(tensor.Shape)}; expected {Text(shape)}.");
        }

        int bad = Array.FindIndex(tensor.Data, value => !float.IsFinite(value));
        return bad < 0 ? tensor.Data : throw new InvalidDataException($"Tensor '{name}' has the value {tensor.Data[bad]} at {bad}.");
    }

    private static string Text(IReadOnlyList<int> shape) => $"[{string.Join(", ", shape)}]";
}
