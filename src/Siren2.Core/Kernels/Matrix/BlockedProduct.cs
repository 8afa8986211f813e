using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Siren2.Kernels.Simd;

namespace Siren2.Kernels.Matrix;

/// <summary>Sizes of the product C += A·B.</summary>
/// <param name="Rows">Rows of A and C.</param>
/// <param name="Columns">Columns of B and C.</param>
/// <param name="Depth">Columns of A, rows of B.</param>
internal readonly record struct MatrixProductSize(int Rows, int Columns, int Depth);

/// <summary>
/// C += A·B or C = A·B for matrices with free strides, so that a transposed one is read in place. B is copied, a panel of two vectors by
/// <see cref="DepthBlock"/> rows at a time, into a packed and zero-padded buffer. Each block of the depth is summed from zero and
/// then added to C: shorter sums round less. The order of all additions depends on the sizes and the vector width alone.
/// </summary>
internal static unsafe class BlockedProduct<TOps, TVector>
    where TOps : struct, ISimdVector<TVector>
    where TVector : unmanaged
{
    // A packed panel fills half of a first cache of 32 KB: the rows of A and C that it meets pass through the other half.
    private const int PanelLength = 4096;
    private const int DeepestBlock = 256;
    private const int CacheLine = 64;

    // Rows of A that meet one packed panel before the next is packed; together with a block of the depth at most 1 MB.
    private const int RowBlock = 1024;

    // So few rows use a panel so seldom that it is read in place where its rows are contiguous.
    private const int RowsWithoutPacking = 32;

    private static int Panel => MatrixTile<TOps, TVector>.Columns;

    private static int DepthBlock => Math.Min(DeepestBlock, PanelLength / Panel);

    /// <summary>Computes the product.</summary>
    /// <param name="size">Sizes.</param>
    /// <param name="a">A.</param>
    /// <param name="aRow">Floats from one row of A to the next.</param>
    /// <param name="aColumn">Floats from one column of A to the next.</param>
    /// <param name="b">B.</param>
    /// <param name="bRow">Floats from one row of B to the next.</param>
    /// <param name="bColumn">Floats from one column of B to the next.</param>
    /// <param name="c">C, row-major.</param>
    /// <param name="cRow">Floats from one row of C to the next.</param>
    /// <param name="add">Whether to add to C; else C is overwritten, and the depth must be at least 1.</param>
    /// <param name="bias">A row that every row of C begins with instead, while it is in the cache; null for none.</param>
    /// <param name="stop">Looked at before every block of the depth.</param>
    [SkipLocalsInit]
    public static void Multiply(
        MatrixProductSize size, float* a, nint aRow, nint aColumn, float* b, nint bRow, nint bColumn, float* c, nint cRow, bool add,
        float* bias, CancellationToken stop)
    {
        float* room = stackalloc float[(DepthBlock * Panel) + (CacheLine / sizeof(float))];
        float* packed = (float*)(((nuint)room + CacheLine - 1) / CacheLine * CacheLine);
        bool inPlace = size.Rows <= RowsWithoutPacking && bColumn == 1;
        for (int row = 0; row < size.Rows; row += RowBlock)
        {
            int rows = Math.Min(RowBlock, size.Rows - row);
            for (int k = 0; k < size.Depth; k += DepthBlock)
            {
                stop.ThrowIfCancellationRequested();
                bool adds = add || k > 0;
                int depth = Math.Min(DepthBlock, size.Depth - k);
                float* rowsOfA = a + (row * aRow) + (k * aColumn);
                for (int column = 0; column < size.Columns; column += Panel)
                {
                    int width = Math.Min(Panel, size.Columns - column);
                    float* from = b + (k * bRow) + (column * bColumn);
                    float* to = c + (row * cRow) + column;
                    if (bias != null && k == 0)
                    {
                        FillRows(bias + column, width, to, cRow, rows);
                    }

                    if (width < Panel)
                    {
                        Pack(from, bRow, bColumn, depth, width, packed);
                        MultiplyEdge(rows, depth, rowsOfA, aRow, aColumn, packed, to, cRow, width, adds);
                    }
                    else if (inPlace)
                    {
                        MatrixTile<TOps, TVector>.MultiplyRows(rows, depth, rowsOfA, aRow, aColumn, from, bRow, to, cRow, adds);
                    }
                    else
                    {
                        Pack(from, bRow, bColumn, depth, width, packed);
                        MatrixTile<TOps, TVector>.MultiplyRows(rows, depth, rowsOfA, aRow, aColumn, packed, Panel, to, cRow, adds);
                    }
                }
            }
        }
    }

    private static void FillRows(float* row, int width, float* c, nint cRow, int rows)
    {
        for (int i = 0; i < rows; i++, c += cRow)
        {
            if (width == Panel)
            {
                TOps.Store(TOps.Load(row), c);
                TOps.Store(TOps.Load(row + TOps.Count), c + TOps.Count);
                continue;
            }

            for (int j = 0; j < width; j++)
            {
                c[j] = row[j];
            }
        }
    }

    private static void Pack(float* source, nint sourceRow, nint sourceColumn, int rows, int width, float* panel)
    {
        if (width < Panel)
        {
            new Span<float>(panel, rows * Panel).Clear();
        }

        if (sourceColumn == 1)
        {
            PackRows(source, sourceRow, rows, width, panel);
        }
        else
        {
            PackColumns(source, sourceColumn, rows, width, panel);
        }
    }

    private static void PackRows(float* source, nint sourceRow, int rows, int width, float* panel)
    {
        for (int row = 0; row < rows; row++, source += sourceRow, panel += Panel)
        {
            if (width == Panel)
            {
                TOps.Store(TOps.Load(source), panel);
                TOps.Store(TOps.Load(source + TOps.Count), panel + TOps.Count);
                if (Sse.IsSupported)
                {
                    // The next panel's: rows that are far apart are no stream that the processor would foresee.
                    Sse.Prefetch1(source + Panel);
                    Sse.Prefetch1(source + Panel + TOps.Count);
                }

                continue;
            }

            for (int j = 0; j < width; j++)
            {
                panel[j] = source[j];
            }
        }
    }

    /// <summary>Four columns at a time, each read in the order of memory.</summary>
    private static void PackColumns(float* source, nint sourceColumn, int rows, int width, float* panel)
    {
        int j = 0;
        for (; j + 4 <= width; j += 4, source += 4 * sourceColumn)
        {
            float* second = source + sourceColumn, third = second + sourceColumn, fourth = third + sourceColumn;
            float* to = panel + j;
            int row = 0;
            for (; row + 4 <= rows; row += 4, to += 4 * Panel)
            {
                Vector128<float> a = Vector128.Load(source + row), b = Vector128.Load(second + row);
                Vector128<float> c = Vector128.Load(third + row), d = Vector128.Load(fourth + row);
                Transpose4.InPlace(ref a, ref b, ref c, ref d);
                a.Store(to);
                b.Store(to + Panel);
                c.Store(to + (2 * Panel));
                d.Store(to + (3 * Panel));
            }

            for (; row < rows; row++, to += Panel)
            {
                to[0] = source[row];
                to[1] = second[row];
                to[2] = third[row];
                to[3] = fourth[row];
            }
        }

        for (; j < width; j++, source += sourceColumn)
        {
            for (int row = 0; row < rows; row++)
            {
                panel[(row * Panel) + j] = source[row];
            }
        }
    }

    /// <summary>The last columns of C, fewer than a panel: through a buffer, so that nothing beside them is touched, but for whole vectors.</summary>
    [SkipLocalsInit]
    private static void MultiplyEdge(
        int rows, int depth, float* a, nint aRow, nint aColumn, float* packed, float* c, nint cRow, int width, bool add)
    {
        float* tile = stackalloc float[NarrowTile<TOps, TVector>.Rows * Panel];
        for (int row = 0; row < rows; row += NarrowTile<TOps, TVector>.Rows)
        {
            int count = Math.Min(NarrowTile<TOps, TVector>.Rows, rows - row);
            float* ra = a + (row * aRow);
            float* rc = c + (row * cRow);
            bool narrow = width <= TOps.Count && count == NarrowTile<TOps, TVector>.Rows;
            if (narrow && width == TOps.Count)
            {
                NarrowTile<TOps, TVector>.Multiply(depth, ra, aRow, aColumn, packed, Panel, rc, cRow, add);
                continue;
            }

            if (narrow)
            {
                NarrowTile<TOps, TVector>.Multiply(depth, ra, aRow, aColumn, packed, Panel, tile, Panel, add: false);
            }
            else
            {
                MatrixTile<TOps, TVector>.MultiplyRows(count, depth, ra, aRow, aColumn, packed, Panel, tile, Panel, add: false);
            }

            for (int i = 0; i < count; i++)
            {
                for (int j = 0; j < width; j++)
                {
                    rc[(i * cRow) + j] = tile[(i * Panel) + j] + (add ? rc[(i * cRow) + j] : 0);
                }
            }
        }
    }
}
