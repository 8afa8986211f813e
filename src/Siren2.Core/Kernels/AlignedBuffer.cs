using System.Runtime.CompilerServices;

namespace Siren2.Kernels;

/// <summary>
/// A zeroed float buffer on the pinned object heap whose first element lies on a 64-byte boundary, so that kernels may
/// hold plain pointers to it for as long as the buffer object is alive and full-width vector loads never split a cache line.
/// </summary>
internal sealed unsafe class AlignedBuffer
{
    private const int Alignment = 64;

    private readonly float[] _storage;
    private readonly int _first;

    public AlignedBuffer(int length)
    {
        _storage = GC.AllocateArray<float>(length + (Alignment / sizeof(float)), pinned: true);
        nint start = (nint)Unsafe.AsPointer(ref _storage[0]);
        Pointer = (float*)((start + Alignment - 1) & ~(nint)(Alignment - 1));
        _first = (int)(Pointer - (float*)start);
        Length = length;
    }

    public int Length { get; }

    public float* Pointer { get; }

    /// <summary>The buffer as a span, which by itself keeps the memory alive.</summary>
    public Span<float> Span => _storage.AsSpan(_first, Length);
}
