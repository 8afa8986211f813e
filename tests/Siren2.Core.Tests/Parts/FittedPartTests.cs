using Siren2.Parts;

namespace Siren2.Core.Tests.Parts;

public class FittedPartTests
{
    private static readonly byte[] Plan = [.. Enumerable.Range(0, 64).Select(i => (byte)i)];

    private static readonly FittedPart Part = new(
        Plan, 3, [[1, -0f, float.Epsilon], [4, 5, 6]], [[7, 8], [9, float.MaxValue]], new PartFigures(
            3, 1L << 40, 0.25, double.PositiveInfinity, IsProjected: false, IsFilled: true, WasCanceled: true));

    [Fact]
    public void What_is_written_is_read_again_to_the_bit()
    {
        var read = FittedPart.Parse(Part.ToBytes());
        Assert.Equal(Plan, read.Plan.ToArray());
        Assert.Equal(Part.Index, read.Index);
        Assert.Equal(Part.Figures, read.Figures);
        Assert.Equal(Bits(Part.Samples), Bits(read.Samples));
        Assert.Equal(Bits(Part.BaselineStart), Bits(read.BaselineStart));
        Assert.Equal(Part.ToBytes(), read.ToBytes());
    }

    [Fact]
    public void More_or_fewer_bytes_than_those_of_a_part_are_refused()
    {
        byte[] bytes = Part.ToBytes();
        _ = Assert.Throws<InvalidDataException>(() => FittedPart.Parse([.. bytes, 0]));
        Assert.All(Enumerable.Range(0, bytes.Length), length => Assert.Throws<InvalidDataException>(() => FittedPart.Parse(bytes.AsSpan(0, length))));
    }

    [Fact]
    public void One_bit_changed_anywhere_is_refused_with_what_to_do()
    {
        byte[] bytes = Part.ToBytes();
        for (int bit = 0; bit < 8 * bytes.Length; bit++)
        {
            byte[] damaged = [.. bytes];
            damaged[bit / 8] ^= (byte)(1 << (bit % 8));
            string? message = Record.Exception(() => FittedPart.Parse(damaged)) is InvalidDataException e ? e.Message : null;
            Assert.True(message is not null, $"bit {bit} of {8 * bytes.Length}");
            Assert.Contains(bit < 32 ? "begin otherwise" : "fit the part anew", message, StringComparison.Ordinal);
        }
    }

    /// <summary>The bytes of before 0.3 had no seal, and another mark.</summary>
    [Fact]
    public void A_part_of_an_older_version_is_refused_as_one()
    {
        byte[] older = [.. "S2PU"u8, .. Part.ToBytes().AsSpan(4..^32)];
        Assert.Contains("older version", Assert.Throws<InvalidDataException>(() => FittedPart.Parse(older)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_contradicts_itself_is_refused_whatever_its_seal_says()
    {
        byte[] bytes = Part.ToBytes();
        Assert.Equal(bytes, Resealed.Part(bytes));
        for (int at = 68; at < 84; at += 4)
        {
            byte[] damaged = [.. bytes];
            damaged[at + 3] ^= 0x80;
            _ = Assert.Throws<InvalidDataException>(() => FittedPart.Parse(Resealed.Part(damaged)));
        }
    }

    private static int[][] Bits(float[][] channels) =>
        Array.ConvertAll(channels, channel => Array.ConvertAll(channel, BitConverter.SingleToInt32Bits));
}
