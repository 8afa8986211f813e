using System.Numerics.Tensors;

namespace Siren2.Metrics;

/// <summary>What every metric asks of its two signals.</summary>
internal static class SignalPair
{
    /// <summary>Checks that two signals hold equally many samples, at least one, all finite.</summary>
    /// <exception cref="ArgumentException">They do not; the message names lengths, or signal, index and value.</exception>
    public static void Check(ReadOnlySpan<float> reference, ReadOnlySpan<float> estimate)
    {
        if (reference.Length != estimate.Length)
        {
            throw new ArgumentException(
                $"The reference has {reference.Length} samples, the estimate {estimate.Length}; both must be equal.",
                nameof(estimate));
        }

        if (reference.IsEmpty)
        {
            throw new ArgumentException("The signals are empty; at least one sample is needed.", nameof(reference));
        }

        CheckFinite(reference, nameof(reference));
        CheckFinite(estimate, nameof(estimate));
    }

    private static void CheckFinite(ReadOnlySpan<float> samples, string name)
    {
        if (TensorPrimitives.IsFiniteAll(samples))
        {
            return;
        }

        int index = 0;
        while (float.IsFinite(samples[index]))
        {
            index++;
        }

        throw new ArgumentException($"Sample {index} of the {name} is {samples[index]}; all must be finite.", name);
    }
}
