using System.Runtime.CompilerServices;
using Siren2.Kernels.Simd;

namespace Siren2.Kernels.Matrix;

/// <summary>Sizes of the product C += A·B.</summary>
/// <param name="Rows">Rows of A and C.</param>
/// <param name="Columns">Columns of B and C.</param>
/// <param name="Depth">Columns of A, rows of B.</param>
internal readonly record struct MatrixProductSize(int Rows, int Columns, int Depth);

/// <summary>
/// C += A·B for matrices with free strides, so that a transposed one is read in place. B is copied, a panel of two vectors by
/// <see cref="DepthBlock"/> rows at a time, into a packed and zero-padded buffer. Each block of the depth is summed from zero and
/// then added to C: shorter sums round less. The order of all additions depends on the sizes alone.
/// </summary>
internal static unsafe class BlockedProduct<TOps, TVector>
    where TOps : struct, ISimdVector<TVector>
    where TVector : unmanaged
{
    private const int DepthBlock = 256;

    // Rows of A that meet one packed panel before the next is packed; together with a block of the depth about 1 MB.
    private const int RowBlock = 1024;

    // So few rows use a panel so seldom that it is read in place where its rows are contiguous.
    private const int RowsWithoutPacking = 32;

    // Rows that pass through a buffer where a panel is wider than what is left of C.
    private const int EdgeRows = 16;

    private static int Panel => MatrixTile<TOps, TVector>.Columns;

    /// <summary>Adds the product.</summary>
    /// <param name="size">Sizes.</param>
    /// <param name="a">A.</param>
    /// <param name="aRow">Floats from one row of A to the next.</param>
    /// <param name="aColumn">Floats from one column of A to the next.</param>
    /// <param name="b">B.</param>
    /// <param name="bRow">Floats from one row of B to the next.</param>
    /// <param name="bColumn">Floats from one column of B to the next.</param>
    /// <param name="c">C, row-major.</param>
    /// <param name="cRow">Floats from one row of C to the next.</param>
    /// <param name="stop">Looked at before every block of the depth.</param>
    [SkipLocalsInit]
    public static void Add(
        MatrixProductSize size, float* a, nint aRow, nint aColumn, float* b, nint bRow, nint bColumn, float* c, nint cRow, CancellationToken stop)
    {
        float* packed = stackalloc float[DepthBlock * Panel];
        bool inPlace = size.Rows <= RowsWithoutPacking && bColumn == 1;
        for (int row = 0; row < size.Rows; row += RowBlock)
        {
            int rows = Math.Min(RowBlock, size.Rows - row);
            for (int k = 0; k < size.Depth; k += DepthBlock)
            {
                stop.ThrowIfCancellationRequested();
                int depth = Math.Min(DepthBlock, size.Depth - k);
                float* rowsOfA = a + (row * aRow) + (k * aColumn);
                for (int column = 0; column < size.Columns; column += Panel)
                {
                    int width = Math.Min(Panel, size.Columns - column);
                    float* from = b + (k * bRow) + (column * bColumn);
                    float* to = c + (row * cRow) + column;
                    if (width < Panel)
                    {
                        Pack(from, bRow, bColumn, depth, width, packed);
                        AddEdge(rows, depth, rowsOfA, aRow, aColumn, packed, to, cRow, width);
                    }
                    else if (inPlace)
                    {
                        MatrixTile<TOps, TVector>.MultiplyRows(rows, depth, rowsOfA, aRow, aColumn, from, bRow, to, cRow, add: true);
                    }
                    else
                    {
                        Pack(from, bRow, bColumn, depth, width, packed);
                        MatrixTile<TOps, TVector>.MultiplyRows(rows, depth, rowsOfA, aRow, aColumn, packed, Panel, to, cRow, add: true);
                    }
                }
            }
        }
    }

    private static void Pack(float* source, nint sourceRow, nint sourceColumn, int rows, int width, float* panel)
    {
        if (sourceColumn != 1)
        {
            // Four rows of the panel at a time, so that cache lines of the source are used while they are there.
            int row = 0;
            for (; row + 4 <= rows; row += 4, panel += 4 * Panel)
            {
                for (int j = 0; j < width; j++)
                {
                    float* column = source + (j * sourceColumn) + (row * sourceRow);
                    panel[j] = column[0];
                    panel[Panel + j] = column[sourceRow];
                    panel[(2 * Panel) + j] = column[2 * sourceRow];
                    panel[(3 * Panel) + j] = column[3 * sourceRow];
                }

                for (int line = 0; width < Panel && line < 4; line++)
                {
                    new Span<float>(panel + (line * Panel) + width, Panel - width).Clear();
                }
            }

            source += row * sourceRow;
            rows -= row;
        }

        for (int row = 0; row < rows; row++, source += sourceRow, panel += Panel)
        {
            if (sourceColumn == 1 && width == Panel)
            {
                TOps.Store(TOps.Load(source), panel);
                TOps.Store(TOps.Load(source + TOps.Count), panel + TOps.Count);
                continue;
            }

            for (int j = 0; j < width; j++)
            {
                panel[j] = source[j * sourceColumn];
            }

            new Span<float>(panel + width, Panel - width).Clear();
        }
    }

    /// <summary>The last columns of C, fewer than a panel: through a buffer, so that nothing beside them is touched.</summary>
    [SkipLocalsInit]
    private static void AddEdge(
        int rows, int depth, float* a, nint aRow, nint aColumn, float* packed, float* c, nint cRow, int width)
    {
        float* tile = stackalloc float[EdgeRows * Panel];
        for (int row = 0; row < rows; row += EdgeRows)
        {
            int count = Math.Min(EdgeRows, rows - row);
            MatrixTile<TOps, TVector>.MultiplyRows(count, depth, a + (row * aRow), aRow, aColumn, packed, Panel, tile, Panel, add: false);
            for (int i = 0; i < count; i++)
            {
                float* target = c + ((row + i) * cRow);
                for (int j = 0; j < width; j++)
                {
                    target[j] += tile[(i * Panel) + j];
                }
            }
        }
    }
}
