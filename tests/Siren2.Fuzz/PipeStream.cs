namespace Siren2.Fuzz;

/// <summary>What a pipe is: no seeking, no length, and few bytes at a time.</summary>
internal sealed class PipeStream(byte[] bytes, Random random) : Stream
{
    private readonly int _most = random.Next(1, 5000);
    private int _position;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override int Read(Span<byte> buffer)
    {
        int count = Math.Min(Math.Min(buffer.Length, _most), bytes.Length - _position);
        bytes.AsSpan(_position, count).CopyTo(buffer);
        _position += count;
        return count;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <summary>A file as a reader meets it: three times out of four one that can seek.</summary>
    public static Stream Open(byte[] bytes, Random random) =>
        random.Next(4) == 0 ? new PipeStream(bytes, random) : new MemoryStream(bytes, writable: false);
}
