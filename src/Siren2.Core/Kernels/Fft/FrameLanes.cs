using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Siren2.Kernels.Simd;

namespace Siren2.Kernels.Fft;

/// <summary>
/// Moves data between rows, one for each frame, and lanes, where element t of all frames of a batch lies side by side.
/// Blocks of 4 × 4 are transposed in registers, with zeros in place of rows that do not exist where lanes are filled.
/// </summary>
internal static unsafe class FrameLanes
{
    private const int Block = 4;

    /// <summary>lanes[t, l] = window[t]·rows[l, t] for the rows that exist, 0 in the lanes beyond.</summary>
    /// <param name="rows">First element of the first row.</param>
    /// <param name="rowStep">Distance between the first elements of neighboring rows; less than their length where rows overlap.</param>
    /// <param name="rowCount">Rows that exist, at most <paramref name="laneCount"/>.</param>
    /// <param name="window">Factor of each element, <c>[length]</c>.</param>
    /// <param name="length">Elements of a row.</param>
    /// <param name="lanes">Receives <c>[length, laneCount]</c>.</param>
    /// <param name="laneCount">Lanes of a vector.</param>
    public static void Gather(float* rows, nint rowStep, int rowCount, float* window, int length, float* lanes, int laneCount)
    {
        int lane = 0;
        for (; lane + Block <= laneCount; lane += Block)
        {
            GatherFour(rows + (lane * rowStep), rowStep, rowCount - lane, window, length, lanes + lane, laneCount);
        }

        for (; lane < laneCount; lane++)
        {
            float* row = rows + (lane * rowStep);
            for (int t = 0; t < length; t++)
            {
                lanes[(t * (nint)laneCount) + lane] = lane < rowCount ? window[t] * row[t] : 0f;
            }
        }
    }

    /// <summary>
    /// rows[l, t] += window[t]·lanes[t, l] for the rows that exist: the transpose of <see cref="Gather"/>. Rows may overlap;
    /// they are added in their order.
    /// </summary>
    /// <inheritdoc cref="Gather" path="/param"/>
    public static void ScatterAdd(float* lanes, int laneCount, float* window, int length, float* rows, nint rowStep, int rowCount)
    {
        int lane = 0;
        for (; lane + Block <= rowCount; lane += Block)
        {
            ScatterAddFour(lanes + lane, laneCount, window, length, rows + (lane * rowStep), rowStep);
        }

        for (; lane < rowCount; lane++)
        {
            float* row = rows + (lane * rowStep);
            for (int t = 0; t < length; t++)
            {
                row[t] += window[t] * lanes[(t * (nint)laneCount) + lane];
            }
        }
    }

    /// <summary>rows[l, k] = lanes[k·pitch + l] for the rows that exist.</summary>
    /// <param name="lanes">Element 0 of the first lane.</param>
    /// <param name="pitch">Floats from one element of a lane to the next.</param>
    /// <param name="rows">Receives <c>[rowCount, length]</c>.</param>
    /// <param name="length">Elements of a row.</param>
    /// <param name="rowCount">Rows that exist.</param>
    public static void ToRows(float* lanes, nint pitch, float* rows, int length, int rowCount)
    {
        int lane = 0;
        for (; lane + Block <= rowCount; lane += Block)
        {
            float* row = rows + (lane * (nint)length);
            int k = 0;
            for (; k + Block <= length; k += Block, row += Block)
            {
                LoadTransposed(
                    lanes + (k * pitch) + lane, pitch, out Vector128<float> a, out Vector128<float> b, out Vector128<float> c,
                    out Vector128<float> d);
                a.Store(row);
                b.Store(row + length);
                c.Store(row + (2 * (nint)length));
                d.Store(row + (3 * (nint)length));
            }

            for (; k < length; k++, row++)
            {
                for (int l = 0; l < Block; l++)
                {
                    row[l * (nint)length] = lanes[(k * pitch) + lane + l];
                }
            }
        }

        for (; lane < rowCount; lane++)
        {
            for (int k = 0; k < length; k++)
            {
                rows[(lane * (nint)length) + k] = lanes[(k * pitch) + lane];
            }
        }
    }

