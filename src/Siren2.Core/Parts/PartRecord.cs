using System.Runtime.InteropServices;

namespace Siren2.Parts;

/// <summary>What a finished part leaves behind for a job that goes on after it.</summary>
/// <param name="Totals">What the parts so far add up to.</param>
/// <param name="Finished">What is written, <c>[channel][samples]</c>.</param>
/// <param name="Pending">What waits for the next part, <c>[channel][overlap]</c>; empty behind the last.</param>
internal sealed record PartRecord(StreamTotals Totals, float[][] Finished, float[][] Pending)
{
    public byte[] ToBytes()
    {
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        Totals.WriteTo(writer);
        writer.Write(Finished[0].Length);
        writer.Write(Pending[0].Length);
        foreach (float[] channel in (float[][])[.. Finished, .. Pending])
        {
            writer.Write(MemoryMarshal.AsBytes<float>(channel));
        }

        return stream.ToArray();
    }

    /// <summary>Reads what <see cref="ToBytes"/> has written; null if it is not of such lengths.</summary>
    public static PartRecord? Of(byte[] bytes, int channels, int finishedLength, int pendingLength)
    {
        using var reader = new BinaryReader(new MemoryStream(bytes));
        try
        {
            StreamTotals totals = StreamTotals.Read(reader);
            if (reader.ReadInt32() != finishedLength || reader.ReadInt32() != pendingLength)
            {
                return null;
            }

            float[][] finished = Read(finishedLength);
            float[][] pending = Read(pendingLength);
            return reader.BaseStream.Position == bytes.Length ? new PartRecord(totals, finished, pending) : null;
        }
        catch (EndOfStreamException)
        {
            return null;
        }

        float[][] Read(int length)
        {
            float[][] samples = new float[channels][];
            for (int c = 0; c < channels; c++)
            {
                samples[c] = new float[length];
                reader.BaseStream.ReadExactly(MemoryMarshal.AsBytes(samples[c].AsSpan()));
            }

            return samples;
        }
    }
}
