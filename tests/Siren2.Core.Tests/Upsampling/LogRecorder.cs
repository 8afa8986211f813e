using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Siren2.Core.Tests.Upsampling;

/// <summary>Keeps what is logged, as text.</summary>
internal sealed class LogRecorder : ILogger<Upsampler>
{
    public ConcurrentQueue<(LogLevel Level, string Message)> Entries { get; } = new();

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        Entries.Enqueue((logLevel, formatter(state, exception)));

    public bool IsEnabled(LogLevel logLevel) => true;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;
}
