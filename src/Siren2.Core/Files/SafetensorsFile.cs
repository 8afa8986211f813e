using System.Buffers.Binary;
using Siren2.Checks;

namespace Siren2.Files;

/// <summary>
/// Reads and writes safetensors: an 8-byte little-endian header length, a JSON header that names dtype, shape and byte
/// range of every tensor, then the raw little-endian data. F32, F64, F16 and BF16 tensors are read, all as 32-bit floats.
/// </summary>
/// <example>
/// <code>
/// SafetensorsFile.Save("decoder.safetensors", decoder.ExportWeights());
/// NamedTensor weight = SafetensorsFile.Load("decoder.safetensors")["layers.0.weight"];
/// float[] values = weight.Data;
/// </code>
/// </example>
public sealed class SafetensorsFile
{
    private const int BufferSize = 1 << 16;

    private readonly Dictionary<string, NamedTensor> _tensors;
    private readonly Dictionary<string, string> _otherTensors;

    private SafetensorsFile(
        Dictionary<string, NamedTensor> tensors,
        Dictionary<string, string> otherTensors,
        IReadOnlyDictionary<string, string> metadata,
        bool hasIntactSeal)
    {
        _tensors = tensors;
        _otherTensors = otherTensors;
        Metadata = metadata;
        HasIntactSeal = hasIntactSeal;
    }

    /// <summary>The floating-point tensors by name, in the order of the file.</summary>
    public IReadOnlyDictionary<string, NamedTensor> Tensors => _tensors;

    /// <summary>Names and dtypes of the tensors of other types (integers and the like), whose data is skipped.</summary>
    public IReadOnlyDictionary<string, string> OtherTensors => _otherTensors;

    /// <summary>The free text of the header's <c>__metadata__</c>.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>Whether it was written with a seal, and all its bytes are as they were then.</summary>
    internal bool HasIntactSeal { get; }

    /// <summary>The floating-point tensor of that name.</summary>
    /// <param name="name">Name of a tensor, compared letter by letter.</param>
    /// <exception cref="KeyNotFoundException">The file holds no such tensor.</exception>
    /// <exception cref="NotSupportedException">The tensor has a dtype that is not read.</exception>
    public NamedTensor this[string name]
    {
        get
        {
            if (_otherTensors.TryGetValue(name, out string? dataType))
            {
                throw new NotSupportedException($"Tensor '{name}' has dtype {dataType}; F32, F64, F16 and BF16 are read.");
            }

            return _tensors.TryGetValue(name, out NamedTensor? tensor)
                ? tensor
                : throw new KeyNotFoundException($"The file holds no tensor '{name}'.");
        }
    }

    /// <summary>Reads a whole file.</summary>
    /// <param name="path">The file to read.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read, or is a folder.</exception>
    /// <exception cref="InvalidDataException">The file is not a valid safetensors file.</exception>
    public static SafetensorsFile Load(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        using var stream = new FileStream(
            path, FileMode.Open, FileAccess.Read, FileShare.Read, BufferSize, FileOptions.SequentialScan);
        return Load(stream);
    }

    /// <summary>Reads a stream from its position to its end; it stays open. One that cannot seek is first read into memory.</summary>
    /// <param name="stream">Where to read.</param>
    /// <exception cref="ArgumentException"><paramref name="stream"/> cannot be read: it is only for writing, or closed.</exception>
    /// <exception cref="IOException">The stream cannot be read, or cannot seek and holds more than 2 GiB.</exception>
    /// <exception cref="InvalidDataException">The stream does not hold a valid safetensors file.</exception>
    public static SafetensorsFile Load(Stream stream)
    {
        StreamCheck.Readable(stream);
        if (stream.CanSeek)
        {
            return Read(stream, Math.Max(stream.Length - stream.Position, 0));
        }

        // What the header says can be held against the length of the file only when that is known.
        using var buffer = new MemoryStream();
        stream.CopyTo(buffer);
        buffer.Position = 0;
        return Read(buffer, buffer.Length);
    }

    /// <summary>Reads a file that is in memory.</summary>
    /// <param name="bytes">The whole file.</param>
    /// <exception cref="ArgumentNullException"><paramref name="bytes"/> is null.</exception>
    /// <exception cref="InvalidDataException">The bytes are not a valid safetensors file.</exception>
    public static SafetensorsFile Parse(byte[] bytes)
    {
        ArgumentNullException.ThrowIfNull(bytes);
        using var stream = new MemoryStream(bytes, writable: false);
        return Load(stream);
    }

