using System.Numerics.Tensors;

namespace Siren2.Losses;

/// <summary>
/// The mean squared error: (1/N)·Σ(x − y)² of prediction x and target y over N samples; gradient 2·(x − y)/N.
/// </summary>
/// <remarks>Stateless: one instance serves any number of threads.</remarks>
/// <example>
/// <code>
/// float[] gradient = new float[prediction.Length];
/// double loss = new MeanSquaredErrorLoss().Evaluate(prediction, target, gradient);
/// </code>
/// </example>
public sealed class MeanSquaredErrorLoss : IPointwiseLoss
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
        double sum = 0;
        for (int start = 0; start < gradient.Length; start += SumBlock)
        {
            Span<float> block = gradient.Slice(start, Math.Min(SumBlock, gradient.Length - start));
            sum += TensorPrimitives.SumOfSquares<float>(block);
            TensorPrimitives.Multiply(block, (float)(2.0 / totalLength), block);
        }

        return sum / totalLength;
    }
}
