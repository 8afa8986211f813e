using System.Globalization;
using System.Runtime.InteropServices;

namespace Siren2.Onnx.Tests;

/// <summary>
/// An ONNX file of one transposed convolution, that is an interpolator by an integer, and of operators after it. By default zeros are put between samples: the
/// clip stays as it is, and its mirror image lies above.
/// </summary>
internal sealed record SmallNetwork
{
    private const int Float = 1;
    private const int Integer64 = 7;
    private const int Float16 = 10;

    /// <summary>Output samples per input sample.</summary>
    public int Factor { get; init; } = 2;

    /// <summary>The kernel; null for one tap of <see cref="Factor"/>.</summary>
    public float[]? Kernel { get; init; }

    /// <summary>Output samples that are cut off before the first, and after the last; null for as many as leave <see cref="Factor"/> per input sample.</summary>
    public int Before { get; init; }

    public int? After { get; init; }

    /// <summary>Operators of one input after the convolution.</summary>
    public IReadOnlyList<string> Then { get; init; } = [];

    /// <summary>Shapes of input and output; 0 for any size.</summary>
    public int[] Input { get; init; } = [1, 1, 0];

    public int[] Output { get; init; } = [1, 1, -1];

    /// <summary>Element type of both, as ONNX numbers them.</summary>
    public int ElementType { get; init; } = Float;

    public IReadOnlyDictionary<string, string> Metadata { get; init; } = new Dictionary<string, string>();

    /// <summary>The default one, whose metadata tell its rates.</summary>
    public static SmallNetwork Folding { get; } = new SmallNetwork().At(8000);

    /// <summary>The same with samples of 16 bits.</summary>
    public static SmallNetwork Half { get; } = Folding with { ElementType = Float16 };

    /// <summary>The network with rates in its metadata.</summary>
    public SmallNetwork At(int inputRate) => this with
    {
        Metadata = new Dictionary<string, string>
        {
            ["input_sample_rate"] = inputRate.ToString(CultureInfo.InvariantCulture),
            ["output_sample_rate"] = (Factor * inputRate).ToString(CultureInfo.InvariantCulture),
        },
    };

    /// <summary>The network, late by some samples of its output, and louder.</summary>
    public SmallNetwork Delayed(int samples, float gain)
    {
        float[] kernel = new float[Factor + Math.Abs(samples)];
        kernel[Math.Max(0, samples)] = Factor * gain;
        return this with { Kernel = kernel, Before = Math.Max(0, -samples) };
    }

    /// <summary>The file.</summary>
    public byte[] ToBytes()
    {
        float[] kernel = Kernel ?? [Factor, .. new float[Factor - 1]];
        int after = After ?? (kernel.Length - Factor - Before);
        var graph = new ProtobufWriter().Text(2, "small");
        string last = "x";
        int count = 0;

        void Add(string type, string[] more, params ProtobufWriter[] attributes)
        {
            string next = $"t{count++}";
            graph.Message(1, Node(type, [last, .. more], next, attributes));
            last = next;
        }

        Add("Cast", [], IntegerAttribute("to", Float));
        Add("Reshape", ["mono"]);
        Add("ConvTranspose", ["kernel"], IntegersAttribute("strides", Factor), IntegersAttribute("pads", Before, after));
        foreach (string type in Then)
        {
            Add(type, []);
        }

        Add("Reshape", ["shape"]);
        graph.Message(1, Node("Cast", [last], "y", IntegerAttribute("to", ElementType)));
        graph.Message(5, Tensor("mono", Integer64, [3], MemoryMarshal.AsBytes<long>([1, 1, -1])));
        graph.Message(5, Tensor("shape", Integer64, [Output.Length], MemoryMarshal.AsBytes<long>([.. Output])));
        graph.Message(5, Tensor("kernel", Float, [1, 1, kernel.Length], MemoryMarshal.AsBytes<float>(kernel)));
        graph.Message(11, Value("x", Input));
        graph.Message(12, Value("y", [.. Output.Select(size => Math.Max(0, size))]));
        var model = new ProtobufWriter().Integer(1, 8).Text(2, "Siren2").Message(7, graph).Message(8, new ProtobufWriter().Text(1, string.Empty).Integer(2, 13));
        foreach ((string key, string value) in Metadata)
        {
            model.Message(14, new ProtobufWriter().Text(1, key).Text(2, value));
        }

        return model.ToArray();
    }

    private static ProtobufWriter Node(string type, string[] inputs, string output, params ProtobufWriter[] attributes)
    {
        var node = new ProtobufWriter();
        foreach (string input in inputs)
        {
            node.Text(1, input);
        }

        node.Text(2, output).Text(4, type);
        foreach (ProtobufWriter attribute in attributes)
        {
            node.Message(5, attribute);
        }

        return node;
    }

    private static ProtobufWriter IntegerAttribute(string name, long value) => new ProtobufWriter().Text(1, name).Integer(3, value).Integer(20, 2);

    private static ProtobufWriter IntegersAttribute(string name, params long[] values)
    {
        ProtobufWriter attribute = new ProtobufWriter().Text(1, name);
        foreach (long value in values)
        {
            attribute.Integer(8, value);
        }

        return attribute.Integer(20, 7);
    }

    private static ProtobufWriter Tensor(string name, int type, long[] shape, ReadOnlySpan<byte> data)
    {
        var tensor = new ProtobufWriter();
        foreach (long size in shape)
        {
            tensor.Integer(1, size);
        }

        return tensor.Integer(2, type).Text(8, name).Bytes(9, data);
    }

    private ProtobufWriter Value(string name, int[] sizes)
    {
        var shape = new ProtobufWriter();
        for (int i = 0; i < sizes.Length; i++)
        {
            shape.Message(1, sizes[i] > 0 ? new ProtobufWriter().Integer(1, sizes[i]) : new ProtobufWriter().Text(2, $"{name}{i}"));
        }

        ProtobufWriter tensor = new ProtobufWriter().Integer(1, ElementType).Message(2, shape);
        return new ProtobufWriter().Text(1, name).Message(2, new ProtobufWriter().Message(1, tensor));
    }
}
