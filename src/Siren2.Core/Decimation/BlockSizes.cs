using System.Globalization;

namespace Siren2.Decimation;

/// <summary>How clips are cut into blocks where a circle of their whole length would be too long.</summary>
/// <param name="WholeLength">The longest circle, in output samples, that is transformed as a whole.</param>
/// <param name="BlockLength">The length that blocks aim at, in output samples.</param>
internal sealed record BlockSizes(int WholeLength, int BlockLength)
{
    /// <summary>
    /// Up to 43 s at 48 kHz as a whole, which takes 0.2 GB of work space, and 0.4 GB if the length has a large prime factor.
    /// </summary>
    public static BlockSizes Default { get; } = new(1 << 21, 1 << 19);

    /// <summary>Samples at either end of a block that are discarded.</summary>
    public int Margin => BlockLength / 8;

    /// <summary>Blocks of the same length, but none as a whole: a part of a long clip has the band edge of long clips, however short it is.</summary>
    public BlockSizes OfPart => this with { WholeLength = 0 };

    /// <summary>Both lengths; what a record gives of its own accord would follow <see cref="OfPart"/> without end.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{WholeLength}, {BlockLength}");
}
