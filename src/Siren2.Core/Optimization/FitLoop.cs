using System.Diagnostics;

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
    private const int MaximumDivergences = 5;

    // A loss may rise for a while, above all at first; a hundredfold of the best that is also above the start is a collapse.
    private const double CollapseOverBest = 100;
    private const double CollapseOverFirst = 2;
    private const double RunawayOverFirst = 100;

    private readonly FitOptions _options;

    /// <summary>Creates a loop.</summary>
    /// <param name="options">Steps, learning rate and stopping rules; null for the defaults.</param>
    public FitLoop(FitOptions? options = null) => _options = options ?? new FitOptions();

    /// <summary>Fits the networks of a problem, which hold the best parameters found when this returns.</summary>
    /// <param name="problem">Networks and loss.</param>
    /// <param name="afterStep">Called after each step with its number from 1 and its loss; may be null.</param>
    /// <param name="cancellationToken">Ends the fit within a step; the outcome says so, nothing is thrown.</param>
    public FitOutcome Run(IFitProblem problem, Action<int, double>? afterStep = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(problem);
        var state = new FitState(problem.Networks, _options);
        double[] losses = new double[_options.StepCount + 1];
        long start = Stopwatch.GetTimestamp();
        double learningRateScale = 1;
        int step = 0;
        StopReason? reason;
        while (true)
        {
            if (cancellationToken.IsCancellationRequested)
            {
                reason = StopReason.Canceled;
                break;
            }

            // One evaluation more than there are steps: the last update is judged too.
            double loss = problem.ComputeGradients();
            bool diverged = HasDiverged(loss, state.BestLoss, losses[0]);
            if (diverged)
            {
                state.Divergences++;
                state.GoBack();
                learningRateScale *= 0.5;
            }
            else
            {
                state.Observe(step, loss);
            }

            losses[step] = diverged ? state.BestLoss : loss;
            reason = Stop(step, state, Stopwatch.GetElapsedTime(start));
            if (reason.HasValue)
            {
                break;
            }

            if (!diverged)
            {
                state.Update(learningRateScale * _options.Schedule.At(step, _options.StepCount));
            }

            step++;
            afterStep?.Invoke(step, losses[step - 1]);
        }

        state.GoBack();
        return new FitOutcome(reason.Value, losses[..step], state.BestLoss, state.Divergences);
    }

    // Losses below zero, such as a negative signal-to-noise ratio, have no scale on which a rise could be judged.
    private static bool HasDiverged(double loss, double best, double first) =>
        !double.IsFinite(loss)
        || (best >= 0 && HasRisen(loss, best, first));

    private static bool HasRisen(double loss, double best, double first) =>
        (loss > CollapseOverBest * best && loss > CollapseOverFirst * first)
        || (double.IsFinite(best) && loss > RunawayOverFirst * first);

    private StopReason? Stop(int step, FitState state, TimeSpan elapsed) =>
        state.Divergences > MaximumDivergences ? StopReason.Diverged
        : step == _options.StepCount ? (double.IsFinite(state.BestLoss) ? StopReason.StepsTaken : StopReason.Diverged)
        : _options.PlateauSteps > 0 && step - state.LastProgress >= _options.PlateauSteps ? StopReason.Plateau
        : elapsed >= _options.TimeBudget ? StopReason.TimeBudget
        : null;
}
