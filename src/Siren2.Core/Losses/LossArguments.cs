namespace Siren2.Losses;

/// <summary>The checks that every loss makes of its spans.</summary>
internal static class LossArguments
{
    /// <summary>Throws unless there is a context, and the three spans are equally long and not empty.</summary>
    /// <exception cref="ArgumentNullException">The context is null.</exception>
    /// <exception cref="ArgumentException">A span is empty or its length differs; the message holds all lengths.</exception>
    public static void Check(ReadOnlySpan<float> prediction, ReadOnlySpan<float> target, LossContext context, Span<float> gradient)
    {
        ArgumentNullException.ThrowIfNull(context);
        Check(prediction, target, gradient);
    }

    /// <summary>Throws unless the three spans are equally long and not empty.</summary>
    /// <exception cref="ArgumentException">A span is empty or its length differs; the message holds all lengths.</exception>
    public static void Check(ReadOnlySpan<float> prediction, ReadOnlySpan<float> target, Span<float> gradient)
    {
        if (prediction.IsEmpty)
        {
            throw new ArgumentException("The prediction is empty; a loss needs at least one sample.", nameof(prediction));
        }

        if (target.Length != prediction.Length)
        {
            throw new ArgumentException(
                $"The target has {target.Length} samples and the prediction {prediction.Length}; they must be equal.",
                nameof(target));
        }

        if (gradient.Length != prediction.Length)
        {
            throw new ArgumentException(
                $"The gradient has room for {gradient.Length} samples and the prediction {prediction.Length}; they must be equal.",
                nameof(gradient));
        }
    }
}
