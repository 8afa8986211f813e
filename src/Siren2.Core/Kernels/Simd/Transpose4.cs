using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace Siren2.Kernels.Simd;

/// <summary>The transpose of four rows of four floats.</summary>
internal static unsafe class Transpose4
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void InPlace(ref Vector128<float> a, ref Vector128<float> b, ref Vector128<float> c, ref Vector128<float> d)
    {
        Vector128<float> lowAC = ZipLow(a, c);
        Vector128<float> highAC = ZipHigh(a, c);
        Vector128<float> lowBD = ZipLow(b, d);
        Vector128<float> highBD = ZipHigh(b, d);
        a = ZipLow(lowAC, lowBD);
        b = ZipHigh(lowAC, lowBD);
        c = ZipLow(highAC, highBD);
        d = ZipHigh(highAC, highBD);
    }

    /// <summary>The transpose, written to four rows that lie <paramref name="pitch"/> floats apart.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Vector128<float> a, Vector128<float> b, Vector128<float> c, Vector128<float> d, float* destination, nint pitch)
    {
        InPlace(ref a, ref b, ref c, ref d);
        a.Store(destination);
        b.Store(destination + pitch);
        c.Store(destination + (2 * pitch));
        d.Store(destination + (3 * pitch));
    }

    /// <summary>a0 b0 a1 b1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> ZipLow(Vector128<float> a, Vector128<float> b) =>
        Sse.IsSupported ? Sse.UnpackLow(a, b)
        : AdvSimd.Arm64.IsSupported ? AdvSimd.Arm64.ZipLow(a, b)
        : Vector128.Create(a[0], b[0], a[1], b[1]);

    /// <summary>a2 b2 a3 b3.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> ZipHigh(Vector128<float> a, Vector128<float> b) =>
        Sse.IsSupported ? Sse.UnpackHigh(a, b)
        : AdvSimd.Arm64.IsSupported ? AdvSimd.Arm64.ZipHigh(a, b)
        : Vector128.Create(a[2], b[2], a[3], b[3]);
}
