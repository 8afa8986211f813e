using System.Runtime.CompilerServices;

namespace Siren2.Kernels.Simd;

/// <summary>One float at a time: the path for machines without vectors, and the plainest reading of every kernel.</summary>
internal readonly unsafe struct SimdScalar : ISimdVector<float>
{
    public static int Count => 1;

    public static int TileRows => 4;

    public static float Load(float* source) => *source;

    public static void Store(float value, float* destination) => *destination = value;

    public static float Broadcast(float value) => value;

    public static float Add(float a, float b) => a + b;

    public static float Subtract(float a, float b) => a - b;

    public static float Multiply(float a, float b) => a * b;

    public static float Divide(float a, float b) => a / b;

    public static float SquareRoot(float a) => MathF.Sqrt(a);

    public static float Max(float a, float b) => MathF.Max(a, b);

    public static float Min(float a, float b) => MathF.Min(a, b);

    public static float MultiplyAdd(float a, float b, float c) => (a * b) + c;

    public static float NegateMultiplyAdd(float a, float b, float c) => c - (a * b);

    public static float And(float a, uint mask) => BitConverter.UInt32BitsToSingle(BitConverter.SingleToUInt32Bits(a) & mask);

    public static float ShiftLeft(float a, int bits) => BitConverter.Int32BitsToSingle(BitConverter.SingleToInt32Bits(a) << bits);

    public static float AddBits(float a, int value) => BitConverter.Int32BitsToSingle(BitConverter.SingleToInt32Bits(a) + value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Xor(float a, float b) =>
        BitConverter.Int32BitsToSingle(BitConverter.SingleToInt32Bits(a) ^ BitConverter.SingleToInt32Bits(b));

    public static float Select(float test, float whenZero, float otherwise) =>
        BitConverter.SingleToInt32Bits(test) == 0 ? whenZero : otherwise;

    public static float Sum(float a) => a;
}
