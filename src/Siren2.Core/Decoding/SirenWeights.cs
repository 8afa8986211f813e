using System.Globalization;
using Siren2.Files;
using Siren2.Kernels.SineNetwork;

namespace Siren2.Decoding;

/// <summary>Translates between a decoder's packed parameters and tensors as PyTorch names and shapes them.</summary>
internal static class SirenWeights
{
    public static IReadOnlyList<NamedTensor> Export(SirenDecoder decoder)
    {
        var tensors = new List<NamedTensor>();
        Visit(decoder, (name, shape, indices) =>
        {
            float[] data = new float[indices.Length];
            for (int i = 0; i < data.Length; i++)
            {
                data[i] = decoder.Parameters[indices[i]];
            }

            tensors.Add(new NamedTensor(name, shape, data));
        });
        return tensors;
    }

    /// <summary>Names and shapes of the tensors of a decoder, in the order of <see cref="Export"/>.</summary>
    public static IEnumerable<(string Name, int[] Shape)> Layout(SirenDecoderOptions options)
    {
        for (int layer = 0; layer <= options.Depth; layer++)
        {
            int inputs = layer == 0 ? options.InputCount : options.Width;
            int outputs = layer == options.Depth ? 1 : options.Width;
            yield return (Name(layer, "weight"), [outputs, inputs]);
            yield return (Name(layer, "bias"), [outputs]);
        }
    }

    public static void Load(SirenDecoder decoder, IReadOnlyDictionary<string, NamedTensor> tensors)
    {
        float[] loaded = new float[decoder.Parameters.Length];
        Visit(decoder, (name, shape, indices) =>
        {
            if (!tensors.TryGetValue(name, out NamedTensor? tensor))
            {
                throw new InvalidDataException($"The file holds no tensor '{name}'.");
            }

            if (!tensor.Shape.SequenceEqual(shape))
            {
                throw new InvalidDataException(
                    $"Tensor '{name}' has shape [{string.Join(", ", tensor.Shape)}]; [{string.Join(", ", shape)}] is needed.");
            }

            int bad = tensor.Data.AsSpan().IndexOfAnyExceptInRange(float.MinValue, float.MaxValue);
            if (bad >= 0)
            {
                throw new InvalidDataException($"Tensor '{name}' holds {tensor.Data[bad]} at {bad}; weights must be finite.");
            }

            for (int i = 0; i < indices.Length; i++)
            {
                loaded[indices[i]] = tensor.Data[i];
            }
        });
        loaded.CopyTo(decoder.Parameters);
    }

    /// <summary>Names every tensor with its shape and the place of each of its elements, row-major, in the flat block.</summary>
    private static void Visit(SirenDecoder decoder, Action<string, int[], int[]> visit)
    {
        SineNetworkShape shape = decoder.Shape;
        int last = decoder.Options.Depth;
        int layer = 0;
        foreach ((string name, int[] extents) in Layout(decoder.Options))
        {
            bool isWeight = extents.Length == 2;
            int bias = layer == 0 ? shape.FirstBias : layer == last ? shape.OutputBias : shape.Bias(layer);
            int weights = layer == 0 ? 0 : layer == last ? shape.OutputRow : shape.HiddenWeights(layer);
            visit(name, extents, Map(extents[0], isWeight ? extents[1] : 1, (o, i) =>
                !isWeight ? bias + o
                : layer == 0 ? shape.FirstLayerIndex(i, o)
                : layer == last ? weights + i
                : weights + shape.PackedIndex(i, o)));
            layer += isWeight ? 0 : 1;
        }
    }

    private static string Name(int layer, string kind) => string.Create(CultureInfo.InvariantCulture, $"layers.{layer}.{kind}");

    private static int[] Map(int outputs, int inputs, Func<int, int, int> place)
    {
        int[] indices = new int[outputs * inputs];
        for (int o = 0; o < outputs; o++)
        {
            for (int i = 0; i < inputs; i++)
            {
                indices[(o * inputs) + i] = place(o, i);
            }
        }

        return indices;
    }
}
