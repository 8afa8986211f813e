using Siren2.Kernels.Simd;
using Siren2.Kernels.Threads;

namespace Siren2.Kernels.Matrix;

/// <summary>
/// Products of row-major matrices: C = A·B or, where the name says add, C += A·B, with A or B transposed where it says so.
/// Each matrix comes as a span that starts at its first element and a row stride, the distance in elements from one row to
/// the next. Rows of A and B may overlap (the windows of a convolution do); rows of C must not overlap each other.
/// </summary>
internal static unsafe class MatrixMultiply
{
    // Below this a row at a time costs less than packing B.
    private const int FewestRows = 4;

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
    /// <param name="width">Vector width; the best by default.</param>
    /// <param name="team">Who shares the work, in parts of C; the bits do not depend on it. The caller alone by default.</param>
    /// <param name="stop">Ends the product within one block.</param>
    public static void AddProduct(
        int rows, int columns, int depth,
        ReadOnlySpan<float> a, int aStride, ReadOnlySpan<float> b, int bStride, Span<float> c, int cStride,
        SimdWidth? width = null, WorkerTeam? team = null, CancellationToken stop = default)
    {
        ThrowIfTooShort(a.Length, rows, depth, aStride, nameof(a));
        ThrowIfTooShort(b.Length, depth, columns, bStride, nameof(b));
        ThrowIfTooShort(c.Length, rows, columns, cStride, nameof(c));
        if (rows >= FewestRows)
        {
            Multiply(new(rows, columns, depth), a, aStride, 1, b, bStride, 1, c, cStride, add: true, bias: default, width, team, stop);
            return;
        }

        for (int r = 0; r < rows; r++)
        {
            RowProduct.Add(a.Slice(r * aStride, depth), b, bStride, c.Slice(r * cStride, columns), width);
        }
    }

