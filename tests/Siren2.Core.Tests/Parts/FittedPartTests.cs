using Siren2.Parts;

namespace Siren2.Core.Tests.Parts;

public class FittedPartTests
{
    private static readonly FittedPart Part = new(
        7,
        [[1, -0f, float.Epsilon], [4, 5, float.MaxValue]],
        [[7, 8], [9, 0]],
        new PartFigures(3, 1L << 40, 0.25, double.PositiveInfinity, IsProjected: false, WasCancelled: false));

    [Fact]
    public void What_is_written_is_read_again_to_the_bit()
    {
        FittedPart read = FittedPart.Parse(Part.ToBytes());
        Assert.Equal(7, read.Index);
        Assert.Equal(Part.Figures, read.Figures);
        Assert.Equal(Bits(Part.Samples), Bits(read.Samples));
        Assert.Equal(Bits(Part.BaselineStart), Bits(read.BaselineStart));
        Assert.Equal(Part.ToBytes(), read.ToBytes());
    }

    [Fact]
    public void Bytes_that_are_no_part_are_refused()
    {
        byte[] bytes = Part.ToBytes();
        _ = Assert.Throws<InvalidDataException>(() => FittedPart.Parse([.. bytes, 0]));
        _ = Assert.Throws<InvalidDataException>(() => FittedPart.Parse([.. bytes[..1], (byte)(bytes[1] ^ 1), .. bytes[2..]]));
        Assert.All(Enumerable.Range(0, bytes.Length), length => Assert.Throws<InvalidDataException>(() => FittedPart.Parse(bytes.AsSpan(0, length))));
    }

    [Fact]
    public void The_tail_is_what_the_next_part_needs()
    {
        FittedPart tail = Part.Tail(2);
        Assert.Equal([[-0f, float.Epsilon], [5, float.MaxValue]], tail.Samples);
        Assert.Equal((7, Part.Figures), (tail.Index, tail.Figures));
    }

    private static int[][] Bits(float[][] channels) => Array.ConvertAll(channels, channel => Array.ConvertAll(channel, BitConverter.SingleToInt32Bits));
}
