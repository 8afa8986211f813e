using System.Runtime.Intrinsics;

namespace Siren2.Kernels;

/// <summary>The vector widths that kernels are compiled for.</summary>
internal enum SimdWidth
{
    /// <summary>One float at a time.</summary>
    Scalar = 1,

    /// <summary>128 bits: SSE, Arm AdvSIMD.</summary>
    Vector128 = 4,

    /// <summary>256 bits: AVX2.</summary>
    Vector256 = 8,

    /// <summary>512 bits: AVX-512.</summary>
    Vector512 = 16,
}

/// <summary>Which widths this machine runs in hardware.</summary>
internal static class SimdWidths
{
    /// <summary>The widest that the hardware accelerates.</summary>
    public static SimdWidth Best =>
        Vector512.IsHardwareAccelerated ? SimdWidth.Vector512
        : Vector256.IsHardwareAccelerated ? SimdWidth.Vector256
        : Vector128.IsHardwareAccelerated ? SimdWidth.Vector128
        : SimdWidth.Scalar;

    /// <summary>Every width; those without hardware run in software, slowly and with the same meaning.</summary>
    public static ReadOnlySpan<SimdWidth> All => [SimdWidth.Scalar, SimdWidth.Vector128, SimdWidth.Vector256, SimdWidth.Vector512];
}
