using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Siren2.Kernels.Simd;

/// <summary>
/// A zeroed float buffer on the pinned object heap whose first element lies on a 64-byte boundary, so that kernels may
/// hold plain pointers to it for as long as the buffer object is alive and full-width vector loads never split a cache line.
/// </summary>
/// <remarks>
/// With the runtime switch <see cref="GuardSwitch"/>, which the tests set, canaries lie before and behind every buffer. They are NaN, so that what
/// is read there shows in results, and a buffer that has been written beyond its ends brings the process down when it is collected.
/// </remarks>
internal sealed unsafe class AlignedBuffer
{
    /// <summary>Name of the switch, in <c>runtimeconfig.json</c>.</summary>
    public const string GuardSwitch = "Siren2.Kernels.GuardBuffers";

    private const int Alignment = 64;

    private static readonly int GuardLength = AppContext.TryGetSwitch(GuardSwitch, out bool isSet) && isSet ? 1024 : 0;

    // A quiet NaN that arithmetic does not make.
    private static readonly float Canary = BitConverter.UInt32BitsToSingle(0x7FC0_5AFE);

    private readonly float[] _storage;
    private readonly int _first;

    /// <summary>The most floats that fit.</summary>
    public static int MaximumLength => Array.MaxLength - (2 * GuardLength) - (Alignment / sizeof(float));

    public AlignedBuffer(int length)
    {
        _storage = GC.AllocateArray<float>(length + (2 * GuardLength) + (Alignment / sizeof(float)), pinned: true);
        nint start = (nint)Unsafe.AsPointer(ref _storage[0]);
        Pointer = (float*)((start + (GuardLength * sizeof(float)) + Alignment - 1) & ~(nint)(Alignment - 1));
        _first = (int)(Pointer - (float*)start);
        Length = length;
        if (GuardLength == 0)
        {
            GC.SuppressFinalize(this);
            return;
        }

        Before.Fill(Canary);
        Behind.Fill(Canary);
    }

    ~AlignedBuffer()
    {
        if (_storage is not null && !IsIntact)
        {
            Environment.FailFast($"A kernel has written beyond the ends of a buffer of {Length} floats.");
        }
    }

    /// <summary>Whether nothing was written beyond the ends; always, where there are no canaries.</summary>
    public bool IsIntact => IsUntouched(Before) && IsUntouched(Behind);

    public int Length { get; }

    public float* Pointer { get; }

    /// <summary>The buffer as a span, which by itself keeps the memory alive.</summary>
    public Span<float> Span => _storage.AsSpan(_first, Length);

    private Span<float> Before => _storage.AsSpan(0, GuardLength == 0 ? 0 : _first);

    private Span<float> Behind => GuardLength == 0 ? default : _storage.AsSpan(_first + Length);

    private static bool IsUntouched(ReadOnlySpan<float> guard) =>
        MemoryMarshal.Cast<float, uint>(guard).IndexOfAnyExcept(BitConverter.SingleToUInt32Bits(Canary)) < 0;
}
