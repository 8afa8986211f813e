namespace Siren2.Audio;

/// <summary>
/// Where a WAV file is read from, so that one reader serves callers that wait and callers that do not: synchronously every task is complete when
/// it is returned; asynchronously the stream is never read otherwise.
/// </summary>
/// <param name="stream">The stream.</param>
/// <param name="isAsynchronous">Whether reads are asynchronous.</param>
internal sealed class WaveInput(Stream stream, bool isAsynchronous)
{
    public bool CanSeek => stream.CanSeek;

    public long Position
    {
        get => stream.Position;
        set => stream.Position = value;
    }

    public long Length => stream.Length;

    /// <summary>Reads until the destination is full or the stream ends, and says how many bytes there were.</summary>
    public ValueTask<int> FillAsync(Memory<byte> destination, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return isAsynchronous
            ? stream.ReadAtLeastAsync(destination, destination.Length, throwOnEndOfStream: false, cancellationToken)
            : new ValueTask<int>(stream.ReadAtLeast(destination.Span, destination.Length, throwOnEndOfStream: false));
    }

    /// <summary>What a task of a synchronous input has come to.</summary>
    public static T ResultOf<T>(ValueTask<T> task) =>
        task.IsCompleted ? task.GetAwaiter().GetResult() : throw new InvalidOperationException("A synchronous read did not end.");
}
