namespace Siren2.MissingBand;

/// <summary>The sizes of the prior's network.</summary>
/// <param name="Width">Channels inside the network.</param>
/// <param name="Depth">Dilated convolutions, with dilations 1, 2, 4 and so on.</param>
internal readonly record struct LevelNetworkShape(int Width, int Depth)
{
    /// <summary>What the library's own prior has.</summary>
    public static LevelNetworkShape Default { get; } = new(96, 6);

    /// <summary>Frames on either side of one that have a say in its output.</summary>
    public int Reach => (1 << Depth) - 1;
}
