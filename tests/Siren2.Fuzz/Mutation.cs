using System.Buffers.Binary;

namespace Siren2.Fuzz;

/// <summary>Damage to files whose format it knows nothing of.</summary>
internal static class Mutation
{
    // What sizes, rates and counts are most likely to be mistaken at.
    private static readonly uint[] Numbers =
    [
        0, 1, 2, 3, 0x7F, 0x80, 0xFF, 0x100, 0x7FFF, 0x8000, 0xFFFE, 0xFFFF, 0x10000, 0x7FFF_FFC7, 0x7FFF_FFFF, 0x8000_0000, 0xFFFF_FFFE, 0xFFFF_FFFF,
        0x7FC0_0000, 0xFFC0_0000, 0x7F80_0000, 0xFF80_0000, 0x0000_0001, 0x007F_FFFF, 0x7F7F_FFFF, // floats: NaN, infinities, denormals, the largest
    ];

    /// <summary>One to six changes, each of one of the kinds below.</summary>
    public static byte[] Damage(ReadOnlySpan<byte> file, ReadOnlySpan<byte> other, Random random)
    {
        byte[] damaged = file.ToArray();
        for (int n = random.Next(1, 7); n > 0 && damaged.Length > 0; n--)
        {
            damaged = Once(damaged, other, random);
        }

        return damaged;
    }

    /// <summary>One to eight bits flipped, anywhere behind the first part of the file; its length stays.</summary>
    public static byte[] FlipBits(ReadOnlySpan<byte> file, Random random)
    {
        byte[] damaged = file.ToArray();
        for (int n = random.Next(1, 9); n > 0; n--)
        {
            damaged[random.Next(file.Length / 3, file.Length)] ^= (byte)(1 << random.Next(8));
        }

        return damaged;
    }

    private static byte[] Once(byte[] file, ReadOnlySpan<byte> other, Random random)
    {
        int at = random.Next(file.Length);
        switch (random.Next(9))
        {
            case 0:
                file[at] ^= (byte)(1 << random.Next(8));
                return file;
            case 1:
                file[at] = (byte)random.Next(256);
                return file;
            case 2:
                return OverwriteNumber(file, at, random);
            case 3:
                return file[..at];
            case 4:
                return [.. file[..at], .. file[Math.Min(file.Length, at + random.Next(1, 40))..]];
            case 5:
                return [.. file[..at], .. file[at..Math.Min(file.Length, at + random.Next(1, 200))], .. file[at..]];
            case 6:
                byte[] noise = new byte[random.Next(1, 20)];
                random.NextBytes(noise);
                return [.. file[..at], .. noise, .. file[at..]];
            case 7:
                return [.. file[..at], .. other[Math.Min(at, other.Length)..]];
            default:
                return Swap(file, at, random.Next(file.Length));
        }
    }

    /// <summary>Writes a number that invites mistakes, more often than not near the beginning, where headers are.</summary>
    private static byte[] OverwriteNumber(byte[] file, int at, Random random)
    {
        int place = random.Next(3) == 0 ? at : Math.Min(at, random.Next(64)) & ~1;
        if (place > file.Length - sizeof(uint))
        {
            return file;
        }

        uint number = random.Next(3) == 0 ? (uint)random.NextInt64(1L << 32) : Numbers[random.Next(Numbers.Length)];
        if (random.Next(2) == 0)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(file.AsSpan(place), number);
        }
        else
        {
            BinaryPrimitives.WriteUInt16LittleEndian(file.AsSpan(place), (ushort)number);
        }

        return file;
    }

    private static byte[] Swap(byte[] file, int first, int second)
    {
        int length = Math.Min(8, file.Length - Math.Max(first, second));
        for (int i = 0; i < length; i++)
        {
            (file[first + i], file[second + i]) = (file[second + i], file[first + i]);
        }

        return file;
    }
}
