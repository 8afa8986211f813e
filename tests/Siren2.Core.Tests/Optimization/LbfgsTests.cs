using Siren2.Optimization;
using Siren2.Research.Ablation;

namespace Siren2.Core.Tests.Optimization;

public class LbfgsTests
{
    [Fact]
    public void The_valley_of_Rosenbrock_is_followed_to_its_minimum()
    {
        // Minimum 0 at (1, 1): Rosenbrock 1960.
        var problem = new Problem([-1.2f, 1f], (x, g) =>
        {
            double a = 1 - x[0];
            double b = x[1] - ((double)x[0] * x[0]);
            g[0] = (float)((-2 * a) - (400 * x[0] * b));
            g[1] = (float)(200 * b);
            return (a * a) + (100 * b * b);
        });
        var lbfgs = new Lbfgs(problem);

        for (int i = 0; i < 200 && lbfgs.Step(); i++)
        {
        }

        Assert.InRange(lbfgs.Loss, 0, 1e-8);
        Assert.Equal(1, problem.Parameters[0], 1e-3);
        Assert.Equal(1, problem.Parameters[1], 1e-3);
    }

    [Fact]
    public void An_ill_conditioned_quadratic_needs_far_fewer_evaluations_than_its_condition()
    {
        var problem = new Problem([.. Enumerable.Repeat(1f, 20)], (x, g) =>
        {
            double sum = 0;
            for (int i = 0; i < x.Length; i++)
            {
                double curvature = Math.Pow(1000, i / 19.0);
                g[i] = (float)(curvature * x[i]);
                sum += 0.5 * curvature * x[i] * x[i];
            }

            return sum;
        });
        var lbfgs = new Lbfgs(problem, memory: 5);
        double last = double.PositiveInfinity;

        while (lbfgs.Evaluations < 150 && lbfgs.Step())
        {
            Assert.True(lbfgs.Loss < last);
            last = lbfgs.Loss;
        }

        Assert.InRange(lbfgs.Loss, 0, 1e-6);
    }

    [Fact]
    public void At_a_minimum_nothing_moves()
    {
        var problem = new Problem([0f, 0f], (x, g) =>
        {
            g[0] = 2 * x[0];
            g[1] = 2 * x[1];
            return ((double)x[0] * x[0]) + ((double)x[1] * x[1]);
        });

        Assert.False(new Lbfgs(problem).Step());
        Assert.Equal([0f, 0f], problem.Parameters.ToArray());
    }

    [Fact]
    public void A_loss_that_becomes_infinite_is_backed_away_from()
    {
        var problem = new Problem([1f], (x, g) =>
        {
            g[0] = x[0] > 0 ? 1 - (1e-3f / x[0]) : float.NaN;
            return x[0] > 0 ? x[0] - (1e-3 * Math.Log(x[0])) : double.NaN;
        });
        var lbfgs = new Lbfgs(problem);

        for (int i = 0; i < 100 && lbfgs.Step(); i++)
        {
        }

        Assert.Equal(1e-3f, problem.Parameters[0], 1e-4f);
    }

    private delegate double Function(ReadOnlySpan<float> x, Span<float> gradient);

    private sealed class Problem(float[] parameters, Function function) : IFitProblem, ITrainable, IParameterGroup
    {
        private readonly float[] _gradients = new float[parameters.Length];

        public IReadOnlyList<TrainedNetwork> Networks => [new(this)];

        public IReadOnlyList<IParameterGroup> ParameterGroups => [this];

        public Span<float> Parameters => parameters;

        public Span<float> Gradients => _gradients;

        public double ComputeGradients() => function(parameters, _gradients);
    }
}
