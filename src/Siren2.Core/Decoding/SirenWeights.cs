using System.Globalization;
using Siren2.Formats;
using Siren2.Kernels;

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

    public static void Load(SirenDecoder decoder, SafetensorsFile file)
    {
        float[] loaded = new float[decoder.Parameters.Length];
        Visit(decoder, (name, shape, indices) =>
        {
            if (!file.Tensors.TryGetValue(name, out NamedTensor? tensor))
            {
                throw new InvalidDataException($"The file holds no tensor '{name}'.");
            }

            if (!tensor.Shape.SequenceEqual(shape))
            {
                throw new InvalidDataException(
                    $"Tensor '{name}' has shape [{string.Join(", ", tensor.Shape)}]; [{string.Join(", ", shape)}] is needed.");
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
        int width = decoder.Options.Width;
        int inputs = decoder.Options.InputCount;
        visit(Name(0, "weight"), [width, inputs], Map(width, inputs, (o, i) => shape.TimeRow + (i * shape.PaddedWidth) + o));
        visit(Name(0, "bias"), [width], Map(width, 1, (o, _) => shape.FirstBias + o));
        for (int layer = 1; layer < decoder.Options.Depth; layer++)
        {
            int weights = shape.HiddenWeights(layer);
            int bias = shape.Bias(layer);
            visit(Name(layer, "weight"), [width, width], Map(width, width, (o, i) => weights + shape.PackedIndex(i, o)));
            visit(Name(layer, "bias"), [width], Map(width, 1, (o, _) => bias + o));
        }

        int last = decoder.Options.Depth;
        visit(Name(last, "weight"), [1, width], Map(1, width, (_, i) => shape.OutputRow + i));
        visit(Name(last, "bias"), [1], Map(1, 1, (_, _) => shape.OutputBias));
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