    /// <summary>C = A·B.</summary>
    /// <param name="rows">Rows of A and C.</param>
    /// <param name="columns">Columns of B and C.</param>
    /// <param name="depth">Columns of A, rows of B.</param>
    /// <param name="a">A, <c>[rows, depth]</c>.</param>
    /// <param name="aStride">Row stride of A.</param>
    /// <param name="b">B, <c>[depth, columns]</c>.</param>
    /// <param name="bStride">Row stride of B.</param>
    /// <param name="c">C, <c>[rows, columns]</c>; overwritten.</param>
    /// <param name="cStride">Row stride of C.</param>
    /// <param name="width">Vector width; the best by default.</param>
    /// <param name="team">Who shares the work, in parts of C; the bits do not depend on it. The caller alone by default.</param>
    /// <param name="stop">Ends the product within one block.</param>
    public static void Product(
        int rows, int columns, int depth,
        ReadOnlySpan<float> a, int aStride, ReadOnlySpan<float> b, int bStride, Span<float> c, int cStride,
        SimdWidth? width = null, WorkerTeam? team = null, CancellationToken stop = default)
    {
        if (rows < FewestRows || depth == 0)
        {
            Clear(rows, columns, c, cStride);
            AddProduct(rows, columns, depth, a, aStride, b, bStride, c, cStride, width, team, stop);
            return;
        }

        ThrowIfTooShort(a.Length, rows, depth, aStride, nameof(a));
        ThrowIfTooShort(b.Length, depth, columns, bStride, nameof(b));
        ThrowIfTooShort(c.Length, rows, columns, cStride, nameof(c));
        Multiply(new(rows, columns, depth), a, aStride, 1, b, bStride, 1, c, cStride, add: false, bias: default, width, team, stop);
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
    /// <param name="width">Vector width; the best by default.</param>
    /// <param name="team">Who shares the work, in parts of C; the bits do not depend on it. The caller alone by default.</param>
    /// <param name="stop">Ends the product within one block.</param>
    public static void AddProductTransposedB(
        int rows, int columns, int depth,
        ReadOnlySpan<float> a, int aStride, ReadOnlySpan<float> b, int bStride, Span<float> c, int cStride,
        SimdWidth? width = null, WorkerTeam? team = null, CancellationToken stop = default)
    {
        ThrowIfTooShort(a.Length, rows, depth, aStride, nameof(a));
        ThrowIfTooShort(b.Length, columns, depth, bStride, nameof(b));
        ThrowIfTooShort(c.Length, rows, columns, cStride, nameof(c));
        if (rows >= FewestRows)
        {
            Multiply(new(rows, columns, depth), a, aStride, 1, b, 1, bStride, c, cStride, add: true, bias: default, width, team, stop);
            return;
        }

        for (int r = 0; r < rows; r++)
        {
            RowProduct.AddTransposed(a.Slice(r * aStride, depth), b, bStride, c.Slice(r * cStride, columns), width);
        }
    }

    /// <summary>C = A·Bᵀ, and the same row added to every row of it.</summary>
    /// <param name="rows">Rows of A and C.</param>
    /// <param name="columns">Rows of B, columns of C.</param>
    /// <param name="depth">Columns of A and B.</param>
    /// <param name="a">A, <c>[rows, depth]</c>.</param>
    /// <param name="aStride">Row stride of A.</param>
    /// <param name="b">B, <c>[columns, depth]</c>.</param>
    /// <param name="bStride">Row stride of B.</param>
    /// <param name="bias">The row, <c>[columns]</c>.</param>
    /// <param name="c">C, <c>[rows, columns]</c>; overwritten.</param>
    /// <param name="cStride">Row stride of C.</param>
    /// <param name="width">Vector width; the best by default.</param>
    /// <param name="team">Who shares the work, in parts of C; the bits do not depend on it. The caller alone by default.</param>
    /// <param name="stop">Ends the product within one block.</param>
    public static void ProductTransposedB(
        int rows, int columns, int depth,
        ReadOnlySpan<float> a, int aStride, ReadOnlySpan<float> b, int bStride, ReadOnlySpan<float> bias, Span<float> c, int cStride,
        SimdWidth? width = null, WorkerTeam? team = null, CancellationToken stop = default)
    {
        if (rows < FewestRows || depth == 0)
        {
            for (int r = 0; r < rows; r++)
            {
                bias[..columns].CopyTo(c[(r * cStride)..]);
            }

            AddProductTransposedB(rows, columns, depth, a, aStride, b, bStride, c, cStride, width, team, stop);
            return;
        }

        ThrowIfTooShort(a.Length, rows, depth, aStride, nameof(a));
        ThrowIfTooShort(b.Length, columns, depth, bStride, nameof(b));
        ThrowIfTooShort(bias.Length, 1, columns, 0, nameof(bias));
        ThrowIfTooShort(c.Length, rows, columns, cStride, nameof(c));
        Multiply(new(rows, columns, depth), a, aStride, 1, b, 1, bStride, c, cStride, add: true, bias, width, team, stop);
    }

    /// <summary>C = Aᵀ·B.</summary>
    /// <param name="rows">Columns of A, rows of C.</param>
    /// <param name="columns">Columns of B and C.</param>
    /// <param name="depth">Rows of A and B.</param>
    /// <param name="a">A, <c>[depth, rows]</c>.</param>
    /// <param name="aStride">Row stride of A.</param>
    /// <param name="b">B, <c>[depth, columns]</c>.</param>
    /// <param name="bStride">Row stride of B.</param>
    /// <param name="c">C, <c>[rows, columns]</c>; overwritten.</param>
    /// <param name="cStride">Row stride of C.</param>
    /// <param name="width">Vector width; the best by default.</param>
    /// <param name="team">Who shares the work, in parts of C; the bits do not depend on it. The caller alone by default.</param>
    /// <param name="stop">Ends the product within one block.</param>
    public static void ProductTransposedA(
        int rows, int columns, int depth,
        ReadOnlySpan<float> a, int aStride, ReadOnlySpan<float> b, int bStride, Span<float> c, int cStride,
        SimdWidth? width = null, WorkerTeam? team = null, CancellationToken stop = default)
    {
        ThrowIfTooShort(a.Length, depth, rows, aStride, nameof(a));
        ThrowIfTooShort(b.Length, depth, columns, bStride, nameof(b));
        ThrowIfTooShort(c.Length, rows, columns, cStride, nameof(c));
        if (depth > 0)
        {
            Multiply(new(rows, columns, depth), a, 1, aStride, b, bStride, 1, c, cStride, add: false, bias: default, width, team, stop);
            return;
        }

        Clear(rows, columns, c, cStride);
    }

    private static void Clear(int rows, int columns, Span<float> c, int cStride)
    {
        for (int r = 0; r < rows; r++)
        {
            c.Slice(r * cStride, columns).Clear();
        }
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

    private static void Multiply(
        MatrixProductSize size, ReadOnlySpan<float> a, int aRow, int aColumn, ReadOnlySpan<float> b, int bRow, int bColumn,
        Span<float> c, int cRow, bool add, ReadOnlySpan<float> bias, SimdWidth? width, WorkerTeam? team, CancellationToken stop)
    {
        team ??= WorkerTeam.Alone;
        var grid = MatrixGrid.For(size, team.Count);
        fixed (float* pa = a, pb = b, pc = c, pd = bias)
        {
            team.Run(new Part(size, grid, pa, aRow, aColumn, pb, bRow, bColumn, pc, cRow, add, pd, width, stop), grid.Count);
        }
    }

    /// <summary>One part of C after the other.</summary>
    private readonly struct Part(
        MatrixProductSize size, MatrixGrid grid, float* a, nint aRow, nint aColumn, float* b, nint bRow, nint bColumn, float* c, nint cRow,
        bool add, float* bias, SimdWidth? width, CancellationToken stop) : WorkerTeam.IWork
    {
        public void Execute(int item, int worker)
        {
            (int row, int column, MatrixProductSize part) = grid.Part(size, item);
            var work = new Blocks(
                part, a + (row * aRow), aRow, aColumn, b + (column * bColumn), bRow, bColumn, c + (row * cRow) + column, cRow, add,
                bias == null ? null : bias + column, stop);
            SimdWidths.Run(width, ref work);
        }
    }

    private readonly struct Blocks(
        MatrixProductSize size, float* a, nint aRow, nint aColumn, float* b, nint bRow, nint bColumn, float* c, nint cRow,
        bool add, float* bias, CancellationToken stop) : ISimdWork
    {
        void ISimdWork.Run<TOps, TVector, TLanes>() =>
            BlockedProduct<TOps, TVector>.Multiply(size, a, aRow, aColumn, b, bRow, bColumn, c, cRow, add, bias, stop);
    }
}
