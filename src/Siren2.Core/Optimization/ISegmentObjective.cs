namespace Siren2.Optimization;

/// <summary>
/// What the output of a segment's network is judged by: a value and its gradient with respect to the output. It knows of no network, so that any
/// may be fitted to it, managed or not.
/// </summary>
/// <remarks>One thread at a time.</remarks>
public interface ISegmentObjective
{
    /// <summary>Samples of an output.</summary>
    int Length { get; }

    /// <summary>Judges an output.</summary>
    /// <param name="output">The output, <c>[Length]</c>.</param>
    /// <param name="gradient">Receives ∂value/∂output, <c>[Length]</c>.</param>
    /// <returns>The value: lower is better; one that is not finite counts as divergence.</returns>
    double Evaluate(ReadOnlySpan<float> output, Span<float> gradient);
}
