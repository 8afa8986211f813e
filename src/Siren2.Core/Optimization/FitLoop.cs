namespace Siren2.Optimization;

/// <summary>
/// Minimizes a loss by Adam: steps, notices divergence, keeps the best parameters, and stops at the planned number of steps, on
/// a plateau, when time is up or on cancellation. Allocates nothing per step.
/// </summary>
/// <example>
/// <code>
/// var loop = new FitLoop(new FitOptions { StepCount = 200, Schedule = LearningRateSchedule.Cosine(1e-3), PlateauSteps = 20 });
/// FitOutcome outcome = loop.Run(problem, (step, loss) =&gt; Console.WriteLine($"{step}: {loss:E2}"), cancellationToken);
/// </code>
/// </example>
public sealed class FitLoop
{
    private readonly FitOptions _options;

    /// <summary>Creates a loop.</summary>
    /// <param name="options">Steps, learning rate and stopping rules; null for the defaults.</param>
    public FitLoop(FitOptions? options = null) => _options = options ?? new FitOptions();

    /// <summary>Fits the networks of a problem, which hold the best parameters found when this returns.</summary>
    /// <param name="problem">Networks and loss.</param>
    /// <param name="afterStep">Called after each step with its number from 1 and its loss; may be null.</param>
    /// <param name="cancellationToken">
    /// Ends the fit within a step; the outcome says so, nothing is thrown. A problem whose steps take long may look at it too, and throw
    /// <see cref="OperationCanceledException"/>.
    /// </param>
    /// <exception cref="ArgumentNullException"><paramref name="problem"/> is null.</exception>
    /// <exception cref="InvalidOperationException">The problem has no networks, a network no parameter groups, or there is null among them.</exception>
    public FitOutcome Run(IFitProblem problem, Action<int, double>? afterStep = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(problem);
        IReadOnlyList<TrainedNetwork>? networks = problem.Networks;
        if (networks is null || networks.Contains(null!))
        {
            throw new InvalidOperationException($"The problem {problem.GetType().Name} has no networks, or null among them.");
        }

        var course = new FitCourse(networks, _options);

        // One evaluation more than there are steps: the last update is judged too.
        while (!course.IsDone && !cancellationToken.IsCancellationRequested)
        {
            double value;
            try
            {
                value = problem.ComputeGradients();
            }
            catch (OperationCanceledException e) when (cancellationToken.IsCancellationRequested && e.CancellationToken == cancellationToken)
            {
                break;
            }

            if (course.Advance(value) is double loss)
            {
                afterStep?.Invoke(course.StepCount, loss);
            }
        }

        return course.End();
    }
}
