using System.Runtime.CompilerServices;
using Siren2.Kernels.Simd;

namespace Siren2.Kernels.Matrix;

/// <summary>
/// As <see cref="MatrixTile{TOps, TVector}"/>, with one vector of columns: where no more are left, half of a tile's work would be for nothing.
/// </summary>
internal static unsafe class NarrowTile<TOps, TVector>
    where TOps : struct, ISimdVector<TVector>
    where TVector : unmanaged
{
    /// <summary>Rows of a tile, at every vector width: as many chains hide the latency of a multiply-add.</summary>
    public const int Rows = 8;

    /// <summary>Multiplies one tile of eight rows; the arguments are those of <see cref="MatrixTile{TOps, TVector}.Multiply"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void Multiply(int depth, float* a, nint aRow, nint aStep, float* b, nint bStep, float* c, nint cRow, bool add)
    {
        TVector c0 = TOps.Broadcast(0), c1 = c0, c2 = c0, c3 = c0, c4 = c0, c5 = c0, c6 = c0, c7 = c0;
        float* a1 = a + aRow, a2 = a1 + aRow, a3 = a2 + aRow, a4 = a3 + aRow, a5 = a4 + aRow, a6 = a5 + aRow, a7 = a6 + aRow;
        nint offset = 0;
        for (int k = 0; k < depth; k++)
        {
            TVector x = TOps.Load(b);
            b += bStep;
            c0 = TOps.MultiplyAdd(TOps.Broadcast(a[offset]), x, c0);
            c1 = TOps.MultiplyAdd(TOps.Broadcast(a1[offset]), x, c1);
            c2 = TOps.MultiplyAdd(TOps.Broadcast(a2[offset]), x, c2);
            c3 = TOps.MultiplyAdd(TOps.Broadcast(a3[offset]), x, c3);
            c4 = TOps.MultiplyAdd(TOps.Broadcast(a4[offset]), x, c4);
            c5 = TOps.MultiplyAdd(TOps.Broadcast(a5[offset]), x, c5);
            c6 = TOps.MultiplyAdd(TOps.Broadcast(a6[offset]), x, c6);
            c7 = TOps.MultiplyAdd(TOps.Broadcast(a7[offset]), x, c7);
            offset += aStep;
        }

        Store(c0, c, add);
        Store(c1, c + cRow, add);
        Store(c2, c + (2 * cRow), add);
        Store(c3, c + (3 * cRow), add);
        Store(c4, c + (4 * cRow), add);
        Store(c5, c + (5 * cRow), add);
        Store(c6, c + (6 * cRow), add);
        Store(c7, c + (7 * cRow), add);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(TVector sum, float* destination, bool add) =>
        TOps.Store(add ? TOps.Add(sum, TOps.Load(destination)) : sum, destination);
}
