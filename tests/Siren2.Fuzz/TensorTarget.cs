using System.Text;
using Siren2.Files;

namespace Siren2.Fuzz;

/// <summary>Safetensors files, damaged or with headers that lie.</summary>
internal sealed class TensorTarget : IFuzzTarget
{
    private static readonly string[] Types = ["F32", "F64", "F16", "BF16", "I64", "BOOL", "f32", ""];

    public TensorTarget()
    {
        using var stream = new MemoryStream();
        NamedTensor[] tensors = [new("a.weight", [2, 3], [1, 2, 3, 4, 5, 6]), new("b", [], [1]), new("empty", [0], [])];
        SafetensorsFile.Save(stream, tensors, new Dictionary<string, string> { ["made"] = "by hand" });
        var random = new Random(2);
        Corpus = [stream.ToArray(), .. Enumerable.Range(0, 6).Select(n => Invent(random, honest: true))];
    }

    public string Name => "safetensors";

    public IReadOnlyList<byte[]> Corpus { get; }

    public long BaseAllocation => 1 << 20;

    public byte[] Next(Random random) => random.Next(3) switch
    {
        0 => Invent(random, honest: false),
        1 => HeaderMutation.Damage(Corpus[random.Next(Corpus.Count)], random),
        _ => Mutation.Damage(Corpus[random.Next(Corpus.Count)], Corpus[random.Next(Corpus.Count)], random),
    };

    public void Check(byte[] file, Random random)
    {
        SafetensorsFile read;
        using (Stream stream = DamagedFile.Open(file, random))
        {
            read = SafetensorsFile.Load(stream);
        }

        long elements = 0;
        foreach (NamedTensor tensor in read.Tensors.Values)
        {
            long count = tensor.Shape.Aggregate(1L, (product, extent) => product * extent);
            Promise.Check(tensor.Data.Length == count, "data fits its shape");
            elements += count;
        }

        Promise.Check(2 * elements <= file.Length, "there are no more elements than bytes for them");
        if (random.Next(4) == 0)
        {
            CheckSaving(read);
        }
    }

    /// <summary>What was read is written and read again to the same bits.</summary>
    private static void CheckSaving(SafetensorsFile file)
    {
        using var stream = new MemoryStream();
        SafetensorsFile.Save(stream, file.Tensors.Values, file.Metadata);
        stream.Position = 0;
        SafetensorsFile again = SafetensorsFile.Load(stream);
        Promise.Check(again.Tensors.Count == file.Tensors.Count, "all tensors are read back");
        foreach (NamedTensor tensor in file.Tensors.Values)
        {
            Promise.Check(again[tensor.Name].Shape.SequenceEqual(tensor.Shape), "shapes are read back");
            Promise.Check(SameBits(again[tensor.Name].Data, tensor.Data), "data are read back");
        }
    }

    private static bool SameBits(float[] first, float[] second) =>
        first.AsSpan().SequenceEqual(second) || first.Select(BitConverter.SingleToInt32Bits).SequenceEqual(second.Select(BitConverter.SingleToInt32Bits));

    /// <summary>A file of up to five tensors; a dishonest one has ranges that overlap, leave holes or end far away.</summary>
    private static byte[] Invent(Random random, bool honest)
    {
        var header = new StringBuilder("{");
        long begin = 0;
        for (int n = random.Next(6); n > 0; n--)
        {
            string type = Types[random.Next(honest ? 4 : Types.Length)];
            int[] shape = [.. Enumerable.Range(0, random.Next(4)).Select(_ => random.Next(5))];
            long size = shape.Aggregate(1L, (product, extent) => product * extent) * (type is "F64" or "I64" ? 8 : type == "F32" ? 4 : 2);
            long from = honest ? begin : Lie(begin, random);
            long to = honest ? begin + size : Lie(begin + size, random);
            header.Append(
                $"\"t{n}\":{{\"dtype\":\"{type}\",\"shape\":[{string.Join(',', shape)}],\"data_offsets\":[{from},{to}]}}{(n > 1 ? "," : string.Empty)}");
            begin += size;
        }

        byte[] text = System.Text.Encoding.UTF8.GetBytes(header.Append('}').ToString());
        byte[] data = new byte[begin];
        random.NextBytes(data);
        return [.. BitConverter.GetBytes(honest ? text.LongLength : Lie(text.LongLength, random)), .. text, .. data];
    }

    private static long Lie(long truth, Random random) => random.Next(16) switch
    {
        0 => random.NextInt64(),
        1 => truth + random.Next(-8, 9),
        2 => random.NextInt64(200),
        _ => truth,
    };
}
