namespace Siren2.Cli.Reporting.Flac;

/// <summary>
/// Writes 16-bit samples as FLAC (RFC 9639), which every browser decodes: half as large as WAV, and the same samples. Blocks are predicted linearly
/// with up to 32 coefficients, where most encoders stop at 12: clips whose upper band is empty, such as interpolated ones, gain most by that.
/// The files say 24 bits, the lowest eight of which are never used: 16-bit ones come out of some browsers with positive samples larger by 1/32,767.
/// </summary>
internal sealed class FlacWriter
{
    /// <summary>Samples of every block but the last one.</summary>
    public const int BlockLength = 4096;

    /// <summary>Bits of a sample that are always zero.</summary>
    public const int UnusedBits = 8;

    private const int SampleBits = 16;
    private const int InfoLength = 34;
    private readonly BitWriter _frames = new();
    private readonly int _sampleRate;
    private readonly int _channelCount;
    private int _blocks;
    private int _length;

    /// <summary>Begins a file.</summary>
    /// <param name="sampleRate">The rate that the file names, in hertz, up to 655,350.</param>
    /// <param name="channelCount">One or two.</param>
    public FlacWriter(int sampleRate, int channelCount)
    {
        _sampleRate = sampleRate;
        _channelCount = channelCount;
    }

    /// <summary>Bytes so far, without the heading.</summary>
    public int ByteCount => _frames.ByteCount;

    /// <summary>Adds a block.</summary>
    /// <param name="block">Every channel's samples, <see cref="BlockLength"/> or in the last block fewer, from −32,768 to 32,767.</param>
    public void Append(int[][] block)
    {
        (Subframe[] subframes, int assignment) = Choose([.. block.Select(samples => Subframe.Of(samples, SampleBits))], block);
        int start = _frames.ByteCount;
        WriteHeading(assignment, block[0].Length);
        _frames.Write(_frames.Checksum8(start), 8);
        foreach (Subframe subframe in subframes)
        {
            subframe.Write(_frames);
        }

        _frames.Align();
        _frames.Write(_frames.Checksum16(start), 16);
        _blocks++;
        _length += block[0].Length;
    }

    /// <summary>The file as it is so far.</summary>
    public byte[] ToArray()
    {
        var writer = new BitWriter();
        foreach (byte letter in "fLaC"u8)
        {
            writer.Write(letter, 8);
        }

        writer.Write(0x80, 8); // the last block of metadata, and of the kind that every file has
        writer.Write(InfoLength, 24);
        writer.Write(BlockLength, 16);
        writer.Write(BlockLength, 16);
        writer.Write(0, 24); // sizes of frames: not told
        writer.Write(0, 24);
        writer.Write(_sampleRate, 20);
        writer.Write(_channelCount - 1, 3);
        writer.Write(SampleBits + UnusedBits - 1, 5);
        writer.Write(0, 4);
        writer.Write(_length, 32);
        for (int i = 0; i < 4; i++)
        {
            writer.Write(0, 32); // no digest
        }

        return [.. writer.ToArray(), .. _frames.ToArray()];
    }

    private void WriteHeading(int assignment, int length)
    {
        _frames.Write(0b11111111111110, 14);
        _frames.Write(0, 2); // blocks of one length
        _frames.Write(0b0111, 4); // which follows in 16 bits
        _frames.Write(0, 4); // the rate is the stream's
        _frames.Write(assignment, 4);
        _frames.Write(0b110, 3); // 24 bits
        _frames.Write(0, 1);
        if (_blocks < 0x80)
        {
            _frames.Write(_blocks, 8);
        }
        else
        {
            // In the manner of UTF-8.
            int more = _blocks < 0x800 ? 1 : _blocks < 0x10000 ? 2 : 3;
            _frames.Write((0xFF00 >> (more + 1)) | (_blocks >> (6 * more)), 8);
            for (int i = more - 1; i >= 0; i--)
            {
                _frames.Write(0x80 | ((_blocks >> (6 * i)) & 0x3F), 8);
            }
        }

        _frames.Write(length - 1, 16);
    }

    /// <summary>Of two channels, what is cheapest: both, or one of them and what is left of it without the other.</summary>
    private static (Subframe[] Subframes, int Assignment) Choose(Subframe[] channels, int[][] block)
    {
        if (channels.Length == 1)
        {
            return (channels, 0);
        }

        int[] difference = new int[block[0].Length];
        for (int i = 0; i < difference.Length; i++)
        {
            difference[i] = block[0][i] - block[1][i];
        }

        var side = Subframe.Of(difference, SampleBits + 1);
        return side.Bits >= Math.Max(channels[0].Bits, channels[1].Bits) ? (channels, 1)
            : channels[0].Bits <= channels[1].Bits ? ([channels[0], side], 8)
            : ([side, channels[1]], 9);
    }
}
