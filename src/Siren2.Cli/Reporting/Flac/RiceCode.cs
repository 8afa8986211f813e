using System.Numerics;

namespace Siren2.Cli.Reporting.Flac;

/// <summary>Rice codes for a residual, with a parameter for each of 2^order equal parts of the block.</summary>
internal sealed class RiceCode
{
    private const int HighestOrder = 5;
    private const int ParameterBits = 5;
    private const int LargestParameter = 30;

    private readonly int _order;
    private readonly int[] _parameters;

    private RiceCode(int order, int[] parameters, long bits)
    {
        _order = order;
        _parameters = parameters;
        Bits = bits;
    }

    /// <summary>Bits that the residual takes.</summary>
    public long Bits { get; }

    /// <summary>The cheapest code.</summary>
    /// <param name="residual">The block; its first samples, as many as the predictor's order, are not part of the residual.</param>
    /// <param name="predictorOrder">The predictor's order.</param>
    public static RiceCode For(ReadOnlySpan<int> residual, int predictorOrder)
    {
        RiceCode? best = null;
        for (int order = 0; order <= HighestOrder; order++)
        {
            int part = residual.Length >> order;
            if (order > 0 && (residual.Length % (1 << order) != 0 || part <= predictorOrder))
            {
                break;
            }

            RiceCode code = WithOrder(residual, predictorOrder, order);
            best = best is null || code.Bits < best.Bits ? code : best;
        }

        return best!;
    }

    /// <summary>Writes the residual.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="residual">The block that the code was made for.</param>
    /// <param name="predictorOrder">The predictor's order.</param>
    public void Write(BitWriter writer, ReadOnlySpan<int> residual, int predictorOrder)
    {
        writer.Write(1, 2); // parameters of five bits
        writer.Write(_order, 4);
        int part = residual.Length >> _order;
        for (int p = 0; p < _parameters.Length; p++)
        {
            int parameter = _parameters[p];
            writer.Write(parameter, ParameterBits);
            foreach (int value in residual[Math.Max(p * part, predictorOrder)..((p + 1) * part)])
            {
                uint folded = Fold(value);
                writer.WriteUnary(folded >> parameter);
                writer.Write(folded, parameter);
            }
        }
    }

    private static RiceCode WithOrder(ReadOnlySpan<int> residual, int predictorOrder, int order)
    {
        int part = residual.Length >> order;
        int[] parameters = new int[1 << order];
        long bits = 2 + 4;
        for (int p = 0; p < parameters.Length; p++)
        {
            ReadOnlySpan<int> values = residual[Math.Max(p * part, predictorOrder)..((p + 1) * part)];
            ulong sum = 0;
            foreach (int value in values)
            {
                sum += Fold(value);
            }

            // The parameter that fits the mean, or the next below it: one of the two is best.
            ulong mean = values.Length == 0 ? 0 : sum / (ulong)values.Length;
            int high = Math.Min(LargestParameter, mean == 0 ? 0 : BitOperations.Log2(mean));
            long highBits = BitsWith(values, high);
            long lowBits = high > 0 ? BitsWith(values, high - 1) : long.MaxValue;
            parameters[p] = lowBits < highBits ? high - 1 : high;
            bits += ParameterBits + Math.Min(lowBits, highBits);
        }

        return new RiceCode(order, parameters, bits);
    }

    private static long BitsWith(ReadOnlySpan<int> values, int parameter)
    {
        long bits = (long)values.Length * (parameter + 1);
        foreach (int value in values)
        {
            bits += Fold(value) >> parameter;
        }

        return bits;
    }

    /// <summary>0, −1, 1, −2, … as 0, 1, 2, 3, …</summary>
    private static uint Fold(int value) => (uint)((value << 1) ^ (value >> 31));
}
