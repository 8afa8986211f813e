namespace Siren2.Files;

/// <summary>Writes to streams that callers gave: one that is full says so as any other that fails does.</summary>
internal static class GivenStream
{
    /// <summary>Writes bytes at the stream's position.</summary>
    /// <exception cref="IOException">The stream cannot be written, or has no room for them.</exception>
    public static void WriteGiven(this Stream stream, ReadOnlySpan<byte> bytes)
    {
        try
        {
            stream.Write(bytes);
        }
        catch (Exception e) when (IsFull(e))
        {
            throw Failure(e);
        }
    }

    /// <inheritdoc cref="WriteGiven"/>
    /// <exception cref="OperationCanceledException">Canceled, whether the stream looks at the token or not.</exception>
    public static async ValueTask WriteGivenAsync(this Stream stream, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        // Many streams do not look at it.
        cancellationToken.ThrowIfCancellationRequested();
        try
        {
            await stream.WriteAsync(bytes, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (IsFull(e))
        {
            throw Failure(e);
        }
    }

    /// <summary>What streams over memory of a fixed size throw, and files that become longer than a limit allows.</summary>
    private static bool IsFull(Exception exception) => exception is NotSupportedException or ArgumentOutOfRangeException;

    private static IOException Failure(Exception reason) => new($"The stream cannot be written: {reason.Message}", reason);
}
