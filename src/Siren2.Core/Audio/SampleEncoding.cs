using System.Buffers.Binary;

namespace Siren2.Audio;

/// <summary>How one sample of a WAV file is stored; all are little-endian.</summary>
internal enum SampleEncoding
{
    /// <summary>8 bits, offset binary: 128 is zero.</summary>
    Unsigned8,

    /// <summary>16 bits, two's complement.</summary>
    Signed16,

    /// <summary>24 bits in three bytes, two's complement.</summary>
    Signed24,

    /// <summary>24 bits in four bytes, whether the upper or the lower three is not known yet; see <see cref="WaveLayout.Settled"/>.</summary>
    Signed24Of4,

    /// <summary>24 bits in the lower three of four bytes, two's complement.</summary>
    Signed24Low,

    /// <summary>32 bits, two's complement.</summary>
    Signed32,

    /// <summary>IEEE binary32.</summary>
    Float32,

    /// <summary>IEEE binary64.</summary>
    Float64,

    /// <summary>8 bits, µ-law of ITU-T G.711.</summary>
    MuLaw,

    /// <summary>8 bits, A-law of ITU-T G.711.</summary>
    ALaw,
}

/// <summary>Sizes and decoding of <see cref="SampleEncoding"/>.</summary>
internal static class SampleEncodingExtensions
{
    /// <summary>Bytes that one sample takes.</summary>
    public static int Size(this SampleEncoding encoding) => encoding switch
    {
        SampleEncoding.Unsigned8 or SampleEncoding.MuLaw or SampleEncoding.ALaw => 1,
        SampleEncoding.Signed16 => 2,
        SampleEncoding.Signed24 => 3,
        SampleEncoding.Float64 => 8,
        _ => 4,
    };

    /// <summary>
    /// Decodes one channel of interleaved frames. Integers become v/2^(bits−1), so that full scale is [−1, 1); the values of G.711 count as 16
    /// bits.
    /// </summary>
    /// <param name="encoding">How the samples are stored.</param>
    /// <param name="bytes">The frames, from the channel's first sample on.</param>
    /// <param name="stride">Bytes from one frame to the next.</param>
    /// <param name="samples">Receives as many samples as it is long.</param>
    public static void Decode(this SampleEncoding encoding, ReadOnlySpan<byte> bytes, int stride, Span<float> samples)
    {
        int size = encoding.Size();
        for (int i = 0; i < samples.Length; i++)
        {
            samples[i] = Decode(encoding, bytes.Slice(i * stride, size));
        }
    }

    private static float Decode(SampleEncoding encoding, ReadOnlySpan<byte> bytes) => encoding switch
    {
        SampleEncoding.Unsigned8 => (bytes[0] - 128) / 128f,
        SampleEncoding.Signed16 => BinaryPrimitives.ReadInt16LittleEndian(bytes) / 32768f,
        SampleEncoding.Signed24 or SampleEncoding.Signed24Low => (bytes[0] | (bytes[1] << 8) | ((sbyte)bytes[2] << 16)) / 8388608f,
        SampleEncoding.Signed32 or SampleEncoding.Signed24Of4 => BinaryPrimitives.ReadInt32LittleEndian(bytes) / 2147483648f,
        SampleEncoding.Float32 => BinaryPrimitives.ReadSingleLittleEndian(bytes),
        SampleEncoding.MuLaw => MuLaw(bytes[0]) / 32768f,
        SampleEncoding.ALaw => ALaw(bytes[0]) / 32768f,
        _ => (float)BinaryPrimitives.ReadDoubleLittleEndian(bytes),
    };

    /// <summary>G.711, table 2: the complement of sign, exponent and four bits of mantissa, over a bias of 132.</summary>
    private static int MuLaw(byte code)
    {
        const int bias = 132;
        int bits = ~code;
        int magnitude = ((((bits & 0x0F) << 3) + bias) << ((bits >> 4) & 7)) - bias;
        return (bits & 0x80) == 0 ? magnitude : -magnitude;
    }

    /// <summary>G.711, table 1: every other bit inverted; the lowest two exponents are linear.</summary>
    private static int ALaw(byte code)
    {
        int bits = code ^ 0x55;
        int exponent = (bits >> 4) & 7;
        int mantissa = ((bits & 0x0F) << 4) + 8;
        int magnitude = exponent == 0 ? mantissa : (mantissa + 0x100) << (exponent - 1);
        return (bits & 0x80) != 0 ? magnitude : -magnitude;
    }
}
