using System.Runtime.Intrinsics;

namespace Siren2.Kernels.Simd;

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

/// <summary>Work that is compiled for every vector width; see <see cref="SimdWidths.Run"/>.</summary>
internal interface ISimdWork
{
    /// <summary>Does the work with vectors of one width.</summary>
    /// <typeparam name="TOps">Operations on floats.</typeparam>
    /// <typeparam name="TVector">Vector of floats.</typeparam>
    /// <typeparam name="TLanes">Vector of doubles; where it is narrower than this, so is the hardware.</typeparam>
    void Run<TOps, TVector, TLanes>()
        where TOps : struct, ISimdVector<TVector>
        where TVector : unmanaged
        where TLanes : unmanaged, ILanes<TLanes>;
}

/// <summary>Which widths there are, which of them this machine runs in hardware, and the one place that chooses among them.</summary>
internal static class SimdWidths
{
    /// <summary>The widest that the hardware accelerates.</summary>
    public static SimdWidth Best => (SimdWidth)(VectorHardware.Bits / (8 * sizeof(float)));

    /// <summary>Every width; those without hardware run in software, slowly and with the same meaning.</summary>
    public static ReadOnlySpan<SimdWidth> All => [SimdWidth.Scalar, SimdWidth.Vector128, SimdWidth.Vector256, SimdWidth.Vector512];

    /// <summary>Runs work at a width.</summary>
    /// <param name="width">The width; null for <see cref="Best"/>.</param>
    /// <param name="work">The work; a structure, so that its calls are direct and it costs nothing to make.</param>
    public static void Run<TWork>(SimdWidth? width, ref TWork work)
        where TWork : struct, ISimdWork, allows ref struct
    {
        switch (width ?? Best)
        {
            case SimdWidth.Vector512:
                work.Run<Simd512, Vector512<float>, WideLanes>();
                break;
            case SimdWidth.Vector256:
                work.Run<Simd256, Vector256<float>, VectorLanes>();
                break;
            case SimdWidth.Vector128:
                work.Run<Simd128, Vector128<float>, VectorLanes>();
                break;
            default:
                work.Run<SimdScalar, float, ScalarLane>();
                break;
        }
    }
}
