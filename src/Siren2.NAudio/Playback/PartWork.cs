namespace Siren2.NAudio.Playback;

/// <summary>One step of the work on a part: it is fitted, or joined once it is.</summary>
/// <param name="Index">Number of the part.</param>
/// <param name="Fitted">The part, to be joined; null where it has to be fitted.</param>
/// <param name="Previous">The part before it; null where there is none, or it is not at hand and not needed.</param>
internal sealed record PartWork(int Index, FittedPart? Fitted, FittedPart? Previous)
{
    /// <summary>Does it.</summary>
    /// <exception cref="OperationCanceledException">Canceled.</exception>
    public PlayedPart Do(UpsamplePlan plan, CancellationToken cancellationToken)
    {
        if (Fitted is null)
        {
            FittedPart part = plan.FitPart(Index, progress: null, cancellationToken);

            // Options may ask for the best so far instead of an exception; nobody wants to hear that of a part that was given up for another.
            cancellationToken.ThrowIfCancellationRequested();
            return new PlayedPart(part);
        }

        return Previous is null && Index > 0
            ? new PlayedPart(Fitted) { Samples = plan.Interior(Fitted), Start = plan.StartOf(Index) + plan.Overlap }
            : new PlayedPart(Fitted) { Samples = plan.Join(Previous, Fitted), Start = plan.StartOf(Index) };
    }
}
