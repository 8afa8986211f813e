using System.Numerics.Tensors;

namespace Siren2.Losses;

/// <summary>
/// The mean absolute error, L1: (1/N)·Σ|x − y| of prediction x and target y over N samples; gradient sign(x − y)/N,
/// zero where both are equal.
/// </summary>
/// <remarks>Stateless: one instance serves any number of threads.</remarks>
/// <example>
/// <code>
/// float[] gradient = new float[prediction.Length];
/// double loss = new MeanAbsoluteErrorLoss().Evaluate(prediction, target, gradient);
/// </code>
/// </example>
public sealed class MeanAbsoluteErrorLoss : IPointwiseLoss
{
    /// <summary>Samples that are summed in single precision before they join the total in double precision.</summary>
    private const int SumBlock = 256;

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">A span is empty or their lengths differ.</exception>
    public double Evaluate(ReadOnlySpan<float> prediction, ReadOnlySpan<float> target, LossContext context, Span<float> gradient)
    {
        ArgumentNullException.ThrowIfNull(context);
        return EvaluatePart(prediction, target, prediction.Length, gradient);
    }

    double IPointwiseLoss.EvaluatePart(
        ReadOnlySpan<float> prediction, ReadOnlySpan<float> target, int totalLength, Span<float> gradient) =>
        EvaluatePart(prediction, target, totalLength, gradient);

    private static double EvaluatePart(
        ReadOnlySpan<float> prediction, ReadOnlySpan<float> target, int totalLength, Span<float> gradient)
    {
        LossArguments.Check(prediction, target, gradient);
        TensorPrimitives.Subtract(prediction, target, gradient);
        float step = (float)(1.0 / totalLength);
        double sum = 0;
        for (int start = 0; start < gradient.Length; start += SumBlock)
        {
            Span<float> block = gradient.Slice(start, Math.Min(SumBlock, gradient.Length - start));
            sum += TensorPrimitives.SumOfMagnitudes<float>(block);
            foreach (ref float difference in block)
            {
                difference = difference > 0 ? step : difference < 0 ? -step : 0f;
            }
        }

        return sum / totalLength;
    }
}
