namespace Siren2.Kernels.Matrix;

/// <summary>
/// How a product is cut into parts of C for several workers: by columns first, as a panel of B then is packed once only, and by rows where
/// columns are few. Every element of C is summed as in the whole product.
/// </summary>
/// <param name="RowsPerPart">Rows of a part.</param>
/// <param name="ColumnsPerPart">Columns of a part.</param>
/// <param name="PartsAcross">Parts beside each other.</param>
/// <param name="Count">Parts in all.</param>
internal readonly record struct MatrixGrid(int RowsPerPart, int ColumnsPerPart, int PartsAcross, int Count)
{
    // Panels and tiles of the widest vectors are not cut.
    private const int ColumnUnit = 32;
    private const int RowUnit = 8;

    // Some more than workers, so that one who is late does fewer.
    private const int PartsPerWorker = 3;

    // Multiply-adds that take a few microseconds: what is less is not worth sharing.
    private const long FewestOperations = 1 << 17;

    /// <summary>Cuts a product.</summary>
    /// <param name="size">Sizes of the product.</param>
    /// <param name="workers">Workers, at least 1.</param>
    public static MatrixGrid For(MatrixProductSize size, int workers)
    {
        long operations = (long)size.Rows * size.Columns * size.Depth;
        int wanted = workers == 1 ? 1 : (int)Math.Clamp(operations / FewestOperations, 1, PartsPerWorker * workers);
        (int columnsPerPart, int across) = Cut(size.Columns, ColumnUnit, wanted);
        (int rowsPerPart, int down) = Cut(size.Rows, RowUnit, Math.Max(1, wanted / Math.Max(1, across)));
        return new MatrixGrid(rowsPerPart, columnsPerPart, across, across * down);
    }

    /// <summary>Where a part begins, and its sizes.</summary>
    public (int Row, int Column, MatrixProductSize Size) Part(MatrixProductSize whole, int item)
    {
        int row = item / PartsAcross * RowsPerPart;
        int column = item % PartsAcross * ColumnsPerPart;
        return (row, column, new(Math.Min(RowsPerPart, whole.Rows - row), Math.Min(ColumnsPerPart, whole.Columns - column), whole.Depth));
    }

    private static (int Length, int Count) Cut(int extent, int unit, int wanted)
    {
        int units = Parts(extent, unit);
        int length = unit * Math.Max(1, units / wanted);
        return (length, Parts(extent, length));

        static int Parts(int extent, int length) => (int)(((long)extent + length - 1) / length);
    }
}
