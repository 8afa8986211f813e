using System.Runtime.CompilerServices;
using Siren2.Kernels.Simd;

namespace Siren2.Kernels.Fft;

/// <summary>A complex number in every lane: a vector of real parts and a vector of imaginary parts.</summary>
/// <typeparam name="TOps">Operations of the vector.</typeparam>
/// <typeparam name="TVector">The vector type, or <see cref="float"/> for the scalar path.</typeparam>
internal readonly unsafe struct LaneComplex<TOps, TVector>(TVector real, TVector imaginary)
    where TOps : struct, ISimdVector<TVector>
    where TVector : unmanaged
{
    public readonly TVector Real = real;

    public readonly TVector Imaginary = imaginary;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LaneComplex<TOps, TVector> Load(float* real, float* imaginary) => new(TOps.Load(real), TOps.Load(imaginary));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LaneComplex<TOps, TVector> Broadcast(float real, float imaginary) =>
        new(TOps.Broadcast(real), TOps.Broadcast(imaginary));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LaneComplex<TOps, TVector> operator +(LaneComplex<TOps, TVector> a, LaneComplex<TOps, TVector> b) =>
        new(TOps.Add(a.Real, b.Real), TOps.Add(a.Imaginary, b.Imaginary));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LaneComplex<TOps, TVector> operator -(LaneComplex<TOps, TVector> a, LaneComplex<TOps, TVector> b) =>
        new(TOps.Subtract(a.Real, b.Real), TOps.Subtract(a.Imaginary, b.Imaginary));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LaneComplex<TOps, TVector> operator *(LaneComplex<TOps, TVector> a, LaneComplex<TOps, TVector> b) => new(
        TOps.NegateMultiplyAdd(a.Imaginary, b.Imaginary, TOps.Multiply(a.Real, b.Real)),
        TOps.MultiplyAdd(a.Imaginary, b.Real, TOps.Multiply(a.Real, b.Imaginary)));

    /// <summary>a − i·b.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LaneComplex<TOps, TVector> MinusI(LaneComplex<TOps, TVector> a, LaneComplex<TOps, TVector> b) =>
        new(TOps.Add(a.Real, b.Imaginary), TOps.Subtract(a.Imaginary, b.Real));

    /// <summary>a + i·b.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LaneComplex<TOps, TVector> PlusI(LaneComplex<TOps, TVector> a, LaneComplex<TOps, TVector> b) =>
        new(TOps.Subtract(a.Real, b.Imaginary), TOps.Add(a.Imaginary, b.Real));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(float* real, float* imaginary)
    {
        TOps.Store(Real, real);
        TOps.Store(Imaginary, imaginary);
    }
}
