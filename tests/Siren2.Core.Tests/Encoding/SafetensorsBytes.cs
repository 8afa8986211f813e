using System.Buffers.Binary;
using System.Text.Json;
using Siren2.Files;

namespace Siren2.Core.Tests.Encoding;

/// <summary>Puts tensors into a safetensors file in memory, by the format's description and not by the product's code.</summary>
internal static class SafetensorsBytes
{
    public static SafetensorsFile FileOf(IEnumerable<NamedTensor> tensors)
    {
        var header = new Dictionary<string, object>();
        var data = new List<byte>();
        Span<byte> bytes = stackalloc byte[4];
        foreach (NamedTensor tensor in tensors)
        {
            int start = data.Count;
            foreach (float value in tensor.Data)
            {
                BinaryPrimitives.WriteSingleLittleEndian(bytes, value);
                data.AddRange(bytes);
            }

            header[tensor.Name] = new { dtype = "F32", shape = tensor.Shape, data_offsets = (int[])[start, data.Count] };
        }

        byte[] json = JsonSerializer.SerializeToUtf8Bytes(header);
        var length = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(length, json.Length);
        return SafetensorsFile.Parse([.. length, .. json, .. data]);
    }
}
