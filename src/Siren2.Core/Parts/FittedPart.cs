using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Siren2.Files;
using Siren2.Parts;

namespace Siren2;

/// <summary>
/// One finished part of a clip that was cut into parts by an <see cref="UpsamplePlan"/>: all that is needed to join it with its neighbors,
/// wherever it was fitted. It knows nothing of when and how long, so that equal parts are equal to the byte.
/// </summary>
public sealed class FittedPart
{
    /// <summary>S2PV.</summary>
    private const uint Mark = 0x56_50_32_53;

    /// <summary>S2PU: that of parts without a seal.</summary>
    private const uint OlderMark = 0x55_50_32_53;

    /// <summary>Bytes of what tells the plan.</summary>
    private const int PlanLength = 2 * CheckpointJob.HashLength;

    private readonly byte[] _plan;

    internal FittedPart(ReadOnlySpan<byte> plan, int index, float[][] samples, float[][] baselineStart, PartFigures figures)
    {
        _plan = plan.ToArray();
        Index = index;
        Samples = samples;
        BaselineStart = baselineStart;
        Figures = figures;
    }

    /// <summary>Number of the part, from zero.</summary>
    public int Index { get; }

    /// <summary>Number of its networks.</summary>
    public int NetworkCount => Figures.Networks;

    /// <summary>Weights and biases of its networks.</summary>
    public long ParameterCount => Figures.Parameters;

    /// <summary>Whether its correction was projected onto the missing band.</summary>
    public bool IsProjected => Figures.IsProjected;

    /// <summary>Whether its fit was canceled, and the rest of it is the baseline.</summary>
    public bool WasCanceled => Figures.WasCanceled;

    /// <summary>The part's own result from its first sample on, <c>[channel][samples]</c>; only its end once it was joined.</summary>
    internal float[][] Samples { get; }

    /// <summary>Baseline of what it shares with the part before, <c>[channel][overlap]</c>; empty for the first.</summary>
    internal float[][] BaselineStart { get; }

    internal PartFigures Figures { get; }

    /// <summary>Hashes of what the bits of its plan depend on.</summary>
    internal ReadOnlySpan<byte> Plan => _plan;

    /// <summary>Reads what <see cref="ToBytes"/> has written.</summary>
    /// <param name="bytes">The bytes.</param>
    /// <exception cref="InvalidDataException">They are no part, one of an older version, or a damaged one, which is fitted anew.</exception>
    /// <example>
    /// <code>
    /// FittedPart first = FittedPart.Parse(workerElsewhere(0));
    /// AudioClip beginning = plan.Join(previous: null, first);
    /// </code>
    /// </example>
    public static FittedPart Parse(ReadOnlySpan<byte> bytes)
    {
        uint mark = bytes.Length < sizeof(uint) ? 0 : BinaryPrimitives.ReadUInt32LittleEndian(bytes);
        if (mark != Mark)
        {
            throw new InvalidDataException(
                mark == OlderMark
                    ? "The part of a clip was written by an older version of the library; fit the part anew."
                    : "Not a part of a clip: the bytes begin otherwise.");
        }

        int length = bytes.Length - Seal.Length;
        return length >= sizeof(uint) && Seal.Fits(bytes[length..], bytes[..length])
            ? ParseSealed(bytes[sizeof(uint)..length])
            : throw new InvalidDataException("The part of a clip is damaged: its bytes are not those that were written; fit the part anew.");
    }

    /// <summary>The part as bytes, the same for equal parts; as large as its samples are in floats.</summary>
    public byte[] ToBytes()
    {
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        writer.Write(Mark);
        writer.Write(_plan);
        writer.Write(Index);
        writer.Write(Samples.Length);
        writer.Write(Samples[0].Length);
        writer.Write(BaselineStart[0].Length);
        Figures.WriteTo(writer);
        foreach (float[] channel in (float[][])[.. Samples, .. BaselineStart])
        {
            writer.Write(MemoryMarshal.AsBytes<float>(channel));
        }

        writer.Write(Seal.Of(stream.GetBuffer().AsSpan(0, (int)stream.Length)));
        return stream.ToArray();
    }

    /// <summary>What of the part the next one needs.</summary>
    /// <param name="overlap">Samples that neighbors share.</param>
    internal FittedPart Tail(int overlap) =>
        new(_plan, Index, Array.ConvertAll(Samples, channel => channel[Math.Max(0, channel.Length - overlap)..]), BaselineStart, Figures);

    private static FittedPart ParseSealed(ReadOnlySpan<byte> bytes)
    {
        try
        {
            using var reader = new BinaryReader(new MemoryStream(bytes.ToArray()));
            byte[] plan = reader.ReadBytes(PlanLength);
            int index = reader.ReadInt32();
            int channels = reader.ReadInt32();
            int length = reader.ReadInt32();
            int overlap = reader.ReadInt32();
            PartFigures figures = PartFigures.Read(reader);
            long left = reader.BaseStream.Length - reader.BaseStream.Position;
            if (index < 0 || channels < 1 || length < 1 || overlap < 0 || left != sizeof(float) * (long)channels * ((long)length + overlap))
            {
                throw new InvalidDataException("Not a part of a clip: its sizes contradict each other.");
            }

            return new FittedPart(plan, index, Read(reader, channels, length), Read(reader, channels, overlap), figures);
        }
        catch (EndOfStreamException e)
        {
            throw new InvalidDataException("Not a part of a clip: the bytes end early.", e);
        }
    }

    private static float[][] Read(BinaryReader reader, int channels, int length)
    {
        float[][] samples = new float[channels][];
        for (int c = 0; c < channels; c++)
        {
            samples[c] = new float[length];
            reader.BaseStream.ReadExactly(MemoryMarshal.AsBytes(samples[c].AsSpan()));
            int bad = samples[c].AsSpan().IndexOfAnyExceptInRange(float.MinValue, float.MaxValue);
            if (bad >= 0)
            {
                throw new InvalidDataException($"Not a part of a clip: sample {bad} of channel {c} is {samples[c][bad]}.");
            }
        }

        return samples;
    }
}
