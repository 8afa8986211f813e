using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Siren2.Kernels;

/// <summary>
/// Products of row-major matrices, added to a third: C += A·B, with A or B transposed where the name says so.
/// Each matrix comes as a span that starts at its first element and a row stride, the distance in elements from one row to
/// the next. Rows of A and B may overlap (the windows of a convolution do); rows of C must not overlap each other.
/// </summary>
/// <remarks>
/// B is copied, a panel of two vectors by <see cref="DepthBlock"/> rows at a time, into a packed and zero-padded buffer, which
/// makes one kernel serve all three products. Each block of the depth is summed from zero and then added to C: shorter sums
/// round less. The order of all additions depends on the sizes alone.
/// </remarks>
internal static class MatrixMultiply
{
    private const int TileRows = 4;
    private const int RowBlock = 256;
    private const int DepthBlock = 256;

    private static int PanelWidth => 2 * Vector<float>.Count;

    /// <summary>C += A·B.</summary>
    /// <param name="rows">Rows of A and C.</param>
    /// <param name="columns">Columns of B and C.</param>
    /// <param name="depth">Columns of A, rows of B.</param>
    /// <param name="a">A, <c>[rows, depth]</c>.</param>
    /// <param name="aStride">Row stride of A.</param>
    /// <param name="b">B, <c>[depth, columns]</c>.</param>
    /// <param name="bStride">Row stride of B.</param>
    /// <param name="c">C, <c>[rows, columns]</c>, which the product is added to.</param>
    /// <param name="cStride">Row stride of C.</param>
    public static void AddProduct(
        int rows, int columns, int depth,
        ReadOnlySpan<float> a, int aStride, ReadOnlySpan<float> b, int bStride, Span<float> c, int cStride)
    {
        ThrowIfTooShort(a.Length, rows, depth, aStride, nameof(a));
        ThrowIfTooShort(b.Length, depth, columns, bStride, nameof(b));
        ThrowIfTooShort(c.Length, rows, columns, cStride, nameof(c));
        if (rows >= TileRows)
        {
            AddBlocks(rows, columns, depth, new(a, aStride, 1), new(b, bStride, 1), c, cStride);
            return;
        }

        for (int r = 0; r < rows; r++)
        {
            RowProduct.Add(a.Slice(r * aStride, depth), b, bStride, c.Slice(r * cStride, columns));
        }
    }

    /// <summary>C += A·Bᵀ.</summary>
    /// <param name="rows">Rows of A and C.</param>
    /// <param name="columns">Rows of B, columns of C.</param>
    /// <param name="depth">Columns of A and B.</param>
    /// <param name="a">A, <c>[rows, depth]</c>.</param>
    /// <param name="aStride">Row stride of A.</param>
    /// <param name="b">B, <c>[columns, depth]</c>.</param>
    /// <param name="bStride">Row stride of B.</param>
    /// <param name="c">C, <c>[rows, columns]</c>, which the product is added to.</param>
    /// <param name="cStride">Row stride of C.</param>
    public static void AddProductTransposedB(
        int rows, int columns, int depth,
        ReadOnlySpan<float> a, int aStride, ReadOnlySpan<float> b, int bStride, Span<float> c, int cStride)
    {
        ThrowIfTooShort(a.Length, rows, depth, aStride, nameof(a));
        ThrowIfTooShort(b.Length, columns, depth, bStride, nameof(b));
        ThrowIfTooShort(c.Length, rows, columns, cStride, nameof(c));
        if (rows >= TileRows)
        {
            AddBlocks(rows, columns, depth, new(a, aStride, 1), new(b, 1, bStride), c, cStride);
            return;
        }

        for (int r = 0; r < rows; r++)
        {
            RowProduct.AddTransposed(a.Slice(r * aStride, depth), b, bStride, c.Slice(r * cStride, columns));
        }
    }

