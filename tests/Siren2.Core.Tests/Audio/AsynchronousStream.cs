namespace Siren2.Core.Tests.Audio;

/// <summary>What the body of a web request or response is: no seeking, a few bytes at a time, later, and never while a thread waits.</summary>
/// <param name="content">What is read.</param>
/// <param name="afterRead">Called after each read or write with its number, from 1.</param>
/// <param name="looksAtTokens">Whether it ends where it is canceled; many streams do not.</param>
internal sealed class AsynchronousStream(byte[] content, Action<int>? afterRead = null, bool looksAtTokens = true) : Stream
{
    private readonly MemoryStream _written = new();
    private int _position;
    private int _reads;

    public byte[] Written => _written.ToArray();

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        await Task.Yield();
        EndIf(cancellationToken);
        int count = Math.Min(Math.Min(buffer.Length, 997), content.Length - _position);
        content.AsMemory(_position, count).CopyTo(buffer);
        _position += count;
        afterRead?.Invoke(++_reads);
        return count;
    }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        await Task.Yield();
        EndIf(cancellationToken);
        _written.Write(buffer.Span);
        afterRead?.Invoke(++_reads);
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new InvalidOperationException("Synchronous operations are disallowed.");

    public override int Read(Span<byte> buffer) => throw new InvalidOperationException("Synchronous operations are disallowed.");

    public override void Write(byte[] buffer, int offset, int count) => throw new InvalidOperationException("Synchronous operations are disallowed.");

    public override void Write(ReadOnlySpan<byte> buffer) => throw new InvalidOperationException("Synchronous operations are disallowed.");

    public override void Flush() => throw new InvalidOperationException("Synchronous operations are disallowed.");

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    private void EndIf(CancellationToken cancellationToken)
    {
        if (looksAtTokens)
        {
            cancellationToken.ThrowIfCancellationRequested();
        }
    }
}
