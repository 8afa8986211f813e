using System.Numerics;

namespace Siren2.Kernels;

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

    unsafe void Store(double* destination);
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

    public unsafe void Store(double* destination) => *destination = _value;
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

    public unsafe void Store(double* destination) => Vector.Store(_value, destination);
}
