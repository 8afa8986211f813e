using System.Runtime.CompilerServices;
using Siren2.Kernels.Simd;
using Siren2.Kernels.Threads;

namespace Siren2.Kernels.Elementwise;

/// <summary>
/// The exponential linear unit and its gradient. eˣ − 1 is 2ⁿ·(eʳ − 1) + (2ⁿ − 1) with x = n·ln 2 + r and |r| ≤ ½ ln 2, where eʳ − 1 is a
/// Taylor polynomial of degree 7: within 2 units in the last place near zero too, where eˣ less one would cancel.
/// </summary>
internal static unsafe class EluKernel
{
    // Adding 1.5·2²³ to a small number rounds it to an integer and leaves that integer in the low bits of the mantissa.
    private const float RoundingConstant = 12582912f;

    private const float Log2E = 1.44269504f;

    // ln 2 in two parts; the first has so few bits that its products with |n| < 2⁸ are exact without fusing.
    private const float Ln2High = 0.693359375f;
    private const float Ln2Low = -2.12194440e-4f;

    // Below it eˣ − 1 rounds to −1, and 2ⁿ is still a normal number.
    private const float Lowest = -87f;

    private const int ExponentBits = 23;
    private const int ExponentOfOne = 127 << ExponentBits;

    /// <summary>destination = x where the source x is positive, eˣ − 1 elsewhere.</summary>
    /// <param name="source">Source.</param>
    /// <param name="destination">Destination, as long; may be the source.</param>
    /// <param name="width">Vector width; the best by default.</param>
    /// <param name="team">Who shares the work; the bits do not depend on it. The caller alone by default.</param>
    public static void Forward(ReadOnlySpan<float> source, Span<float> destination, SimdWidth? width = null, WorkerTeam? team = null)
    {
        fixed (float* from = source, to = destination[..source.Length])
        {
            Stretches.Run(team, new ForwardWork(from, to, width), source.Length);
        }
    }

    /// <summary>gradientSource = gradientDestination times the slope: 1 where the output y is positive, y + 1 elsewhere.</summary>
    /// <param name="output">What <see cref="Forward"/> gave.</param>
    /// <param name="gradientDestination">Gradient of the output, as long.</param>
    /// <param name="gradientSource">Receives the gradient of the source, as long; may be that of the output.</param>
    /// <param name="width">Vector width; the best by default.</param>
    /// <param name="team">Who shares the work; the bits do not depend on it. The caller alone by default.</param>
    public static void Backward(
        ReadOnlySpan<float> output, ReadOnlySpan<float> gradientDestination, Span<float> gradientSource, SimdWidth? width = null, WorkerTeam? team = null)
    {
        fixed (float* y = output, from = gradientDestination[..output.Length], to = gradientSource[..output.Length])
        {
            Stretches.Run(team, new BackwardWork(y, from, to, width), output.Length);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector Evaluate<TOps, TVector>(TVector source)
        where TOps : struct, ISimdVector<TVector>
        where TVector : unmanaged
    {
        TVector x = TOps.Max(TOps.Min(source, TOps.Broadcast(0)), TOps.Broadcast(Lowest));
        TVector rounding = TOps.Broadcast(RoundingConstant);
        TVector shifted = TOps.MultiplyAdd(x, TOps.Broadcast(Log2E), rounding);
        TVector n = TOps.Subtract(shifted, rounding);
        TVector r = TOps.MultiplyAdd(n, TOps.Broadcast(-Ln2High), x);
        r = TOps.MultiplyAdd(n, TOps.Broadcast(-Ln2Low), r);
        TVector p = TOps.MultiplyAdd(r, TOps.Broadcast(1f / 5040), TOps.Broadcast(1f / 720));
        p = TOps.MultiplyAdd(p, r, TOps.Broadcast(1f / 120));
        p = TOps.MultiplyAdd(p, r, TOps.Broadcast(1f / 24));
        p = TOps.MultiplyAdd(p, r, TOps.Broadcast(1f / 6));
        p = TOps.MultiplyAdd(p, r, TOps.Broadcast(0.5f));
        p = TOps.MultiplyAdd(TOps.Multiply(p, r), r, r);
        TVector power = TOps.AddBits(TOps.ShiftLeft(shifted, ExponentBits), ExponentOfOne);
        TVector y = TOps.MultiplyAdd(power, p, TOps.Subtract(power, TOps.Broadcast(1)));

        // The tangent at zero lies below the exponential, x ≤ eˣ − 1, so that one maximum joins the two halves.
        return TOps.Max(source, y);
    }

    private static int Forward<TOps, TVector>(float* source, float* destination, int start, int length)
        where TOps : struct, ISimdVector<TVector>
        where TVector : unmanaged
    {
        int i = start;
        for (; i + TOps.Count <= length; i += TOps.Count)
        {
            TOps.Store(Evaluate<TOps, TVector>(TOps.Load(source + i)), destination + i);
        }

        return i;
    }

    private static int Backward<TOps, TVector>(float* output, float* gradientDestination, float* gradientSource, int start, int length)
        where TOps : struct, ISimdVector<TVector>
        where TVector : unmanaged
    {
        int i = start;
        for (; i + TOps.Count <= length; i += TOps.Count)
        {
            TVector slope = TOps.Add(TOps.Min(TOps.Load(output + i), TOps.Broadcast(0)), TOps.Broadcast(1));
            TOps.Store(TOps.Multiply(slope, TOps.Load(gradientDestination + i)), gradientSource + i);
        }

        return i;
    }

    private readonly struct ForwardWork(float* source, float* destination, SimdWidth? width) : IStretchWork
    {
        public void Execute(int start, int length)
        {
            var work = new ForwardStretch(source + start, destination + start, length);
            SimdWidths.Run(width, ref work);
        }
    }

    private readonly struct BackwardWork(float* output, float* gradientDestination, float* gradientSource, SimdWidth? width) : IStretchWork
    {
        public void Execute(int start, int length)
        {
            var work = new BackwardStretch(output + start, gradientDestination + start, gradientSource + start, length);
            SimdWidths.Run(width, ref work);
        }
    }

    private readonly struct ForwardStretch(float* source, float* destination, int length) : ISimdWork
    {
        void ISimdWork.Run<TOps, TVector, TLanes>()
        {
            int done = Forward<TOps, TVector>(source, destination, 0, length);
            _ = Forward<SimdScalar, float>(source, destination, done, length);
        }
    }

    private readonly struct BackwardStretch(float* output, float* gradientDestination, float* gradientSource, int length) : ISimdWork
    {
        void ISimdWork.Run<TOps, TVector, TLanes>()
        {
            int done = Backward<TOps, TVector>(output, gradientDestination, gradientSource, 0, length);
            _ = Backward<SimdScalar, float>(output, gradientDestination, gradientSource, done, length);
        }
    }
}
