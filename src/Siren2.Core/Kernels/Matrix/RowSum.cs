using Siren2.Kernels.Simd;

namespace Siren2.Kernels.Matrix;

/// <summary>The sum of the rows of a matrix: what a bias receives of the gradient of a layer.</summary>
internal static unsafe class RowSum
{
    // Rows that stay in the first cache while one vector of columns after the other is summed.
    private const int BlockLength = 2048;

    /// <summary>sums[j] = Σ over i of rows[i, j].</summary>
    /// <param name="rows">Matrix without gaps, <c>[rows, columns]</c>.</param>
    /// <param name="sums">Receives the sums, <c>[columns]</c>; overwritten.</param>
    /// <param name="width">Vector width; the best by default.</param>
    public static void Compute(ReadOnlySpan<float> rows, Span<float> sums, SimdWidth? width = null)
    {
        fixed (float* from = rows, to = sums)
        {
            var work = new Work(from, rows.Length, to, sums.Length);
            SimdWidths.Run(width, ref work);
        }
    }

    /// <summary>Adds to the sums of whole vectors of columns from <paramref name="column"/> on and returns where it stopped.</summary>
    private static int AddColumns<TOps, TVector>(float* rows, int length, float* sums, int columns, int column)
        where TOps : struct, ISimdVector<TVector>
        where TVector : unmanaged
    {
        for (; column + TOps.Count <= columns; column += TOps.Count)
        {
            TVector sum = TOps.Load(sums + column);
            for (int i = column; i < length; i += columns)
            {
                sum = TOps.Add(sum, TOps.Load(rows + i));
            }

            TOps.Store(sum, sums + column);
        }

        return column;
    }

    private readonly struct Work(float* rows, int length, float* sums, int columns) : ISimdWork
    {
        void ISimdWork.Run<TOps, TVector, TLanes>()
        {
            new Span<float>(sums, columns).Clear();
            int block = Math.Max(1, BlockLength / columns) * columns;
            for (int start = 0; start < length; start += block)
            {
                int count = Math.Min(block, length - start);
                int done = AddColumns<TOps, TVector>(rows + start, count, sums, columns, 0);
                _ = AddColumns<SimdScalar, float>(rows + start, count, sums, columns, done);
            }
        }
    }
}
