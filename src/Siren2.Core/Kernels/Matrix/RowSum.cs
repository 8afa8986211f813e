using Siren2.Kernels.Simd;
using Siren2.Kernels.Threads;

namespace Siren2.Kernels.Matrix;

/// <summary>The sum of the rows of a matrix: what a bias receives of the gradient of a layer.</summary>
internal static unsafe class RowSum
{
    // Rows that stay in the first cache while one vector of columns after the other is summed.
    private const int BlockLength = 2048;

    // Columns that are not shared: a vector of the widest kind.
    private const int Stripe = 16;

    /// <summary>sums[j] = Σ over i of rows[i, j].</summary>
    /// <param name="rows">Matrix without gaps, <c>[rows, columns]</c>.</param>
    /// <param name="sums">Receives the sums, <c>[columns]</c>; overwritten.</param>
    /// <param name="width">Vector width; the best by default.</param>
    /// <param name="team">Who shares the columns; the bits do not depend on it. The caller alone by default.</param>
    public static void Compute(ReadOnlySpan<float> rows, Span<float> sums, SimdWidth? width = null, WorkerTeam? team = null)
    {
        team ??= WorkerTeam.Alone;
        int stripes = (sums.Length + Stripe - 1) / Stripe;
        int columns = team.Count == 1 ? sums.Length : Stripe * Math.Max(1, stripes / team.Count);
        fixed (float* from = rows, to = sums)
        {
            team.Run(new Part(from, rows.Length, to, sums.Length, columns, width), (sums.Length + columns - 1) / columns);
        }
    }

    /// <summary>Adds to the sums of whole vectors of columns from <paramref name="column"/> to <paramref name="end"/> and returns where it stopped.</summary>
    private static int AddColumns<TOps, TVector>(float* rows, int length, float* sums, int columns, int column, int end)
        where TOps : struct, ISimdVector<TVector>
        where TVector : unmanaged
    {
        for (; column + TOps.Count <= end; column += TOps.Count)
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

    private readonly struct Part(float* rows, int length, float* sums, int columns, int columnsPerPart, SimdWidth? width) : WorkerTeam.IWork
    {
        public void Execute(int item, int worker)
        {
            int first = item * columnsPerPart;
            var work = new Work(rows, length, sums, columns, first, Math.Min(columns, first + columnsPerPart));
            SimdWidths.Run(width, ref work);
        }
    }

    private readonly struct Work(float* rows, int length, float* sums, int columns, int first, int end) : ISimdWork
    {
        void ISimdWork.Run<TOps, TVector, TLanes>()
        {
            new Span<float>(sums + first, end - first).Clear();
            int block = Math.Max(1, BlockLength / columns) * columns;
            for (int start = 0; start < length; start += block)
            {
                int count = Math.Min(block, length - start);
                int done = AddColumns<TOps, TVector>(rows + start, count, sums, columns, first, end);
                _ = AddColumns<SimdScalar, float>(rows + start, count, sums, columns, done, end);
            }
        }
    }
}