    /// <summary>lanes[k·pitch + l] = rows[l, k] for the rows that exist, 0 in the lanes beyond.</summary>
    /// <param name="rows">The rows, <c>[rowCount, length]</c>.</param>
    /// <param name="length">Elements of a row.</param>
    /// <param name="rowCount">Rows that exist, at most <paramref name="laneCount"/>.</param>
    /// <param name="lanes">Element 0 of the first lane.</param>
    /// <param name="pitch">Floats from one element of a lane to the next.</param>
    /// <param name="laneCount">Lanes of a vector.</param>
    public static void FromRows(float* rows, int length, int rowCount, float* lanes, nint pitch, int laneCount)
    {
        int lane = 0;
        for (; lane + Block <= laneCount; lane += Block)
        {
            FourFromRows(rows + (lane * (nint)length), length, rowCount - lane, lanes + lane, pitch);
        }

        for (; lane < laneCount; lane++)
        {
            for (int k = 0; k < length; k++)
            {
                lanes[(k * pitch) + lane] = lane < rowCount ? rows[(lane * (nint)length) + k] : 0f;
            }
        }
    }

    private static void FourFromRows(float* rows, int length, int rowCount, float* lanes, nint pitch)
    {
        int k = 0;
        for (; k + Block <= length; k += Block, lanes += Block * pitch)
        {
            LoadRows(rows + k, length, rowCount, out Vector128<float> a, out Vector128<float> b, out Vector128<float> c, out Vector128<float> d);
            Transpose4.Store(a, b, c, d, lanes, pitch);
        }

        for (; k < length; k++, lanes += pitch)
        {
            for (int l = 0; l < Block; l++)
            {
                lanes[l] = l < rowCount ? rows[k + (l * (nint)length)] : 0f;
            }
        }
    }

    private static void GatherFour(float* rows, nint rowStep, int rowCount, float* window, int length, float* lanes, nint pitch)
    {
        int t = 0;
        for (; t + Block <= length; t += Block, lanes += Block * pitch)
        {
            Vector128<float> factor = Vector128.Load(window + t);
            LoadRows(rows + t, rowStep, rowCount, out Vector128<float> a, out Vector128<float> b, out Vector128<float> c, out Vector128<float> d);
            Transpose4.Store(a * factor, b * factor, c * factor, d * factor, lanes, pitch);
        }

        for (; t < length; t++, lanes += pitch)
        {
            for (int l = 0; l < Block; l++)
            {
                lanes[l] = l < rowCount ? window[t] * rows[t + (l * rowStep)] : 0f;
            }
        }
    }

    private static void ScatterAddFour(float* lanes, nint pitch, float* window, int length, float* rows, nint rowStep)
    {
        int t = 0;
        for (; t + Block <= length; t += Block, lanes += Block * pitch)
        {
            Vector128<float> factor = Vector128.Load(window + t);
            LoadTransposed(lanes, pitch, out Vector128<float> a, out Vector128<float> b, out Vector128<float> c, out Vector128<float> d);
            AddProduct(rows + t, factor, a);
            AddProduct(rows + t + rowStep, factor, b);
            AddProduct(rows + t + (2 * rowStep), factor, c);
            AddProduct(rows + t + (3 * rowStep), factor, d);
        }

        for (; t < length; t++, lanes += pitch)
        {
            for (int l = 0; l < Block; l++)
            {
                rows[t + (l * rowStep)] += window[t] * lanes[l];
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AddProduct(float* destination, Vector128<float> a, Vector128<float> b) =>
        Vector128.MultiplyAddEstimate(a, b, Vector128.Load(destination)).Store(destination);

    /// <summary>Four elements of each of four rows, 0 of those that do not exist, which are not read.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void LoadRows(
        float* rows, nint rowStep, int rowCount, out Vector128<float> a, out Vector128<float> b, out Vector128<float> c, out Vector128<float> d)
    {
        a = rowCount > 0 ? Vector128.Load(rows) : default;
        b = rowCount > 1 ? Vector128.Load(rows + rowStep) : default;
        c = rowCount > 2 ? Vector128.Load(rows + (2 * rowStep)) : default;
        d = rowCount > 3 ? Vector128.Load(rows + (3 * rowStep)) : default;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void LoadTransposed(
        float* source, nint pitch, out Vector128<float> a, out Vector128<float> b, out Vector128<float> c, out Vector128<float> d)
    {
        a = Vector128.Load(source);
        b = Vector128.Load(source + pitch);
        c = Vector128.Load(source + (2 * pitch));
        d = Vector128.Load(source + (3 * pitch));
        Transpose4.InPlace(ref a, ref b, ref c, ref d);
    }
}
