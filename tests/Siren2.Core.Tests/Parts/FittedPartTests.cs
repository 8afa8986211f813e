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

    private static int[][] Bits(float[][] channels) =>
        Array.ConvertAll(channels, channel => Array.ConvertAll(channel, BitConverter.SingleToInt32Bits));
}
