using Siren2.Kernels.Simd;

namespace Siren2.Kernels.Polyphase;

/// <summary>The dot product of a signal with a blend of four rows, in double precision: Σⱼ (a·r₀ⱼ + b·r₁ⱼ + c·r₂ⱼ + d·r₃ⱼ)·xⱼ.</summary>
internal static unsafe class BlendedDot
{
    /// <param name="rows">The rows, one behind the other, <c>[4, x.Length]</c>.</param>
    /// <param name="x">The signal.</param>
    /// <param name="a">Weight of the first row.</param>
    /// <param name="b">Weight of the second row.</param>
    /// <param name="c">Weight of the third row.</param>
    /// <param name="d">Weight of the fourth row.</param>
    /// <param name="width">Vector width; the best by default.</param>
    public static double Compute(
        ReadOnlySpan<double> rows, ReadOnlySpan<double> x, double a, double b, double c, double d, SimdWidth? width = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(rows.Length, 4 * x.Length, nameof(rows));
        fixed (double* r = rows, px = x)
        {
            var work = new Work { Rows = r, X = px, Length = x.Length, A = a, B = b, C = c, D = d };
            SimdWidths.Run(width, ref work);
            return work.Result;
        }
    }

    private struct Work : ISimdWork
    {
        public double* Rows;
        public double* X;
        public int Length;
        public double A;
        public double B;
        public double C;
        public double D;
        public double Result;

        void ISimdWork.Run<TOps, TVector, TLanes>()
        {
            int whole = Length - (Length % (2 * TLanes.Count));
            Result = Sum<TLanes>(0, whole) + Sum<ScalarLane>(whole, Length);
        }

        /// <summary>Two sums side by side, so that one addition need not wait for the other.</summary>
        private readonly double Sum<T>(int from, int to)
            where T : unmanaged, ILanes<T>
        {
            T a = T.Broadcast(A), b = T.Broadcast(B), c = T.Broadcast(C), d = T.Broadcast(D);
            T even = T.Broadcast(0);
            T odd = even;
            double* r0 = Rows, r1 = r0 + Length, r2 = r1 + Length, r3 = r2 + Length;
            int i = from;
            for (; i + T.Count < to; i += 2 * T.Count)
            {
                int j = i + T.Count;
                T left = T.MultiplyAdd(a, T.Load(r0 + i), b * T.Load(r1 + i)) + T.MultiplyAdd(c, T.Load(r2 + i), d * T.Load(r3 + i));
                T right = T.MultiplyAdd(a, T.Load(r0 + j), b * T.Load(r1 + j)) + T.MultiplyAdd(c, T.Load(r2 + j), d * T.Load(r3 + j));
                even = T.MultiplyAdd(left, T.Load(X + i), even);
                odd = T.MultiplyAdd(right, T.Load(X + j), odd);
            }

            if (i < to)
            {
                T last = T.MultiplyAdd(a, T.Load(r0 + i), b * T.Load(r1 + i)) + T.MultiplyAdd(c, T.Load(r2 + i), d * T.Load(r3 + i));
                even = T.MultiplyAdd(last, T.Load(X + i), even);
            }

            return (even + odd).Sum();
        }
    }
}
