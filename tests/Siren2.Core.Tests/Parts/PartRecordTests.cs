using Siren2.Parts;

namespace Siren2.Core.Tests.Parts;

public class PartRecordTests
{
    private static readonly PartRecord Record = new(
        new StreamTotals(3, 1L << 40, 0.25, 1.5, double.PositiveInfinity, IsProjected: false, LastIsProjected: true, WasCancelled: false),
        [[1, -0f, float.Epsilon], [4, 5, 6]],
        [[7, 8], [9, float.MaxValue]]);

    [Fact]
    public void What_is_written_is_read_again_to_the_bit()
    {
        PartRecord read = PartRecord.Of(Record.ToBytes(), 2, 3, 2)!;
        Assert.Equal(Record.Totals, read.Totals);
        Assert.Equal(Bits(Record.Finished), Bits(read.Finished));
        Assert.Equal(Bits(Record.Pending), Bits(read.Pending));
        Assert.Equal(Record.ToBytes(), read.ToBytes());
    }

    [Fact]
    public void Other_lengths_or_channels_than_those_of_the_part_are_refused()
    {
        byte[] bytes = Record.ToBytes();
        Assert.Null(PartRecord.Of(bytes, 2, 4, 2));
        Assert.Null(PartRecord.Of(bytes, 2, 3, 1));
        Assert.Null(PartRecord.Of(bytes, 1, 3, 2));
        Assert.Null(PartRecord.Of(bytes, 3, 3, 2));
        Assert.Null(PartRecord.Of([.. bytes, 0], 2, 3, 2));
        Assert.All(Enumerable.Range(0, bytes.Length), length => Assert.Null(PartRecord.Of(bytes[..length], 2, 3, 2)));
    }

    private static int[][] Bits(float[][] channels) => Array.ConvertAll(channels, channel => Array.ConvertAll(channel, BitConverter.SingleToInt32Bits));
}
