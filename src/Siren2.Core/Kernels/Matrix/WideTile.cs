using System.Runtime.CompilerServices;
using Siren2.Kernels.Simd;

namespace Siren2.Kernels.Matrix;

/// <summary>
/// A product of matrices in double precision that is added to floats: C += A·B with <see cref="Columns"/> columns, a tile of a
/// few rows by two vectors in registers. Every element is summed in the order of k, so that its bits do not depend on its row.
/// </summary>
internal static unsafe class WideTile<T>
    where T : unmanaged, ILanes<T>
{
    /// <summary>Columns of B and C: two vectors of the widest kind.</summary>
    public const int Columns = 16;

    private const int TileRows = 4;

    /// <param name="rows">Rows of A and C.</param>
    /// <param name="depth">Columns of A, rows of B.</param>
    /// <param name="a">A; its rows may overlap.</param>
    /// <param name="aRow">Doubles from one row of A to the next.</param>
    /// <param name="b">B, <c>[depth][16]</c>.</param>
    /// <param name="c">C.</param>
    /// <param name="cRow">Floats from one row of C to the next.</param>
    public static void AddRows(int rows, int depth, double* a, nint aRow, double* b, float* c, nint cRow)
    {
        for (int column = 0; column < Columns; column += 2 * T.Count)
        {
            int row = 0;
            for (; row + TileRows <= rows; row += TileRows)
            {
                AddTile(depth, a + (row * aRow), aRow, b + column, c + (row * cRow) + column, cRow);
            }

            for (; row < rows; row++)
            {
                AddRow(depth, a + (row * aRow), b + column, c + (row * cRow) + column);
            }
        }
    }

    private static void AddRow(int depth, double* a, double* b, float* c)
    {
        T left = T.Broadcast(0), right = left;
        for (int k = 0; k < depth; k++, b += Columns)
        {
            T x = T.Broadcast(a[k]);
            left = T.MultiplyAdd(T.Load(b), x, left);
            right = T.MultiplyAdd(T.Load(b + T.Count), x, right);
        }

        left.AddTo(c);
        right.AddTo(c + T.Count);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AddTile(int depth, double* a, nint aRow, double* b, float* c, nint cRow)
    {
        T c00 = T.Broadcast(0), c01 = c00, c10 = c00, c11 = c00, c20 = c00, c21 = c00, c30 = c00, c31 = c00;
        double* a1 = a + aRow, a2 = a1 + aRow, a3 = a2 + aRow;
        for (int k = 0; k < depth; k++, b += Columns)
        {
            T left = T.Load(b), right = T.Load(b + T.Count), x = T.Broadcast(a[k]);
            c00 = T.MultiplyAdd(left, x, c00);
            c01 = T.MultiplyAdd(right, x, c01);
            x = T.Broadcast(a1[k]);
            c10 = T.MultiplyAdd(left, x, c10);
            c11 = T.MultiplyAdd(right, x, c11);
            x = T.Broadcast(a2[k]);
            c20 = T.MultiplyAdd(left, x, c20);
            c21 = T.MultiplyAdd(right, x, c21);
            x = T.Broadcast(a3[k]);
            c30 = T.MultiplyAdd(left, x, c30);
            c31 = T.MultiplyAdd(right, x, c31);
        }

        c00.AddTo(c);
        c01.AddTo(c + T.Count);
        c10.AddTo(c + cRow);
        c11.AddTo(c + cRow + T.Count);
        c20.AddTo(c + (2 * cRow));
        c21.AddTo(c + (2 * cRow) + T.Count);
        c30.AddTo(c + (3 * cRow));
        c31.AddTo(c + (3 * cRow) + T.Count);
    }
}
