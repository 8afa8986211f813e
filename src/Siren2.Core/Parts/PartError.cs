using System.Numerics.Tensors;

namespace Siren2.Parts;

/// <summary>The squared error of a stretch of a part, as far as its reference reaches.</summary>
internal static class PartError
{
    public static double Of(ReadOnlySpan<float> reference, ReadOnlySpan<float> estimate, Range stretch)
    {
        ReadOnlySpan<float> there = estimate[..Math.Min(estimate.Length, reference.Length)];
        (int start, int length) = stretch.GetOffsetAndLength(estimate.Length);
        int first = Math.Min(start, there.Length);
        int end = Math.Min(start + length, there.Length);
        double distance = end > first ? TensorPrimitives.Distance(reference[first..end], there[first..end]) : 0;
        return distance * distance;
    }
}
