using System.Runtime.CompilerServices;

namespace Siren2.Kernels;

/// <summary>
/// The innermost matrix product: a tile of <c>TileRows</c> rows by two vectors of columns, C = Σₖ a(i,k)·b(k), held in
/// registers over the whole sum. Forward, input-gradient and weight-gradient products differ only in the strides of A.
/// </summary>
internal static unsafe class MatrixTile<TOps, TVector>
    where TOps : struct, ISimdVector<TVector>
    where TVector : unmanaged
{
    /// <summary>Columns that a tile covers.</summary>
    public static int Columns => 2 * TOps.Count;

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
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Multiply(
        int depth, float* a, nint aRow, nint aStep, float* b, nint bStep, float* c, nint cRow, bool add)
    {
        // Accumulators have to be named locals: an array of vectors would live in memory. Rows 4 to 7 vanish at compile time
        // where the register file has no room for them.
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

            TVector x = TOps.Broadcast(a[offset]);
            c00 = TOps.MultiplyAdd(x, b0, c00);
            c01 = TOps.MultiplyAdd(x, b1, c01);
            x = TOps.Broadcast(a1[offset]);
            c10 = TOps.MultiplyAdd(x, b0, c10);
            c11 = TOps.MultiplyAdd(x, b1, c11);
            x = TOps.Broadcast(a2[offset]);
            c20 = TOps.MultiplyAdd(x, b0, c20);
            c21 = TOps.MultiplyAdd(x, b1, c21);
            x = TOps.Broadcast(a3[offset]);
            c30 = TOps.MultiplyAdd(x, b0, c30);
            c31 = TOps.MultiplyAdd(x, b1, c31);
            if (TOps.TileRows == 8)
            {
                x = TOps.Broadcast(a4[offset]);
                c40 = TOps.MultiplyAdd(x, b0, c40);
                c41 = TOps.MultiplyAdd(x, b1, c41);
                x = TOps.Broadcast(a5[offset]);
                c50 = TOps.MultiplyAdd(x, b0, c50);
                c51 = TOps.MultiplyAdd(x, b1, c51);
                x = TOps.Broadcast(a6[offset]);
                c60 = TOps.MultiplyAdd(x, b0, c60);
                c61 = TOps.MultiplyAdd(x, b1, c61);
                x = TOps.Broadcast(a7[offset]);
                c70 = TOps.MultiplyAdd(x, b0, c70);
                c71 = TOps.MultiplyAdd(x, b1, c71);
            }

            offset += aStep;
        }

        StoreRow(c00, c01, c, add);
        StoreRow(c10, c11, c + cRow, add);
        StoreRow(c20, c21, c + (2 * cRow), add);
        StoreRow(c30, c31, c + (3 * cRow), add);
        if (TOps.TileRows == 8)
        {
            StoreRow(c40, c41, c + (4 * cRow), add);
            StoreRow(c50, c51, c + (5 * cRow), add);
            StoreRow(c60, c61, c + (6 * cRow), add);
            StoreRow(c70, c71, c + (7 * cRow), add);
        }
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
