using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Siren2.Kernels.Simd;

/// <summary>How wide the vectors are that fits are computed with; bits of results depend on it. Other projects, which tell it, compile this file too.</summary>
internal static class VectorHardware
{
    /// <summary>512, 256 or 128, or 32 for one float at a time.</summary>
    /// <remarks>
    /// .NET calls 512 bits not accelerated on the first of Intel's processors that have them, as their clock falls for a while when they are used:
    /// a loss where few are, but kernels here do little else, and gain up to twice the speed. Compiled ahead of time, they would be two of 256 bits there.
    /// </remarks>
    public static int Bits =>
        Vector512.IsHardwareAccelerated || (Avx512F.IsSupported && RuntimeFeature.IsDynamicCodeCompiled) ? 512
        : Vector256.IsHardwareAccelerated ? 256
        : Vector128.IsHardwareAccelerated ? 128
        : 32;
}
