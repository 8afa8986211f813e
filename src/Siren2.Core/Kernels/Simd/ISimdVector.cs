namespace Siren2.Kernels.Simd;

/// <summary>
/// The operations that kernels need of a vector of floats. Kernels are generic over the operations (<c>TOps</c>, a type
/// without state) and the vector (<typeparamref name="TVector"/>), so that one source compiles to AVX-512, AVX2, 128-bit
/// and scalar code, and every accumulator stays in a register.
/// </summary>
/// <typeparam name="TVector">The vector type, or <see cref="float"/> for the scalar path.</typeparam>
internal unsafe interface ISimdVector<TVector>
    where TVector : unmanaged
{
    /// <summary>Floats in a vector.</summary>
    static abstract int Count { get; }

    /// <summary>Rows of the matrix-multiply tile that fit the register file beside two vectors of columns.</summary>
    static abstract int TileRows { get; }

    /// <summary>Loads <see cref="Count"/> floats; no alignment is asked for.</summary>
    static abstract TVector Load(float* source);

    /// <summary>Stores <see cref="Count"/> floats; no alignment is asked for.</summary>
    static abstract void Store(TVector value, float* destination);

    /// <summary>The same value in every lane.</summary>
    static abstract TVector Broadcast(float value);

    static abstract TVector Add(TVector a, TVector b);

    static abstract TVector Subtract(TVector a, TVector b);

    static abstract TVector Multiply(TVector a, TVector b);

    static abstract TVector Divide(TVector a, TVector b);

    static abstract TVector SquareRoot(TVector a);

    static abstract TVector Max(TVector a, TVector b);

    static abstract TVector Min(TVector a, TVector b);

    /// <summary>a·b + c, fused where the hardware fuses.</summary>
    static abstract TVector MultiplyAdd(TVector a, TVector b, TVector c);

    /// <summary>c − a·b, fused where the hardware fuses.</summary>
    static abstract TVector NegateMultiplyAdd(TVector a, TVector b, TVector c);

    /// <summary>The bits of <paramref name="a"/> and a mask that is the same in every lane.</summary>
    static abstract TVector And(TVector a, uint mask);

    /// <summary>The bits of <paramref name="a"/> shifted left, as 32-bit integers.</summary>
    static abstract TVector ShiftLeft(TVector a, int bits);

    /// <summary>The bits of <paramref name="a"/> plus the same integer in every lane.</summary>
    static abstract TVector AddBits(TVector a, int value);

    /// <summary>Exclusive or of the bits.</summary>
    static abstract TVector Xor(TVector a, TVector b);

    /// <summary><paramref name="whenZero"/> in the lanes where all bits of <paramref name="test"/> are zero, else the other.</summary>
    static abstract TVector Select(TVector test, TVector whenZero, TVector otherwise);

    /// <summary>The sum of all lanes.</summary>
    static abstract float Sum(TVector a);
}
