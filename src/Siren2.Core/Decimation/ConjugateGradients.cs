using System.Numerics.Tensors;

namespace Siren2.Decimation;

/// <summary>Solves A·w = r for a symmetric positive definite A that is known by what it does to a vector.</summary>
internal static class ConjugateGradients
{
    private const double Tolerance = 1e-8;
    private const int MaximumSteps = 100;

    /// <summary>Overwrites the right-hand side r with the solution w, to a residual of −160 dB (Hestenes and Stiefel
    /// 1952).</summary>
    /// <param name="operate">Writes A·(first argument) into the second.</param>
    /// <param name="precondition">Writes an approximation of A⁻¹·(first argument) into the second.</param>
    /// <param name="vector">r on entry, w on return.</param>
    public static void Solve(Action<double[], double[]> operate, Action<double[], double[]> precondition, double[] vector)
    {
        double[] residual = [.. vector];
        var search = new double[vector.Length];
        var image = new double[vector.Length];
        precondition(residual, search);
        double[] steepest = [.. search];
        double power = TensorPrimitives.Dot<double>(residual, steepest);
        double goal = Tolerance * TensorPrimitives.Norm<double>(residual);
        Array.Clear(vector);
        for (int step = 0; step < MaximumSteps && TensorPrimitives.Norm<double>(residual) > goal; step++)
        {
            operate(search, image);
            double length = power / TensorPrimitives.Dot<double>(search, image);
            TensorPrimitives.MultiplyAdd(search, length, vector, vector);
            TensorPrimitives.MultiplyAdd(image, -length, residual, residual);
            precondition(residual, steepest);
            double next = TensorPrimitives.Dot<double>(residual, steepest);
            TensorPrimitives.MultiplyAdd(search, next / power, steepest, search);
            power = next;
        }
    }
}
