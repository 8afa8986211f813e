namespace Siren2.Cli.Reporting.Flac;

/// <summary>Linear prediction in whole numbers: each sample from those before it.</summary>
/// <param name="Coefficients">Weights of the sample before, of the one before that and so on, in units of 2^−shift.</param>
/// <param name="Shift">Bits behind the point, 0 to 15.</param>
internal sealed record LinearPredictor(int[] Coefficients, int Shift)
{
    /// <summary>Bits of a coefficient with its sign: the most that FLAC has.</summary>
    public const int Precision = 15;

    /// <summary>Predictors of several orders for one block, by the Levinson-Durbin recursion on its windowed autocorrelation.</summary>
    /// <param name="samples">The block.</param>
    /// <param name="orders">Orders from low to high; those that the block is too short or too simple for are left out.</param>
    public static IEnumerable<LinearPredictor> Design(ReadOnlySpan<int> samples, IReadOnlyList<int> orders)
    {
        double[] correlation = Autocorrelation(samples, Math.Min(orders[^1], samples.Length - 1));
        var found = new List<LinearPredictor>();
        double[] weights = new double[correlation.Length];
        double[] previous = new double[correlation.Length];
        double error = correlation[0];
        for (int order = 1; order < correlation.Length && error > 1e-9 * correlation[0] / samples.Length; order++)
        {
            double reflection = correlation[order];
            for (int i = 1; i < order; i++)
            {
                reflection -= weights[i] * correlation[order - i];
            }

            reflection /= error;
            weights.CopyTo(previous, 0);
            weights[order] = reflection;
            for (int i = 1; i < order; i++)
            {
                weights[i] = previous[i] - (reflection * previous[order - i]);
            }

            error *= 1 - (reflection * reflection);
            if (orders.Contains(order) && Quantize(weights.AsSpan(1, order)) is LinearPredictor predictor)
            {
                found.Add(predictor);
            }
        }

        return found;
    }

    /// <summary>What each sample differs from its prediction by; the first ones, which have too few before them, are left as they are.</summary>
    public void Residual(ReadOnlySpan<int> samples, Span<int> residual)
    {
        int order = Coefficients.Length;
        samples[..order].CopyTo(residual);
        for (int i = order; i < samples.Length; i++)
        {
            long sum = 0;
            for (int j = 0; j < order; j++)
            {
                sum += (long)Coefficients[j] * samples[i - 1 - j];
            }

            residual[i] = (int)Math.Clamp(samples[i] - (sum >> Shift), int.MinValue >> 2, int.MaxValue >> 2);
        }
    }

    /// <summary>Rounds weights, each with what rounding the ones before has left over; null where they are too large.</summary>
    private static LinearPredictor? Quantize(ReadOnlySpan<double> weights)
    {
        double largest = 0;
        foreach (double weight in weights)
        {
            largest = Math.Max(largest, Math.Abs(weight));
        }

        int shift = largest > 0 ? Math.Min(15, Precision - 2 - (int)Math.Floor(Math.Log2(largest))) : 15;
        if (shift < 0 || !double.IsFinite(largest))
        {
            return null;
        }

        int limit = (1 << (Precision - 1)) - 1;
        int[] coefficients = new int[weights.Length];
        double left = 0;
        for (int i = 0; i < coefficients.Length; i++)
        {
            left += weights[i] * (1 << shift);
            coefficients[i] = (int)Math.Clamp(Math.Round(left), -limit, limit);
            left -= coefficients[i];
        }

        return new LinearPredictor(coefficients, shift);
    }

    private static double[] Autocorrelation(ReadOnlySpan<int> samples, int lags)
    {
        double[] windowed = new double[samples.Length];
        for (int i = 0; i < windowed.Length; i++)
        {
            windowed[i] = samples[i] * (0.5 - (0.5 * Math.Cos(2 * Math.PI * (i + 0.5) / windowed.Length)));
        }

        double[] correlation = new double[lags + 1];
        for (int lag = 0; lag <= lags; lag++)
        {
            correlation[lag] = System.Numerics.Tensors.TensorPrimitives.Dot<double>(windowed.AsSpan(lag), windowed.AsSpan(0, windowed.Length - lag));
        }

        return correlation;
    }
}
