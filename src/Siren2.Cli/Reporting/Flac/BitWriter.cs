namespace Siren2.Cli.Reporting.Flac;

/// <summary>Bits in the order of FLAC, the highest of a number first, and the checksums over them.</summary>
internal sealed class BitWriter
{
    private byte[] _bytes = new byte[1 << 16];
    private int _count;
    private ulong _pending;
    private int _pendingBits;

    /// <summary>Whole bytes so far.</summary>
    public int ByteCount => _count;

    /// <summary>Writes the lowest bits of a number.</summary>
    /// <param name="value">The number; bits above are ignored, so that a negative one may be given.</param>
    /// <param name="bits">How many, 0 to 32.</param>
    public void Write(long value, int bits)
    {
        _pending = (_pending << bits) | ((ulong)value & ((1UL << bits) - 1));
        _pendingBits += bits;
        while (_pendingBits >= 8)
        {
            _pendingBits -= 8;
            Append((byte)(_pending >> _pendingBits));
        }
    }

    /// <summary>Writes a number as so many zeros and a one.</summary>
    public void WriteUnary(uint value)
    {
        for (; value >= 32; value -= 32)
        {
            Write(0, 32);
        }

        Write(1, (int)value + 1);
    }

    /// <summary>Fills the byte that has been begun with zeros.</summary>
    public void Align() => Write(0, (8 - _pendingBits) & 7);

    /// <summary>CRC-8 of the whole bytes from a place on: polynomial x⁸ + x² + x + 1.</summary>
    public byte Checksum8(int start) => (byte)Checksum(start, 8, 0x07);

    /// <summary>CRC-16 of the whole bytes from a place on: polynomial x¹⁶ + x¹⁵ + x² + 1.</summary>
    public ushort Checksum16(int start) => (ushort)Checksum(start, 16, 0x8005);

    /// <summary>The whole bytes so far.</summary>
    public byte[] ToArray() => _bytes[.._count];

    private int Checksum(int start, int width, int polynomial)
    {
        int checksum = 0;
        int top = 1 << (width - 1);
        for (int i = start; i < _count; i++)
        {
            checksum ^= _bytes[i] << (width - 8);
            for (int bit = 0; bit < 8; bit++)
            {
                checksum = (checksum & top) != 0 ? (checksum << 1) ^ polynomial : checksum << 1;
            }

            checksum &= (1 << width) - 1;
        }

        return checksum;
    }

    private void Append(byte value)
    {
        if (_count == _bytes.Length)
        {
            Array.Resize(ref _bytes, 2 * _count);
        }

        _bytes[_count++] = value;
    }
}
