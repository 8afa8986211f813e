using Siren2.Optimization;

namespace Siren2.Core.Tests.Optimization;

public class FitLoopTests
{
    [Fact]
    public void A_quadratic_is_minimized_and_the_networks_hold_the_best()
    {
        var problem = new Quadratic();
        FitOutcome outcome = new FitLoop(new FitOptions { StepCount = 500, Schedule = LearningRateSchedule.Cosine(0.1) }).Run(problem);
        Assert.Equal(StopReason.StepsTaken, outcome.Reason);
        Assert.Equal(500, outcome.Losses.Count);
        Assert.True(outcome.BestLoss < 1e-6);
        Assert.Equal(outcome.BestLoss, problem.ComputeGradients());
    }

    [Fact]
    public void Divergence_is_noticed_undone_and_followed_by_a_lower_rate()
    {
        var problem = new Quadratic { Overflow = 50 };
        FitOutcome outcome = new FitLoop(new FitOptions { StepCount = 400, Schedule = LearningRateSchedule.Constant(120) }).Run(problem);
        Assert.True(outcome.Divergences > 0);
        Assert.True(double.IsFinite(outcome.BestLoss));
        Assert.All(problem.Parameters.ToArray(), p => Assert.True(float.IsFinite(p)));
        Assert.All(outcome.Losses, loss => Assert.True(double.IsFinite(loss)));
    }

    [Theory]
    [InlineData(-100)]
    [InlineData(-1)]
    public void A_loss_below_zero_is_minimized_like_any_other(double floor)
    {
        var options = new FitOptions { StepCount = 500, Schedule = LearningRateSchedule.Cosine(0.1), PlateauSteps = 100, PlateauImprovement = 1e-4 };
        FitOutcome outcome = new FitLoop(options).Run(new Quadratic { Floor = floor });
        Assert.Equal(0, outcome.Divergences);
        Assert.Equal(floor, outcome.BestLoss, 1e-2);
    }

    [Fact]
    public void A_loss_that_stays_below_zero_is_on_a_plateau()
    {
        var options = new FitOptions { StepCount = 2000, Schedule = LearningRateSchedule.Constant(0.05), PlateauSteps = 50, PlateauImprovement = 0.1 };
        FitOutcome outcome = new FitLoop(options).Run(new Quadratic { Floor = -100 });
        Assert.Equal(StopReason.Plateau, outcome.Reason);
    }

    [Fact]
    public void A_loss_that_is_never_finite_ends_with_the_initial_parameters()
    {
        var problem = new Quadratic { Overflow = -1 };
        float[] initial = problem.Parameters.ToArray();
        FitOutcome outcome = new FitLoop().Run(problem);
        Assert.Equal(StopReason.Diverged, outcome.Reason);
        Assert.Equal(initial, problem.Parameters.ToArray());
        Assert.True(double.IsPositiveInfinity(outcome.BestLoss));
    }

    [Fact]
    public void A_plateau_ends_the_fit()
    {
        var options = new FitOptions { StepCount = 10_000, Schedule = LearningRateSchedule.Constant(0.01), PlateauSteps = 50, PlateauImprovement = 0.1 };
        FitOutcome outcome = new FitLoop(options).Run(new Quadratic { Floor = 1 });
        Assert.Equal(StopReason.Plateau, outcome.Reason);
        Assert.InRange(outcome.Losses.Count, 50, 2000);
    }

    [Fact]
    public void A_time_budget_ends_the_fit()
    {
        FitOutcome outcome = new FitLoop(new FitOptions { StepCount = 1_000_000, TimeBudget = TimeSpan.FromMilliseconds(1) }).Run(new Quadratic());
        Assert.Equal(StopReason.TimeBudget, outcome.Reason);
        Assert.True(outcome.Losses.Count < 1_000_000);
    }

    [Fact]
    public void Cancellation_ends_the_fit_within_a_step_and_keeps_the_best()
    {
        using var source = new CancellationTokenSource();
        var problem = new Quadratic();
        FitOutcome outcome = new FitLoop().Run(
            problem,
            (step, _) =>
            {
                if (step == 10)
                {
                    source.Cancel();
                }
            },
            source.Token);
        Assert.Equal(StopReason.Canceled, outcome.Reason);
        Assert.Equal(10, outcome.Losses.Count);
        Assert.Equal(outcome.BestLoss, problem.ComputeGradients());
    }

