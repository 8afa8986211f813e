using System.Runtime.CompilerServices;
using Siren2.Kernels.Simd;

namespace Siren2.Kernels.Elementwise;

/// <summary>
/// Sine and cosine of a vector together. The argument is reduced to |r| ≤ π/4 by multiples of π/2 held in three parts
/// (Cody and Waite 1980), then both polynomials of Cephes' <c>sinf</c>/<c>cosf</c> (Moshier) are evaluated. Error at most
/// 2 units in the last place of 1 for |x| ≤ 10⁴; beyond about 10⁶ the reduction loses all accuracy.
/// </summary>
internal static class SineCosine<TOps, TVector>
    where TOps : struct, ISimdVector<TVector>
    where TVector : unmanaged
{
    // Adding 1.5·2²³ to a small number rounds it to an integer and leaves that integer in the low bits of the mantissa.
    private const float RoundingConstant = 12582912f;

    // π/2 in three parts; the first two have so few bits that their products with |n| < 2¹³ are exact without fusing.
    private const float HalfPi1 = 1.5703125f;
    private const float HalfPi2 = 4.837512969970703125e-4f;
    private const float HalfPi3 = 7.54978995489188216e-8f;

    private const uint SignBit = 0x8000_0000;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Evaluate(TVector x, out TVector sine, out TVector cosine)
    {
        TVector rounding = TOps.Broadcast(RoundingConstant);
        TVector quadrant = TOps.MultiplyAdd(x, TOps.Broadcast(0.636619772367581f), rounding);
        TVector n = TOps.Subtract(quadrant, rounding);
        TVector r = TOps.MultiplyAdd(n, TOps.Broadcast(-HalfPi1), x);
        r = TOps.MultiplyAdd(n, TOps.Broadcast(-HalfPi2), r);
        r = TOps.MultiplyAdd(n, TOps.Broadcast(-HalfPi3), r);
        TVector r2 = TOps.Multiply(r, r);

        TVector s = TOps.MultiplyAdd(r2, TOps.Broadcast(-1.9515295891e-4f), TOps.Broadcast(8.3321608736e-3f));
        s = TOps.MultiplyAdd(r2, s, TOps.Broadcast(-1.6666654611e-1f));
        s = TOps.MultiplyAdd(TOps.Multiply(s, r2), r, r);

        TVector c = TOps.MultiplyAdd(r2, TOps.Broadcast(2.443315711809948e-5f), TOps.Broadcast(-1.388731625493765e-3f));
        c = TOps.MultiplyAdd(r2, c, TOps.Broadcast(4.166664568298827e-2f));
        c = TOps.MultiplyAdd(r2, c, TOps.Broadcast(-0.5f));
        c = TOps.MultiplyAdd(r2, c, TOps.Broadcast(1f));

        // Odd quadrants swap the two; bit 1 of n (of n + 1 for the cosine) is the sign.
        TVector odd = TOps.And(quadrant, 1);
        TVector sineSign = TOps.And(TOps.ShiftLeft(quadrant, 30), SignBit);
        TVector cosineSign = TOps.And(TOps.ShiftLeft(TOps.AddBits(quadrant, 1), 30), SignBit);
        sine = TOps.Xor(TOps.Select(odd, s, c), sineSign);
        cosine = TOps.Xor(TOps.Select(odd, c, s), cosineSign);
    }
}
