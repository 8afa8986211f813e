using System.Numerics;
using System.Runtime.Intrinsics;

namespace Siren2.Kernels.Simd;

/// <summary>
/// One or several doubles that are computed together, so that a loop is written once and compiled for whole vectors and again
/// for what is left over.
/// </summary>
internal interface ILanes<T>
    where T : unmanaged, ILanes<T>
{
    static abstract int Count { get; }

    static abstract T operator +(T a, T b);

    static abstract T operator -(T a, T b);

    static abstract T operator *(T a, T b);

    static abstract T operator *(T a, double b);

    static abstract unsafe T Load(double* source);

    static abstract T Broadcast(double value);

    /// <summary>a·b + c, fused where the hardware fuses.</summary>
    static abstract T MultiplyAdd(T a, T b, T c);

    unsafe void Store(double* destination);

    /// <summary>Adds to as many floats, rounding once.</summary>
    unsafe void AddTo(float* destination);

    /// <summary>The sum of all lanes.</summary>
    double Sum();
}

/// <summary>A single double.</summary>
internal readonly struct ScalarLane(double value) : ILanes<ScalarLane>
{
    private readonly double _value = value;

    public static int Count => 1;

    public static ScalarLane operator +(ScalarLane a, ScalarLane b) => new(a._value + b._value);

    public static ScalarLane operator -(ScalarLane a, ScalarLane b) => new(a._value - b._value);

    public static ScalarLane operator *(ScalarLane a, ScalarLane b) => new(a._value * b._value);

    public static ScalarLane operator *(ScalarLane a, double b) => new(a._value * b);

    public static unsafe ScalarLane Load(double* source) => new(*source);

    public static ScalarLane Broadcast(double value) => new(value);

    public static ScalarLane MultiplyAdd(ScalarLane a, ScalarLane b, ScalarLane c) => new((a._value * b._value) + c._value);

    public unsafe void Store(double* destination) => *destination = _value;

    public unsafe void AddTo(float* destination) => *destination = (float)(*destination + _value);

    public double Sum() => _value;
}

/// <summary>As many doubles as the machine's preferred vector holds.</summary>
internal readonly struct VectorLanes(Vector<double> value) : ILanes<VectorLanes>
{
    private readonly Vector<double> _value = value;

    public static int Count => Vector<double>.Count;

    public static VectorLanes operator +(VectorLanes a, VectorLanes b) => new(a._value + b._value);

    public static VectorLanes operator -(VectorLanes a, VectorLanes b) => new(a._value - b._value);

    public static VectorLanes operator *(VectorLanes a, VectorLanes b) => new(a._value * b._value);

    public static VectorLanes operator *(VectorLanes a, double b) => new(a._value * b);

    public static unsafe VectorLanes Load(double* source) => new(Vector.Load(source));

    public static VectorLanes Broadcast(double value) => new(new Vector<double>(value));

    public static VectorLanes MultiplyAdd(VectorLanes a, VectorLanes b, VectorLanes c) =>
        new(Vector.MultiplyAddEstimate(a._value, b._value, c._value));

    public unsafe void Store(double* destination) => Vector.Store(_value, destination);

    public unsafe void AddTo(float* destination)
    {
        for (int i = 0; i < Count; i++)
        {
            destination[i] = (float)(destination[i] + _value[i]);
        }
    }

    public double Sum() => Vector.Sum(_value);
}

/// <summary>Eight doubles, in 512 bits.</summary>
internal readonly struct WideLanes(Vector512<double> value) : ILanes<WideLanes>
{
    private readonly Vector512<double> _value = value;

    public static int Count => Vector512<double>.Count;

    public static WideLanes operator +(WideLanes a, WideLanes b) => new(a._value + b._value);

    public static WideLanes operator -(WideLanes a, WideLanes b) => new(a._value - b._value);

    public static WideLanes operator *(WideLanes a, WideLanes b) => new(a._value * b._value);

    public static WideLanes operator *(WideLanes a, double b) => new(a._value * b);

    public static unsafe WideLanes Load(double* source) => new(Vector512.Load(source));

    public static WideLanes Broadcast(double value) => new(Vector512.Create(value));

    public static WideLanes MultiplyAdd(WideLanes a, WideLanes b, WideLanes c) =>
        new(Vector512.MultiplyAddEstimate(a._value, b._value, c._value));

    public unsafe void Store(double* destination) => _value.Store(destination);

    public unsafe void AddTo(float* destination)
    {
        (Vector256<double> lower, Vector256<double> upper) = Vector256.Widen(Vector256.Load(destination));
        Vector256.Narrow(lower + _value.GetLower(), upper + _value.GetUpper()).Store(destination);
    }

    public double Sum() => Vector512.Sum(_value);
}
