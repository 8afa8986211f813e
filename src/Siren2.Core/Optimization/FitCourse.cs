using System.Collections.Immutable;
using System.Diagnostics;
using Siren2.Checks;

namespace Siren2.Optimization;

/// <summary>
/// A fit on its way, one evaluation at a time: for who evaluates many at once, or elsewhere. <see cref="FitLoop"/> is this and a problem.
/// </summary>
/// <remarks>One thread at a time. Nothing is allocated by a step.</remarks>
/// <example>
/// <code>
/// var course = new FitCourse(networks, new FitOptions { StepCount = 200 });
/// while (!course.IsDone &amp;&amp; !cancellationToken.IsCancellationRequested)
/// {
///     course.Advance(loss: evaluate());
/// }
///
/// FitOutcome outcome = course.End();
/// </code>
/// </example>
public sealed class FitCourse
{
    private const int MaximumDivergences = 5;

    // A loss may rise for a while, above all at first; a hundredfold of the best that is also above the start is a collapse.
    private const double CollapseOverBest = 100;
    private const double CollapseOverFirst = 2;
    private const double RunawayOverFirst = 100;

    private readonly FitOptions _options;
    private readonly FitState _state;
    private readonly double[] _losses;
    private readonly long _start = Stopwatch.GetTimestamp();
    private double _learningRateScale = 1;
    private int _step;
    private StopReason? _reason;

    /// <summary>Begins a fit at the present parameters.</summary>
    /// <param name="networks">The networks whose parameters are fitted.</param>
    /// <param name="options">Steps, learning rate and stopping rules.</param>
    /// <exception cref="ArgumentNullException">An argument is null, or a network.</exception>
    /// <exception cref="InvalidOperationException">A network has no parameter groups, or null among them.</exception>
    public FitCourse(IReadOnlyList<TrainedNetwork> networks, FitOptions options)
    {
        NullCheck.NoneNull(networks, nameof(networks));
        ArgumentNullException.ThrowIfNull(options);
        _options = options;
        _state = new FitState(networks, options);
        _losses = new double[options.StepCount + 1];
    }

    /// <summary>Whether the fit has come to its end: no further loss is asked for.</summary>
    public bool IsDone => _reason.HasValue;

    /// <summary>Steps taken.</summary>
    public int StepCount => _step;

    /// <summary>Takes a step.</summary>
    /// <param name="loss">The loss at the present parameters, whose gradients the networks hold; one that is not finite counts as divergence.</param>
    /// <returns>The loss that is kept of the step; null where the fit has ended with it and nothing was changed.</returns>
    /// <exception cref="InvalidOperationException">The fit has ended.</exception>
    public double? Advance(double loss)
    {
        if (IsDone)
        {
            throw new InvalidOperationException("The fit has ended.");
        }

        bool diverged = HasDiverged(loss, _state.BestLoss, _losses[0]);
        if (diverged)
        {
            _state.Divergences++;
            _state.GoBack();
            _learningRateScale *= 0.5;
        }
        else
        {
            _state.Observe(_step, loss);
        }

        _losses[_step] = diverged ? _state.BestLoss : loss;
        _reason = Stop(Stopwatch.GetElapsedTime(_start));
        if (_reason.HasValue)
        {
            return null;
        }

        if (!diverged)
        {
            _state.Update(_learningRateScale * _options.Schedule.At(_step, _options.StepCount));
        }

        return _losses[_step++];
    }

    /// <summary>Ends the fit; the networks hold the best parameters found then.</summary>
    /// <returns>How it went; canceled, where it had not come to its end.</returns>
    public FitOutcome End()
    {
        _reason ??= StopReason.Canceled;
        _state.GoBack();
        return new FitOutcome(_reason.Value, ImmutableArray.Create(_losses.AsSpan(0, _step)), _state.BestLoss, _state.Divergences);
    }

    // Losses below zero, such as a negative signal-to-noise ratio, have no scale on which a rise could be judged.
    private static bool HasDiverged(double loss, double best, double first) =>
        !double.IsFinite(loss)
        || (best >= 0 && HasRisen(loss, best, first));

    private static bool HasRisen(double loss, double best, double first) =>
        (loss > CollapseOverBest * best && loss > CollapseOverFirst * first)
        || (double.IsFinite(best) && loss > RunawayOverFirst * first);

    private StopReason? Stop(TimeSpan elapsed) =>
        _state.Divergences > MaximumDivergences ? StopReason.Diverged
        : _step == _options.StepCount ? (double.IsFinite(_state.BestLoss) ? StopReason.StepsTaken : StopReason.Diverged)
        : _options.PlateauSteps > 0 && _step - _state.LastProgress >= _options.PlateauSteps ? StopReason.Plateau
        : elapsed >= _options.TimeBudget ? StopReason.TimeBudget
        : null;
}
