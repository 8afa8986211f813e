namespace Siren2.Optimization;

/// <summary>An objective whose single evaluation may take long: it looks at a token before every block.</summary>
internal interface IStoppableObjective : ISegmentObjective
{
    /// <summary>As <see cref="ISegmentObjective.Evaluate"/>.</summary>
    /// <exception cref="OperationCanceledException">Stopped; the next evaluation begins anew.</exception>
    double Evaluate(ReadOnlySpan<float> output, Span<float> gradient, CancellationToken stop);
}

/// <summary>Any objective, with a token.</summary>
internal static class StoppableObjectiveExtensions
{
    /// <summary>Evaluates an objective, which looks at the token if it can.</summary>
    public static double EvaluateUntil(this ISegmentObjective objective, ReadOnlySpan<float> output, Span<float> gradient, CancellationToken stop) =>
        objective is IStoppableObjective stoppable ? stoppable.Evaluate(output, gradient, stop) : objective.Evaluate(output, gradient);
}
