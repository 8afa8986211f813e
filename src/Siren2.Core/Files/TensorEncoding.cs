using System.Buffers.Binary;

namespace Siren2.Files;

/// <summary>How the elements of a tensor are stored, of those encodings that are read; all are little-endian.</summary>
internal enum TensorEncoding
{
    /// <summary>IEEE binary16, dtype F16.</summary>
    Float16,

    /// <summary>The upper half of a binary32, dtype BF16.</summary>
    BrainFloat16,

    /// <summary>IEEE binary32, dtype F32.</summary>
    Float32,

    /// <summary>IEEE binary64, dtype F64.</summary>
    Float64,
}

/// <summary>Names, sizes, reading and writing of <see cref="TensorEncoding"/>.</summary>
internal static class TensorEncodingExtensions
{
    private const int BlockSize = 1 << 16;

    /// <summary>The encoding that a dtype of a safetensors file stands for, or <see langword="null"/> if it is not read.</summary>
    public static TensorEncoding? OfDataType(string dataType) => dataType switch
    {
        "F16" => TensorEncoding.Float16,
        "BF16" => TensorEncoding.BrainFloat16,
        "F32" => TensorEncoding.Float32,
        "F64" => TensorEncoding.Float64,
        _ => null,
    };

    /// <summary>Bytes that one element takes.</summary>
    public static int Size(this TensorEncoding encoding) => encoding switch
    {
        TensorEncoding.Float64 => 8,
        TensorEncoding.Float32 => 4,
        _ => 2,
    };

    /// <summary>Reads elements until the destination is full.</summary>
    /// <exception cref="EndOfStreamException">The stream ends before.</exception>
    public static void Read(this TensorEncoding encoding, Stream stream, Span<float> destination)
    {
        int size = encoding.Size();
        Span<byte> block = new byte[(int)Math.Min((long)destination.Length * size, BlockSize)];
        while (!destination.IsEmpty)
        {
            int count = Math.Min(block.Length / size, destination.Length);
            stream.ReadExactly(block[..(count * size)]);
            for (int i = 0; i < count; i++)
            {
                destination[i] = Decode(encoding, block.Slice(i * size, size));
            }

            destination = destination[count..];
        }
    }

    /// <summary>Writes elements as <see cref="TensorEncoding.Float32"/>.</summary>
    public static void WriteFloat32(Stream stream, ReadOnlySpan<float> source)
    {
        Span<byte> block = new byte[BlockFor(source.Length)];
        while (!source.IsEmpty)
        {
            int count = Encode(source, block);
            stream.WriteGiven(block[..(count * sizeof(float))]);
            source = source[count..];
        }
    }

    /// <inheritdoc cref="WriteFloat32"/>
    public static async Task WriteFloat32Async(Stream stream, ReadOnlyMemory<float> source, CancellationToken cancellationToken)
    {
        byte[] block = new byte[BlockFor(source.Length)];
        while (!source.IsEmpty)
        {
            int count = Encode(source.Span, block);
            await stream.WriteGivenAsync(block.AsMemory(0, count * sizeof(float)), cancellationToken).ConfigureAwait(false);
            source = source[count..];
        }
    }

    /// <summary>Adds to a seal the bytes that <see cref="WriteFloat32"/> writes, ended within one block.</summary>
    public static void SealFloat32(Seal seal, ReadOnlySpan<float> source, CancellationToken stop)
    {
        Span<byte> block = new byte[BlockFor(source.Length)];
        while (!source.IsEmpty)
        {
            stop.ThrowIfCancellationRequested();
            int count = Encode(source, block);
            seal.Add(block[..(count * sizeof(float))]);
            source = source[count..];
        }
    }

    private static int BlockFor(int count) => (int)Math.Min((long)count * sizeof(float), BlockSize);

    /// <summary>Encodes as many as fit, and returns how many.</summary>
    private static int Encode(ReadOnlySpan<float> source, Span<byte> block)
    {
        int count = Math.Min(block.Length / sizeof(float), source.Length);
        for (int i = 0; i < count; i++)
        {
            BinaryPrimitives.WriteSingleLittleEndian(block[(i * sizeof(float))..], source[i]);
        }

        return count;
    }

    private static float Decode(TensorEncoding encoding, ReadOnlySpan<byte> bytes) => encoding switch
    {
        TensorEncoding.Float16 => (float)BinaryPrimitives.ReadHalfLittleEndian(bytes),
        TensorEncoding.BrainFloat16 => BitConverter.Int32BitsToSingle(BinaryPrimitives.ReadUInt16LittleEndian(bytes) << 16),
        TensorEncoding.Float32 => BinaryPrimitives.ReadSingleLittleEndian(bytes),
        _ => (float)BinaryPrimitives.ReadDoubleLittleEndian(bytes),
    };
}