    /// <summary>C += Aᵀ·B.</summary>
    /// <param name="rows">Columns of A, rows of C.</param>
    /// <param name="columns">Columns of B and C.</param>
    /// <param name="depth">Rows of A and B.</param>
    /// <param name="a">A, <c>[depth, rows]</c>.</param>
    /// <param name="aStride">Row stride of A.</param>
    /// <param name="b">B, <c>[depth, columns]</c>.</param>
    /// <param name="bStride">Row stride of B.</param>
    /// <param name="c">C, <c>[rows, columns]</c>, which the product is added to.</param>
    /// <param name="cStride">Row stride of C.</param>
    public static void AddProductTransposedA(
        int rows, int columns, int depth,
        ReadOnlySpan<float> a, int aStride, ReadOnlySpan<float> b, int bStride, Span<float> c, int cStride)
    {
        ThrowIfTooShort(a.Length, depth, rows, aStride, nameof(a));
        ThrowIfTooShort(b.Length, depth, columns, bStride, nameof(b));
        ThrowIfTooShort(c.Length, rows, columns, cStride, nameof(c));
        AddBlocks(rows, columns, depth, new(a, 1, aStride), new(b, bStride, 1), c, cStride);
    }

    private static void ThrowIfTooShort(int length, int rows, int columns, int stride, string name)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(rows);
        ArgumentOutOfRangeException.ThrowIfNegative(columns);
        ArgumentOutOfRangeException.ThrowIfNegative(stride);
        if (rows > 0 && columns > 0 && ((long)(rows - 1) * stride) + columns > length)
        {
            throw new ArgumentException($"{length} elements cannot hold {rows} rows of {columns}, {stride} apart.", name);
        }
    }

    [SkipLocalsInit]
    private static void AddBlocks(int rows, int columns, int depth, Operand a, Operand b, Span<float> c, int cStride)
    {
        Span<float> panel = stackalloc float[DepthBlock * PanelWidth];
        Span<float> tile = stackalloc float[TileRows * PanelWidth];
        for (int row = 0; row < rows; row += RowBlock)
        {
            int rowEnd = Math.Min(row + RowBlock, rows);
            for (int p = 0; p < depth; p += DepthBlock)
            {
                int count = Math.Min(DepthBlock, depth - p);
                for (int column = 0; column < columns; column += PanelWidth)
                {
                    int width = Math.Min(PanelWidth, columns - column);
                    Pack(b, p, count, column, width, panel);
                    int r = row;
                    for (; r + TileRows <= rowEnd; r += TileRows)
                    {
                        ComputeTile(ref a.At(r, p), a, count, panel, tile);
                        AddTile(tile, TileRows, width, c[((r * cStride) + column)..], cStride);
                    }

                    for (; r < rowEnd; r++)
                    {
                        ComputeRow(ref a.At(r, p), a.ColumnStride, count, panel, tile);
                        AddTile(tile, 1, width, c[((r * cStride) + column)..], cStride);
                    }
                }
            }
        }
    }

    private static void Pack(Operand b, int row, int count, int column, int width, Span<float> panel)
    {
        for (int p = 0; p < count; p++)
        {
            Span<float> line = panel.Slice(p * PanelWidth, PanelWidth);
            ref float source = ref b.At(row + p, column);
            if (b.ColumnStride == 1)
            {
                MemoryMarshal.CreateReadOnlySpan(ref source, width).CopyTo(line);
            }
            else
            {
                for (int j = 0; j < width; j++)
                {
                    line[j] = Unsafe.Add(ref source, j * b.ColumnStride);
                }
            }

            line[width..].Clear();
        }
    }

    /// <summary>tile[4, panel width] = four rows of A times the packed panel.</summary>
    private static void ComputeTile(ref float a, Operand layout, int count, Span<float> panel, Span<float> tile)
    {
        nint step = layout.ColumnStride;
        ref float row0 = ref a;
        ref float row1 = ref Unsafe.Add(ref a, layout.RowStride);
        ref float row2 = ref Unsafe.Add(ref row1, layout.RowStride);
        ref float row3 = ref Unsafe.Add(ref row2, layout.RowStride);
        ref float line = ref MemoryMarshal.GetReference(panel);
        Vector<float> s00 = default, s01 = default, s10 = default, s11 = default;
        Vector<float> s20 = default, s21 = default, s30 = default, s31 = default;
        for (nint p = 0, offset = 0; p < count; p++, offset += step)
        {
            Vector<float> left = Vector.LoadUnsafe(ref line);
            Vector<float> right = Vector.LoadUnsafe(ref line, (nuint)Vector<float>.Count);
            line = ref Unsafe.Add(ref line, PanelWidth);
            Vector<float> x = new(Unsafe.Add(ref row0, offset));
            s00 = Vector.MultiplyAddEstimate(x, left, s00);
            s01 = Vector.MultiplyAddEstimate(x, right, s01);
            x = new(Unsafe.Add(ref row1, offset));
            s10 = Vector.MultiplyAddEstimate(x, left, s10);
            s11 = Vector.MultiplyAddEstimate(x, right, s11);
            x = new(Unsafe.Add(ref row2, offset));
            s20 = Vector.MultiplyAddEstimate(x, left, s20);
            s21 = Vector.MultiplyAddEstimate(x, right, s21);
            x = new(Unsafe.Add(ref row3, offset));
            s30 = Vector.MultiplyAddEstimate(x, left, s30);
            s31 = Vector.MultiplyAddEstimate(x, right, s31);
        }

        Store(tile, 0, s00, s01);
        Store(tile, 1, s10, s11);
        Store(tile, 2, s20, s21);
        Store(tile, 3, s30, s31);
    }

    /// <summary>The first row of tile = one row of A times the packed panel.</summary>
    private static void ComputeRow(ref float a, nint step, int count, Span<float> panel, Span<float> tile)
    {
        ref float line = ref MemoryMarshal.GetReference(panel);
        Vector<float> s0 = default, s1 = default;
        for (nint p = 0, offset = 0; p < count; p++, offset += step)
        {
            Vector<float> x = new(Unsafe.Add(ref a, offset));
            s0 = Vector.MultiplyAddEstimate(x, Vector.LoadUnsafe(ref line), s0);
            s1 = Vector.MultiplyAddEstimate(x, Vector.LoadUnsafe(ref line, (nuint)Vector<float>.Count), s1);
            line = ref Unsafe.Add(ref line, PanelWidth);
        }

        Store(tile, 0, s0, s1);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(Span<float> tile, int row, Vector<float> left, Vector<float> right)
    {
        ref float start = ref Unsafe.Add(ref MemoryMarshal.GetReference(tile), row * PanelWidth);
        left.StoreUnsafe(ref start);
        right.StoreUnsafe(ref start, (nuint)Vector<float>.Count);
    }

    private static void AddTile(Span<float> tile, int rows, int width, Span<float> c, int cStride)
    {
        for (int r = 0; r < rows; r++)
        {
            Span<float> target = c.Slice(r * cStride, width);
            ReadOnlySpan<float> source = tile.Slice(r * PanelWidth, width);
            if (width == PanelWidth)
            {
                ref float to = ref MemoryMarshal.GetReference(target);
                ref float from = ref MemoryMarshal.GetReference(source);
                nuint half = (nuint)Vector<float>.Count;
                (Vector.LoadUnsafe(ref to) + Vector.LoadUnsafe(ref from)).StoreUnsafe(ref to);
                (Vector.LoadUnsafe(ref to, half) + Vector.LoadUnsafe(ref from, half)).StoreUnsafe(ref to, half);
                continue;
            }

            for (int j = 0; j < width; j++)
            {
                target[j] += source[j];
            }
        }
    }

    /// <summary>A matrix with free strides, so that a transposed one is read in place.</summary>
    private readonly ref struct Operand(ReadOnlySpan<float> data, int rowStride, int columnStride)
    {
        private readonly ref float _start = ref MemoryMarshal.GetReference(data);

        public nint RowStride { get; } = rowStride;

        public nint ColumnStride { get; } = columnStride;

        public ref float At(int row, int column) => ref Unsafe.Add(ref _start, (row * RowStride) + (column * ColumnStride));
    }
}
