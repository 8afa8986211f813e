using System.Runtime.CompilerServices;
using Siren2.Kernels.Simd;

namespace Siren2.Benchmarks;

/// <summary>
/// What one core can do at most: multiply-adds between registers, in enough independent chains to hide their latency, at the
/// width that the library's kernels choose.
/// </summary>
internal static class FmaPeak
{
    private const int Iterations = 200_000;
    private const int Chains = 12;

    private static float _sink;

    /// <summary>10⁹ floating-point operations a second; a multiply-add counts as two.</summary>
    public static double Measure()
    {
        double milliseconds = Timing.BestMilliseconds(Run, 0.25);
        return 2.0 * Iterations * Chains * (int)SimdWidths.Best / milliseconds / 1e6;
    }

    private static void Run()
    {
        Chains12 work = default;
        SimdWidths.Run(null, ref work);
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static unsafe float Chain<TOps, TVector>(float seed)
        where TOps : struct, ISimdVector<TVector>
        where TVector : unmanaged
    {
        TVector x = TOps.Broadcast(0.999f);
        TVector y = TOps.Broadcast(seed + 1e-3f);
        TVector c0 = y, c1 = y, c2 = y, c3 = y, c4 = y, c5 = y, c6 = y, c7 = y, c8 = y, c9 = y, c10 = y, c11 = y;
        for (int i = 0; i < Iterations; i++)
        {
            c0 = TOps.MultiplyAdd(c0, x, y);
            c1 = TOps.MultiplyAdd(c1, x, y);
            c2 = TOps.MultiplyAdd(c2, x, y);
            c3 = TOps.MultiplyAdd(c3, x, y);
            c4 = TOps.MultiplyAdd(c4, x, y);
            c5 = TOps.MultiplyAdd(c5, x, y);
            c6 = TOps.MultiplyAdd(c6, x, y);
            c7 = TOps.MultiplyAdd(c7, x, y);
            c8 = TOps.MultiplyAdd(c8, x, y);
            c9 = TOps.MultiplyAdd(c9, x, y);
            c10 = TOps.MultiplyAdd(c10, x, y);
            c11 = TOps.MultiplyAdd(c11, x, y);
        }

        TVector sum = TOps.Add(TOps.Add(TOps.Add(c0, c1), TOps.Add(c2, c3)), TOps.Add(TOps.Add(c4, c5), TOps.Add(c6, c7)));
        sum = TOps.Add(sum, TOps.Add(TOps.Add(c8, c9), TOps.Add(c10, c11)));
        float* lanes = stackalloc float[TOps.Count];
        TOps.Store(sum, lanes);
        return lanes[0] * 1e-30f;
    }

    private readonly struct Chains12 : ISimdWork
    {
        void ISimdWork.Run<TOps, TVector, TLanes>() => _sink = Chain<TOps, TVector>(_sink);
    }
}
