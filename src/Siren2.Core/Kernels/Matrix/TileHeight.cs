namespace Siren2.Kernels.Matrix;

/// <summary>Number of rows of a matrix tile, as a type: the compiler drops the rows that a tile does not have.</summary>
internal interface ITileHeight
{
    static abstract int Rows { get; }
}

/// <summary>The heights that tiles are compiled for: the full ones, and those that together make up any remainder.</summary>
internal static class TileHeight
{
    internal readonly struct Eight : ITileHeight
    {
        public static int Rows => 8;
    }

    internal readonly struct Six : ITileHeight
    {
        public static int Rows => 6;
    }

    internal readonly struct Four : ITileHeight
    {
        public static int Rows => 4;
    }

    internal readonly struct Two : ITileHeight
    {
        public static int Rows => 2;
    }

    internal readonly struct One : ITileHeight
    {
        public static int Rows => 1;
    }
}
