using System.Buffers;
using System.Runtime.InteropServices;
using NAudio.Wave;

namespace Siren2.NAudio.Sources;

/// <summary>A sample provider that can seek as a stream of bytes; whole frames alone are read.</summary>
internal sealed class SampleWaveStream(ISampleProvider samples, Func<long> position, Action<long> seek, long length, IDisposable? owned) : WaveStream
{
    public override WaveFormat WaveFormat => samples.WaveFormat;

    public override long Length => length * BlockAlign;

    public override long Position
    {
        get => position() * BlockAlign;

        // Players that go by time round to wherever they like: to the frame that it lies in.
        set => seek(Math.Clamp(value / BlockAlign, 0, length));
    }

    public override int Read(Span<byte> buffer)
    {
        Span<byte> whole = buffer[..(buffer.Length / BlockAlign * BlockAlign)];
        if (whole.IsEmpty && !buffer.IsEmpty)
        {
            throw new ArgumentException($"There is room for {buffer.Length} byte(s), and a frame has {BlockAlign}.", nameof(buffer));
        }

        // Bytes of a host's may lie anywhere; floats may not on every processor.
        float[] frames = ArrayPool<float>.Shared.Rent(whole.Length / sizeof(float));
        try
        {
            int read = samples.Read(frames.AsSpan(0, whole.Length / sizeof(float)));
            MemoryMarshal.AsBytes(frames.AsSpan(0, read)).CopyTo(whole);
            return read * sizeof(float);
        }
        finally
        {
            ArrayPool<float>.Shared.Return(frames);
        }
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            owned?.Dispose();
        }

        base.Dispose(disposing);
    }
}
