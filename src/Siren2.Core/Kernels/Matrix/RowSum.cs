using System.Numerics.Tensors;

namespace Siren2.Kernels.Matrix;

/// <summary>The sum of the rows of a matrix: what a bias receives of the gradient of a layer.</summary>
internal static class RowSum
{
    /// <summary>sums[j] = Σ over i of rows[i, j].</summary>
    /// <param name="rows">Matrix without gaps, <c>[rows, columns]</c>.</param>
    /// <param name="sums">Receives the sums, <c>[columns]</c>; overwritten.</param>
    public static void Compute(ReadOnlySpan<float> rows, Span<float> sums)
    {
        sums.Clear();
        for (int start = 0; start < rows.Length; start += sums.Length)
        {
            TensorPrimitives.Add(sums, rows.Slice(start, sums.Length), sums);
        }
    }
}
