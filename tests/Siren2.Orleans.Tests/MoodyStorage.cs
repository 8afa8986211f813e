using System.Collections.Concurrent;

namespace Siren2.Orleans.Tests;

/// <summary>
/// A shared folder as a network's: slow, and each first call for a name fails, and the second in another way. What is opened is not there, then breaks off
/// while it is read; what is written gets half of its bytes, then all of them, and nobody hears of it.
/// </summary>
internal sealed class MoodyStorage(IClipStorage folder) : IClipStorage
{
    private readonly ConcurrentDictionary<string, int> _calls = new();

    /// <summary>Names that can never be opened or written.</summary>
    public HashSet<string> Dead { get; } = [];

    /// <summary>Calls that have failed.</summary>
    public int Failed => _calls.Values.Sum(count => Math.Min(count, 2));

    public async Task<Stream> OpenReadAsync(string name, CancellationToken cancellationToken = default)
    {
        await Task.Delay(5, cancellationToken);
        int call = Count("open", name);
        if (call == 1 || Dead.Contains(name))
        {
            throw Stale();
        }

        Stream stream = await folder.OpenReadAsync(name, cancellationToken);
        if (call > 2)
        {
            return stream;
        }

        return new HalfStream(stream);
    }

    public async Task WriteAsync(string name, Func<Stream, Task> write, CancellationToken cancellationToken = default)
    {
        await Task.Delay(5, cancellationToken);
        int call = Count("write", name);
        if (call == 1 || Dead.Contains(name))
        {
            await folder.WriteAsync(
                name,
                async stream =>
                {
                    using var bytes = new MemoryStream();
                    await write(bytes);
                    await stream.WriteAsync(bytes.GetBuffer().AsMemory(0, (int)bytes.Length / 2), CancellationToken.None);
                    throw Stale();
                },
                cancellationToken);
        }

        await folder.WriteAsync(name, write, cancellationToken);
        if (call == 2)
        {
            throw Stale();
        }
    }

    public async Task<bool> ExistsAsync(string name, CancellationToken cancellationToken = default)
    {
        await Task.Delay(5, cancellationToken);
        return await folder.ExistsAsync(name, cancellationToken);
    }

    public async Task DeleteAsync(string name, CancellationToken cancellationToken = default)
    {
        if (Count("delete", name) <= 2)
        {
            throw Stale();
        }

        await folder.DeleteAsync(name, cancellationToken);
    }

    private static IOException Stale() => new("Stale file handle");

    private int Count(string what, string name) => _calls.AddOrUpdate($"{what} {name}", 1, (_, before) => before + 1);

    /// <summary>A stream that breaks off.</summary>
    private sealed class HalfStream(Stream stream) : Stream
    {
        public override bool CanRead => true;

        public override bool CanSeek => true;

        public override bool CanWrite => false;

        public override long Length => stream.Length;

        public override long Position { get => stream.Position; set => stream.Position = value; }

        public override int Read(byte[] buffer, int offset, int count)
        {
            long left = (stream.Length / 2) - stream.Position;
            return left <= 0 ? throw Stale() : stream.Read(buffer, offset, (int)Math.Min(count, left));
        }

        public override long Seek(long offset, SeekOrigin origin) => stream.Seek(offset, origin);

        public override void Flush() => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            stream.Dispose();
            base.Dispose(disposing);
        }
    }
}