    [Fact]
    public void An_exception_of_the_problem_reaches_the_caller() =>
        Assert.Equal("mine", Assert.Throws<InvalidOperationException>(() => new FitLoop().Run(new Quadratic { Throws = true })).Message);

    [Fact]
    public void Steps_allocate_nothing()
    {
        var problem = new Quadratic();
        long[] allocated = new long[100];
        _ = new FitLoop(new FitOptions { StepCount = 100 }).Run(problem, (step, _) => allocated[step - 1] = GC.GetAllocatedBytesForCurrentThread());

        // A garbage collection caused elsewhere may count once or twice; a step that allocates would do so each time.
        Assert.True(Enumerable.Range(11, 89).Count(i => allocated[i] != allocated[i - 1]) < 5);
    }

    [Fact]
    public void Schedules_start_at_their_rate_and_end_where_they_say()
    {
        Assert.Equal(0.5, LearningRateSchedule.Constant(0.5).At(77, 100));
        LearningRateSchedule steps = LearningRateSchedule.Steps(1, 0.1, 10);
        Assert.Equal(1, steps.At(9, 100));
        Assert.Equal(0.1, steps.At(10, 100), 1e-12);
        Assert.Equal(0.01, steps.At(25, 100), 1e-12);
        LearningRateSchedule cosine = LearningRateSchedule.Cosine(2, 0.5);
        Assert.Equal(2, cosine.At(0, 100));
        Assert.Equal(1.25, cosine.At(50, 100), 1e-12);
        Assert.Equal(0.5, cosine.At(100, 100), 1e-12);
        _ = Assert.Throws<ArgumentOutOfRangeException>(() => LearningRateSchedule.Constant(0));
        _ = Assert.Throws<ArgumentOutOfRangeException>(() => LearningRateSchedule.Cosine(1, 2));
        _ = Assert.Throws<ArgumentOutOfRangeException>(() => LearningRateSchedule.Steps(1, 0, 1));
    }

    [Fact]
    public void Options_name_what_is_wrong()
    {
        Assert.Equal("StepCount", Assert.Throws<ArgumentOutOfRangeException>(() => new FitOptions { StepCount = 0 }).ParamName);
        Assert.Equal("StepCount", Assert.Throws<ArgumentOutOfRangeException>(() => new FitOptions { StepCount = 1_000_001 }).ParamName);
        Assert.Equal("TimeBudget", Assert.Throws<ArgumentOutOfRangeException>(() => new FitOptions { TimeBudget = TimeSpan.Zero }).ParamName);
        Assert.Equal("PlateauSteps", Assert.Throws<ArgumentOutOfRangeException>(() => new FitOptions { PlateauSteps = -1 }).ParamName);
        Assert.Equal("Beta1", Assert.Throws<ArgumentOutOfRangeException>(() => new AdamOptions { Beta1 = 1 }).ParamName);
        _ = Assert.Throws<ArgumentException>(() => new Adam(3).Step(new float[3], new float[2], 1));
    }

    /// <summary>Σ (p − i)² over five parameters, plus a floor.</summary>
    private sealed class Quadratic : IFitProblem, ITrainable, IParameterGroup
    {
        private readonly float[] _parameters = [5, 4, 3, 2, 1];
        private readonly float[] _gradients = new float[5];

        public double Floor { get; init; }

        /// <summary>A parameter beyond this makes the loss NaN.</summary>
        public double Overflow { get; init; } = double.PositiveInfinity;

        public bool Throws { get; init; }

        public Span<float> Parameters => _parameters;

        public Span<float> Gradients => _gradients;

        public IReadOnlyList<TrainedNetwork> Networks => [new(this)];

        public IReadOnlyList<IParameterGroup> ParameterGroups => [this];

        public double ComputeGradients()
        {
            if (Throws)
            {
                throw new InvalidOperationException("mine");
            }

            double loss = Floor;
            for (int i = 0; i < 5; i++)
            {
                double difference = _parameters[i] - i;
                loss += Math.Abs(_parameters[i]) > Overflow ? double.NaN : difference * difference;
                _gradients[i] = (float)(2 * difference);
            }

            return loss;
        }
    }
}