    /// <summary>
    /// Writes a file of F32 tensors. It appears under its name only when it is complete: on failure there is no file, or the
    /// former one.
    /// </summary>
    /// <param name="path">The file to write or to replace, in a folder that exists.</param>
    /// <param name="tensors">The tensors, in the order in which they are stored; their data is not copied beforehand.</param>
    /// <param name="metadata">Free text to store with them, or <see langword="null"/> for none.</param>
    /// <exception cref="ArgumentException">
    /// A name is taken twice, reserved or not valid text, or a shape does not fit its data.
    /// </exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be written.</exception>
    public static void Save(string path, IEnumerable<NamedTensor> tensors, IReadOnlyDictionary<string, string>? metadata = null)
    {
        NamedTensor[] checkedTensors = Checked(tensors);
        byte[] header = SafetensorsHeader.Create(checkedTensors, metadata ?? new Dictionary<string, string>());
        AtomicFile.Write(path, stream => Write(stream, header, checkedTensors));
    }

    /// <summary>Writes a file of F32 tensors at the stream's position; the stream need not be seekable and stays open.</summary>
    /// <param name="stream">Where to write.</param>
    /// <param name="tensors">The tensors, in the order in which they are stored.</param>
    /// <param name="metadata">Free text to store with them, or <see langword="null"/> for none.</param>
    /// <exception cref="ArgumentException"><paramref name="stream"/> cannot be written to: it is only for reading, or closed.</exception>
    /// <exception cref="ArgumentException">
    /// A name is taken twice, reserved or not valid text, or a shape does not fit its data; nothing was written.
    /// </exception>
    /// <exception cref="IOException">The stream cannot be written, or is full; what was written before stays in it.</exception>
    public static void Save(Stream stream, IEnumerable<NamedTensor> tensors, IReadOnlyDictionary<string, string>? metadata = null)
    {
        StreamCheck.Writable(stream);
        NamedTensor[] checkedTensors = Checked(tensors);
        Write(stream, SafetensorsHeader.Create(checkedTensors, metadata ?? new Dictionary<string, string>()), checkedTensors);
    }

    /// <summary>Why tensors cannot be kept in one file, or null where they can.</summary>
    internal static string? FaultOf(IReadOnlyList<NamedTensor> tensors)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        for (int i = 0; i < tensors.Count; i++)
        {
            if (tensors[i] is not NamedTensor tensor)
            {
                return $"Tensor {i} of {tensors.Count} is null.";
            }

            if (WellFormed.FaultOf(tensor.Name) is string fault)
            {
                return $"The name '{tensor.Name}' {fault}";
            }

            if (tensor.Name == SafetensorsHeader.MetadataName || !names.Add(tensor.Name))
            {
                return $"The name '{tensor.Name}' is reserved or taken twice.";
            }

            if (SafetensorsEntry.CountOf(tensor.Shape) != tensor.Data.Length)
            {
                return $"Tensor '{tensor.Name}' has {tensor.Data.Length} elements; its shape [{string.Join(", ", tensor.Shape)}] does not fit them.";
            }
        }

