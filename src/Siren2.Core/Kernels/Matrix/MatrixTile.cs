using System.Runtime.CompilerServices;
using Siren2.Kernels.Simd;

namespace Siren2.Kernels.Matrix;

/// <summary>
/// The innermost matrix product: a tile of a few rows by two vectors of columns, C = Σₖ a(i,k)·b(k), held in registers over the
/// whole sum. Forward, input-gradient and weight-gradient products differ only in the strides of A.
/// </summary>
internal static unsafe class MatrixTile<TOps, TVector>
    where TOps : struct, ISimdVector<TVector>
    where TVector : unmanaged
{
    /// <summary>Columns that a tile covers.</summary>
    public static int Columns => 2 * TOps.Count;

    /// <summary>Multiplies any number of rows: full tiles, then smaller ones. The arguments are those of <see cref="Multiply"/>.</summary>
    public static void MultiplyRows(
        int rows, int depth, float* a, nint aRow, nint aStep, float* b, nint bStep, float* c, nint cRow, bool add)
    {
        int row = 0;
        for (; row + TOps.TileRows <= rows; row += TOps.TileRows)
        {
            float* ra = a + (row * aRow);
            float* rc = c + (row * cRow);
            switch (TOps.TileRows)
            {
                case 8:
                    Multiply<TileHeight.Eight>(depth, ra, aRow, aStep, b, bStep, rc, cRow, add);
                    break;
                case 6:
                    Multiply<TileHeight.Six>(depth, ra, aRow, aStep, b, bStep, rc, cRow, add);
                    break;
                default:
                    Multiply<TileHeight.Four>(depth, ra, aRow, aStep, b, bStep, rc, cRow, add);
                    break;
            }
        }

        for (; row < rows; row += rows - row >= 4 ? 4 : rows - row >= 2 ? 2 : 1)
        {
            float* ra = a + (row * aRow);
            float* rc = c + (row * cRow);
            switch (rows - row)
            {
                case >= 4:
                    Multiply<TileHeight.Four>(depth, ra, aRow, aStep, b, bStep, rc, cRow, add);
                    break;
                case >= 2:
                    Multiply<TileHeight.Two>(depth, ra, aRow, aStep, b, bStep, rc, cRow, add);
                    break;
                default:
                    Multiply<TileHeight.One>(depth, ra, aRow, aStep, b, bStep, rc, cRow, add);
                    break;
            }
        }
    }

    /// <summary>Multiplies one tile and stores it, or adds it to what is there.</summary>
    /// <param name="depth">Number of terms in the sum.</param>
    /// <param name="a">a(0,0).</param>
    /// <param name="aRow">Floats from a(i,k) to a(i+1,k).</param>
    /// <param name="aStep">Floats from a(i,k) to a(i,k+1).</param>
    /// <param name="b">First column of b(0).</param>
    /// <param name="bStep">Floats from b(k) to b(k+1).</param>
    /// <param name="c">First element of the tile.</param>
    /// <param name="cRow">Floats from one row of the tile to the next.</param>
    /// <param name="add">Whether to add to the tile; the sum itself always starts from zero, which keeps its rounding error small.</param>
    /// <typeparam name="THeight">Number of rows.</typeparam>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void Multiply<THeight>(
        int depth, float* a, nint aRow, nint aStep, float* b, nint bStep, float* c, nint cRow, bool add)
        where THeight : struct, ITileHeight
    {
        // Accumulators have to be named locals: an array of vectors would live in memory.
        TVector zero = TOps.Broadcast(0);
        TVector c00 = zero, c01 = zero, c10 = zero, c11 = zero, c20 = zero, c21 = zero, c30 = zero, c31 = zero;
        TVector c40 = zero, c41 = zero, c50 = zero, c51 = zero, c60 = zero, c61 = zero, c70 = zero, c71 = zero;
        float* a1 = a + aRow, a2 = a1 + aRow, a3 = a2 + aRow, a4 = a3 + aRow, a5 = a4 + aRow, a6 = a5 + aRow, a7 = a6 + aRow;
        nint offset = 0;
        for (int k = 0; k < depth; k++)
        {
            TVector b0 = TOps.Load(b);
            TVector b1 = TOps.Load(b + TOps.Count);
            b += bStep;
            AddRow(a[offset], b0, b1, ref c00, ref c01);
            if (THeight.Rows >= 2)
            {
                AddRow(a1[offset], b0, b1, ref c10, ref c11);
            }

            if (THeight.Rows >= 4)
            {
                AddRow(a2[offset], b0, b1, ref c20, ref c21);
                AddRow(a3[offset], b0, b1, ref c30, ref c31);
            }

            if (THeight.Rows >= 6)
            {
                AddRow(a4[offset], b0, b1, ref c40, ref c41);
                AddRow(a5[offset], b0, b1, ref c50, ref c51);
            }

            if (THeight.Rows >= 8)
            {
                AddRow(a6[offset], b0, b1, ref c60, ref c61);
                AddRow(a7[offset], b0, b1, ref c70, ref c71);
            }

            offset += aStep;
        }

        StoreRow(c00, c01, c, add);
        if (THeight.Rows >= 2)
        {
            StoreRow(c10, c11, c + cRow, add);
        }

        if (THeight.Rows >= 4)
        {
            StoreRow(c20, c21, c + (2 * cRow), add);
            StoreRow(c30, c31, c + (3 * cRow), add);
        }

        if (THeight.Rows >= 6)
        {
            StoreRow(c40, c41, c + (4 * cRow), add);
            StoreRow(c50, c51, c + (5 * cRow), add);
        }

        if (THeight.Rows >= 8)
        {
            StoreRow(c60, c61, c + (6 * cRow), add);
            StoreRow(c70, c71, c + (7 * cRow), add);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AddRow(float a, TVector b0, TVector b1, ref TVector left, ref TVector right)
    {
        TVector x = TOps.Broadcast(a);
        left = TOps.MultiplyAdd(x, b0, left);
        right = TOps.MultiplyAdd(x, b1, right);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void StoreRow(TVector left, TVector right, float* destination, bool add)
    {
        if (add)
        {
            left = TOps.Add(left, TOps.Load(destination));
            right = TOps.Add(right, TOps.Load(destination + TOps.Count));
        }

        TOps.Store(left, destination);
        TOps.Store(right, destination + TOps.Count);
    }
}
