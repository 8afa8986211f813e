using System.Buffers.Binary;
using System.Globalization;

namespace Siren2.Audio;

/// <summary>
/// Brings chunks of a WAV file to another sample rate. Layouts: Microsoft and IBM, Multimedia Programming Interface 1.0 (cue, plst, LIST adtl)
/// and its New Multimedia Data Types (smpl, inst); EBU Tech 3285 (bext); AES46 (cart); iXML 3.0.
/// </summary>
internal sealed class WaveChunkScale(int sampleRate, int targetSampleRate)
{
    /// <summary>The chunk at the target's rate; null where it cannot be taken along.</summary>
    public WaveChunk? Scaled(WaveChunk chunk)
    {
        byte[] content = chunk.Content.ToArray();
        bool isCarried = chunk.Id switch
        {
            "bext" => ScaleBroadcast(content),
            "cue " => ScaleTable(content, countAt: 0, first: 4, entry: 24, positions: [4, 20]),
            "smpl" => ScaleSampler(content),
            "plst" => ScaleTable(content, countAt: 0, first: 4, entry: 12, positions: [4]),
            "cart" => ScaleCart(content),
            "LIST" => ScaleList(content),
            "iXML" => true,
            "id3 " or "ID3 " or "inst" or "acid" or "DISP" or "_PMX" or "axml" or "chna" => true,
            _ => false,
        };
        if (!isCarried)
        {
            return null;
        }

        return chunk with { Content = chunk.Id == "iXML" ? WithRate(content) : content };
    }

    private ulong Scale(ulong position) => (ulong)(((UInt128)position * (uint)targetSampleRate + (uint)sampleRate / 2) / (uint)sampleRate);

    /// <summary>Scales a position in place; whether it still fits.</summary>
    private bool ScaleAt(Span<byte> field)
    {
        ulong scaled = Scale(BinaryPrimitives.ReadUInt32LittleEndian(field));
        BinaryPrimitives.WriteUInt32LittleEndian(field, (uint)Math.Min(scaled, uint.MaxValue));
        return scaled <= uint.MaxValue;
    }

    /// <summary>Scales positions of a table of entries of one size, as many as are counted and there.</summary>
    private bool ScaleTable(Span<byte> content, int countAt, int first, int entry, ReadOnlySpan<int> positions)
    {
        if (content.Length < first)
        {
            return false;
        }

        long count = Math.Min(BinaryPrimitives.ReadUInt32LittleEndian(content[countAt..]), (content.Length - first) / entry);
        for (int i = 0; i < count; i++)
        {
            foreach (int position in positions)
            {
                if (!ScaleAt(content[(first + (i * entry) + position)..]))
                {
                    return false;
                }
            }
        }

        return true;
    }

    /// <summary>The time reference: samples since midnight, 64 bits.</summary>
    private bool ScaleBroadcast(Span<byte> content)
    {
        const int At = 338;
        if (content.Length < At + 8)
        {
            return false;
        }

        Span<byte> reference = content.Slice(At, 8);
        BinaryPrimitives.WriteUInt64LittleEndian(reference, Scale(BinaryPrimitives.ReadUInt64LittleEndian(reference)));
        return true;
    }

    /// <summary>The sample period in nanoseconds, and loops, whose end is the last sample that is played.</summary>
    private bool ScaleSampler(Span<byte> content)
    {
        const int First = 36;
        const int Loop = 24;
        if (content.Length < First)
        {
            return false;
        }

        BinaryPrimitives.WriteUInt32LittleEndian(content[8..], (uint)Math.Round(1e9 / targetSampleRate));
        long count = Math.Min(BinaryPrimitives.ReadUInt32LittleEndian(content[28..]), (content.Length - First) / Loop);
        for (int i = 0; i < count; i++)
        {
            Span<byte> loop = content.Slice(First + (i * Loop), Loop);
            ulong end = Scale(BinaryPrimitives.ReadUInt32LittleEndian(loop[12..]) + 1UL);
            if (!ScaleAt(loop[8..]) || end > uint.MaxValue)
            {
                return false;
            }

            BinaryPrimitives.WriteUInt32LittleEndian(loop[12..], (uint)Math.Max(end, 1) - 1);
        }

        return true;
    }

    /// <summary>Eight timers, each a name and a position.</summary>
    private bool ScaleCart(Span<byte> content)
    {
        const int First = 684;
        if (content.Length < First + 64)
        {
            return false;
        }

        for (int i = 0; i < 8; i++)
        {
            if (!ScaleAt(content[(First + (i * 8) + 4)..]))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Titles have no positions; of what goes with cue points, labeled text has a length.</summary>
    private bool ScaleList(Span<byte> content)
    {
        if (content.StartsWith("INFO"u8))
        {
            return true;
        }

        if (!content.StartsWith("adtl"u8))
        {
            return false;
        }

        for (int at = 4; at + 8 <= content.Length;)
        {
            long size = BinaryPrimitives.ReadUInt32LittleEndian(content[(at + 4)..]);
            if (content[at..].StartsWith("ltxt"u8) && (at + 16 > content.Length || !ScaleAt(content[(at + 12)..])))
            {
                return false;
            }

            at = (int)Math.Min(at + 8 + size + (size & 1), content.Length);
        }

        return true;
    }

    /// <summary>The document with the target's rate where it tells the file's own.</summary>
    private ReadOnlyMemory<byte> WithRate(byte[] document)
    {
        ReadOnlySpan<byte> open = "<FILE_SAMPLE_RATE>"u8;
        int start = document.AsSpan().IndexOf(open);
        int end = document.AsSpan().IndexOf("</FILE_SAMPLE_RATE>"u8);
        return start < 0 || end < start + open.Length
            ? document
            : (byte[])[
                .. document.AsSpan(0, start + open.Length),
                .. System.Text.Encoding.ASCII.GetBytes(targetSampleRate.ToString(CultureInfo.InvariantCulture)),
                .. document.AsSpan(end)];
    }
}
