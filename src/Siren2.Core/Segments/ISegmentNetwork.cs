using Siren2.Files;
using Siren2.Optimization;

namespace Siren2.Segments;

/// <summary>The network of one segment. One thread at a time.</summary>
public interface ISegmentNetwork : IDisposable
{
    /// <summary>Numbers that are fitted: weights and biases.</summary>
    int ParameterCount { get; }

    /// <summary>Fits the network to an objective; it holds the best parameters found when this returns.</summary>
    /// <param name="objective">What outputs are judged by.</param>
    /// <param name="options">Steps, learning rate and stopping rules.</param>
    /// <param name="afterStep">Called after each step with its number from 1 and its value; may be null.</param>
    /// <param name="cancellationToken">
    /// Ends the fit within a step; the outcome says so. Where an <see cref="OperationCanceledException"/> is thrown instead, the segment keeps the
    /// baseline.
    /// </param>
    FitOutcome Fit(ISegmentObjective objective, FitOptions options, Action<int, double>? afterStep, CancellationToken cancellationToken);

    /// <summary>Computes the output.</summary>
    /// <param name="output">Receives the output, <c>[samples of the segment]</c>.</param>
    void Render(Span<float> output);

    /// <summary>All that <see cref="ISegmentModel.Import"/> needs to render the same again, to the bit.</summary>
    IReadOnlyList<NamedTensor> Export();
}
