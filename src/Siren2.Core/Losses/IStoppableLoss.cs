namespace Siren2.Losses;

/// <summary>A loss whose preparation may take long: it looks at a token before every block.</summary>
internal interface IStoppableLoss : IWaveformLoss
{
    /// <summary>As <see cref="IWaveformLoss.Prepare"/>.</summary>
    /// <exception cref="OperationCanceledException">Stopped.</exception>
    IPreparedLoss Prepare(ReadOnlyMemory<float> target, LossContext context, CancellationToken stop);
}

/// <summary>A prepared loss whose single evaluation may take long.</summary>
internal interface IStoppablePreparedLoss : IPreparedLoss
{
    /// <summary>As <see cref="IPreparedLoss.Evaluate"/>.</summary>
    /// <exception cref="OperationCanceledException">Stopped; the next evaluation begins anew.</exception>
    double Evaluate(ReadOnlySpan<float> prediction, Span<float> gradient, CancellationToken stop);
}

/// <summary>Any loss, with a token.</summary>
internal static class StoppableLossExtensions
{
    /// <summary>Prepares a loss, which looks at the token if it can.</summary>
    /// <exception cref="InvalidOperationException">The loss prepared nothing.</exception>
    public static IPreparedLoss PrepareOrThrow(
        this IWaveformLoss loss, ReadOnlyMemory<float> target, LossContext context, CancellationToken stop = default) =>
        (loss is IStoppableLoss stoppable ? stoppable.Prepare(target, context, stop) : loss.Prepare(target, context))
            ?? throw new InvalidOperationException($"The loss '{loss.Identity}' prepared nothing.");

    /// <summary>Evaluates a loss, which looks at the token if it can.</summary>
    public static double EvaluateUntil(this IPreparedLoss loss, ReadOnlySpan<float> prediction, Span<float> gradient, CancellationToken stop)
    {
        if (loss is IStoppablePreparedLoss stoppable)
        {
            return stoppable.Evaluate(prediction, gradient, stop);
        }

        // What a host's loss leaves out would else be what the step before has left there.
        gradient.Fill(float.NaN);
        return loss.Evaluate(prediction, gradient);
    }
}
