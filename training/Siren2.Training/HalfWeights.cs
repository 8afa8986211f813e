using System.Buffers.Binary;
using System.Text.Json;
using Siren2.Layers;
using Siren2.MissingBand;

namespace Siren2.Training;

/// <summary>Writes a network as safetensors of half precision, and rounds parameters as the file does.</summary>
internal static class HalfWeights
{
    /// <summary>Rounds every parameter to half precision.</summary>
    public static void Round(Span<float> parameters)
    {
        foreach (ref float parameter in parameters)
        {
            parameter = (float)(Half)parameter;
        }
    }

    /// <summary>Writes the file; it appears under its name only when it is complete.</summary>
    public static void Save(string path, LevelNetwork network, string description)
    {
        string part = path + ".part";
        using (FileStream stream = File.Create(part))
        {
            Write(stream, network, description);
        }

        File.Move(part, path, overwrite: true);
    }

    /// <summary>Writes the file's bytes.</summary>
    public static void Write(Stream stream, LevelNetwork network, string description)
    {
        byte[] header = Header(network, description);
        Span<byte> length = stackalloc byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(length, (ulong)header.Length);
        stream.Write(length);
        stream.Write(header);
        foreach (Parameter tensor in network.Tensors)
        {
            float[] values = tensor.ToPublished(tensor.Value);
            byte[] bytes = new byte[values.Length * 2];
            for (int i = 0; i < values.Length; i++)
            {
                BinaryPrimitives.WriteHalfLittleEndian(bytes.AsSpan(2 * i), (Half)values[i]);
            }

            stream.Write(bytes);
        }
    }

    private static byte[] Header(LevelNetwork network, string description)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes))
        {
            json.WriteStartObject();
            json.WriteStartObject("__metadata__");
            json.WriteString("description", description);
            json.WriteEndObject();
            long begin = 0;
            foreach (Parameter tensor in network.Tensors)
            {
                json.WriteStartObject(tensor.Name);
                json.WriteString("dtype", "F16");
                json.WriteStartArray("shape");
                foreach (int extent in tensor.Shape)
                {
                    json.WriteNumberValue(extent);
                }

                json.WriteEndArray();
                json.WriteStartArray("data_offsets");
                json.WriteNumberValue(begin);
                json.WriteNumberValue(begin += 2 * tensor.Length);
                json.WriteEndArray();
                json.WriteEndObject();
            }

            json.WriteEndObject();
        }

        while (bytes.Length % sizeof(ulong) != 0)
        {
            bytes.WriteByte((byte)' ');
        }

        return bytes.ToArray();
    }
}
