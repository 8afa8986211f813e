using System.Collections;

namespace Siren2.Orleans.Jobs;

/// <summary>Bits as grain storage holds them.</summary>
internal static class Bits
{
    public static byte[] ToBytes(BitArray bits)
    {
        byte[] bytes = new byte[(bits.Length + 7) / 8];
        bits.CopyTo(bytes, 0);
        return bytes;
    }
}