        return null;
    }

    /// <summary>As <see cref="Load(Stream)"/>, by asynchronous reads alone, into memory first.</summary>
    internal static async Task<SafetensorsFile> LoadAsync(Stream stream, CancellationToken cancellationToken)
    {
        using var buffer = new MemoryStream();
        await stream.CopyToAsync(buffer, cancellationToken).ConfigureAwait(false);
        buffer.Position = 0;
        return Read(buffer, buffer.Length);
    }

    /// <summary>As <see cref="Save(string, IEnumerable{NamedTensor}, IReadOnlyDictionary{string, string})"/>, with a seal in the metadata.</summary>
    internal static void SaveSealed(string path, IEnumerable<NamedTensor> tensors, IReadOnlyDictionary<string, string> metadata)
    {
        NamedTensor[] checkedTensors = Checked(tensors);
        byte[] header = SealedHeader(checkedTensors, metadata, CancellationToken.None);
        AtomicFile.Write(path, stream => Write(stream, header, checkedTensors));
    }

    /// <summary>As <see cref="Save(Stream, IEnumerable{NamedTensor}, IReadOnlyDictionary{string, string})"/>, with a seal in the metadata.</summary>
    internal static void SaveSealed(Stream stream, IEnumerable<NamedTensor> tensors, IReadOnlyDictionary<string, string> metadata)
    {
        StreamCheck.Writable(stream);
        NamedTensor[] checkedTensors = Checked(tensors);
        Write(stream, SealedHeader(checkedTensors, metadata, CancellationToken.None), checkedTensors);
    }

    /// <summary>The same by asynchronous writes alone.</summary>
    internal static async Task SaveSealedAsync(
        Stream stream, IEnumerable<NamedTensor> tensors, IReadOnlyDictionary<string, string> metadata, CancellationToken cancellationToken)
    {
        NamedTensor[] checkedTensors = Checked(tensors);
        await stream.WriteGivenAsync(SealedHeader(checkedTensors, metadata, cancellationToken), cancellationToken).ConfigureAwait(false);
        foreach (NamedTensor tensor in checkedTensors)
        {
            await TensorEncodingExtensions.WriteFloat32Async(stream, tensor.Data, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Bytes that a sealed file takes.</summary>
    internal static long SealedLength(IEnumerable<NamedTensor> tensors, IReadOnlyDictionary<string, string> metadata)
    {
        NamedTensor[] all = [.. tensors];
        return SafetensorsHeader.Create(all, WithBlankSeal(metadata)).Length + all.Sum(tensor => (long)sizeof(float) * tensor.Data.Length);
    }

    private static byte[] SealedHeader(NamedTensor[] tensors, IReadOnlyDictionary<string, string> metadata, CancellationToken stop)
    {
        byte[] header = SafetensorsHeader.Create(tensors, WithBlankSeal(metadata));
        SafetensorsSeal.Close(header, tensors, stop);
        return header;
    }

    private static Dictionary<string, string> WithBlankSeal(IReadOnlyDictionary<string, string> metadata) =>
        new(metadata) { [SafetensorsSeal.Name] = SafetensorsSeal.Blank };

    private static SafetensorsFile Read(Stream stream, long length)
    {
        Span<byte> prefix = stackalloc byte[sizeof(ulong)];
        int prefixLength = stream.ReadAtLeast(prefix, prefix.Length, throwOnEndOfStream: false);
        ulong headerLength = prefixLength < prefix.Length ? 0 : BinaryPrimitives.ReadUInt64LittleEndian(prefix);
        if (headerLength is < 2 or > SafetensorsHeader.MaximumLength || (long)headerLength > length - prefix.Length)
        {
            throw new InvalidDataException(
                $"Not a safetensors file: it says that its header has {headerLength} bytes. "
                + $"A header has 2 to {SafetensorsHeader.MaximumLength}, and the file has {length}.");
        }

        byte[] json = new byte[headerLength];
        stream.ReadExactly(json);
        SafetensorsHeader header = SafetensorsHeader.Parse(json, length - prefix.Length - json.Length);
        return Read(stream, header, json);
    }

    private static SafetensorsFile Read(Stream stream, SafetensorsHeader header, byte[] json)
    {
        long dataStart = stream.Position;
        var tensors = new Dictionary<string, NamedTensor>(StringComparer.Ordinal);
        var otherTensors = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (SafetensorsEntry entry in header.Entries)
        {
            if (entry.Encoding is not { } encoding)
            {
                otherTensors.Add(entry.Name, entry.DataType);
                continue;
            }

            float[] data = new float[entry.Count];
            stream.Position = dataStart + entry.Begin;
            encoding.Read(stream, data);
            tensors.Add(entry.Name, new NamedTensor(entry.Name, entry.Shape, data));
        }

        return new SafetensorsFile(tensors, otherTensors, header.Metadata, SafetensorsSeal.IsIntact(json, header, tensors.Values));
    }

    private static void Write(Stream stream, byte[] header, NamedTensor[] tensors)
    {
        stream.WriteGiven(header);
        foreach (NamedTensor tensor in tensors)
        {
            TensorEncodingExtensions.WriteFloat32(stream, tensor.Data);
        }
    }

    private static NamedTensor[] Checked(IEnumerable<NamedTensor> tensors)
    {
        ArgumentNullException.ThrowIfNull(tensors);
        NamedTensor[] all = [.. tensors];
        NullCheck.NoneNull(all, nameof(tensors));
        return FaultOf(all) is string fault ? throw new ArgumentException(fault, nameof(tensors)) : all;
    }
}
