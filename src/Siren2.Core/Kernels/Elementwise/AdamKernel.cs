using Siren2.Kernels.Simd;

namespace Siren2.Kernels.Elementwise;

/// <summary>The element-wise update of Adam (Kingma and Ba 2015, algorithm 1) over flat blocks.</summary>
internal static unsafe class AdamKernel
{
    /// <summary>Coefficients of one step, bias corrections included.</summary>
    internal readonly record struct Step(float Beta1, float Beta2, float StepSize, float SecondMomentScale, float Epsilon);

    public static void Update(
        SimdWidth width, Span<float> parameters, ReadOnlySpan<float> gradients, Span<float> first, Span<float> second, in Step step)
    {
        fixed (float* p = parameters, g = gradients, m = first, v = second)
        {
            var work = new Work(p, g, m, v, parameters.Length, step);
            SimdWidths.Run(width, ref work);
        }
    }

    /// <summary>Updates whole vectors from <paramref name="start"/> and returns where it stopped.</summary>
    private static int Run<TOps, TVector>(float* p, float* g, float* m, float* v, int start, int length, in Step step)
        where TOps : struct, ISimdVector<TVector>
        where TVector : unmanaged
    {
        TVector beta1 = TOps.Broadcast(step.Beta1);
        TVector beta2 = TOps.Broadcast(step.Beta2);
        TVector rest1 = TOps.Broadcast(1 - step.Beta1);
        TVector rest2 = TOps.Broadcast(1 - step.Beta2);
        TVector scale = TOps.Broadcast(step.SecondMomentScale);
        TVector epsilon = TOps.Broadcast(step.Epsilon);
        TVector size = TOps.Broadcast(-step.StepSize);
        int i = start;
        for (; i + TOps.Count <= length; i += TOps.Count)
        {
            TVector gradient = TOps.Load(g + i);
            TVector mean = TOps.MultiplyAdd(beta1, TOps.Load(m + i), TOps.Multiply(rest1, gradient));
            TVector square = TOps.MultiplyAdd(beta2, TOps.Load(v + i), TOps.Multiply(rest2, TOps.Multiply(gradient, gradient)));
            TVector deviation = TOps.MultiplyAdd(TOps.SquareRoot(square), scale, epsilon);
            TOps.Store(mean, m + i);
            TOps.Store(square, v + i);
            TOps.Store(TOps.MultiplyAdd(size, TOps.Divide(mean, deviation), TOps.Load(p + i)), p + i);
        }

        return i;
    }

    private readonly struct Work(float* p, float* g, float* m, float* v, int length, Step step) : ISimdWork
    {
        void ISimdWork.Run<TOps, TVector, TLanes>()
        {
            int done = Run<TOps, TVector>(p, g, m, v, 0, length, step);
            _ = Run<SimdScalar, float>(p, g, m, v, done, length, step);
        }
    }
}
