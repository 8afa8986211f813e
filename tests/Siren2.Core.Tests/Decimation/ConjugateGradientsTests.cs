using MathNet.Numerics.LinearAlgebra;
using Siren2.Decimation;

namespace Siren2.Core.Tests.Decimation;

public class ConjugateGradientsTests
{
    private static readonly Matrix<double> Operator = PositiveDefinite(40);

    private static readonly double[] RightHandSide = [.. Enumerable.Range(0, 40).Select(i => Math.Sin(3 * i) + (i % 7))];

    [Fact]
    public void The_solution_is_that_of_a_Cholesky_factorisation_with_or_without_a_preconditioner()
    {
        double[] expected = [.. Operator.Cholesky().Solve(Vector<double>.Build.Dense(RightHandSide))];
        foreach (Action<double[], double[]> precondition in (Action<double[], double[]>[])[Copy, Diagonal])
        {
            double[] vector = [.. RightHandSide];
            ConjugateGradients.Solve(Multiply, precondition, vector);
            for (int i = 0; i < vector.Length; i++)
            {
                Assert.Equal(expected[i], vector[i], 1e-6);
            }
        }
    }

    [Fact]
    public void An_exact_preconditioner_needs_one_step_and_zero_none()
    {
        int steps = 0;
        Matrix<double> inverse = Operator.Inverse();
        double[] vector = [.. RightHandSide];
        ConjugateGradients.Solve(Count, (from, to) => (inverse * Vector<double>.Build.Dense(from)).AsArray().CopyTo(to, 0), vector);
        Assert.Equal(1, steps);

        double[] zero = new double[40];
        ConjugateGradients.Solve(Count, Copy, zero);
        Assert.Equal(1, steps);
        Assert.All(zero, value => Assert.Equal(0, value));

        void Count(double[] from, double[] to)
        {
            steps++;
            Multiply(from, to);
        }
    }

    private static void Multiply(double[] from, double[] to) => (Operator * Vector<double>.Build.Dense([.. from])).AsArray().CopyTo(to, 0);

    private static void Copy(double[] from, double[] to) => from.CopyTo(to, 0);

    private static void Diagonal(double[] from, double[] to)
    {
        for (int i = 0; i < to.Length; i++)
        {
            to[i] = from[i] / Operator[i, i];
        }
    }

    private static Matrix<double> PositiveDefinite(int size)
    {
        var random = new Random(5);
        Matrix<double> factor = Matrix<double>.Build.Dense(size, size, (_, _) => random.NextDouble() - 0.5);
        return (factor.Transpose() * factor) + Matrix<double>.Build.DenseDiagonal(size, size, i => 0.1 + i);
    }
}
