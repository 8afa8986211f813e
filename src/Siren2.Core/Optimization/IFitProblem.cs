namespace Siren2.Optimization;

/// <summary>What a <see cref="FitLoop"/> minimizes: one or more networks and the loss of their joint output.</summary>
public interface IFitProblem
{
    /// <summary>The networks whose parameters are fitted.</summary>
    IReadOnlyList<TrainedNetwork> Networks { get; }

    /// <summary>Computes the loss at the present parameters and leaves its gradient in every network.</summary>
    /// <returns>The loss; a value that is not finite counts as divergence.</returns>
    double ComputeGradients();
}
