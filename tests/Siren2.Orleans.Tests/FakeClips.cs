using System.Collections.Concurrent;
using Siren2.Orleans.Messages;
using Siren2.Orleans.Work;

namespace Siren2.Orleans.Tests;

/// <summary>Clips whose files say how many parts they have, and whose parts are a few letters; the tests say what each fit does.</summary>
internal sealed class FakeClips(IClipStorage storage) : IClipWorkFactory
{
    public string Engine { get; init; } = "fake 1";

    /// <summary>Called before a part is fitted; throws what the fit is to throw.</summary>
    public Func<string, int, CancellationToken, Task> Fitting { get; set; } = (_, _, _) => Task.CompletedTask;

    /// <summary>Parts that were fitted, in order.</summary>
    public ConcurrentQueue<string> Fitted { get; } = new();

    /// <summary>What each clip was opened with.</summary>
    public ConcurrentQueue<FitSettings> Settings { get; } = new();

    /// <summary>Most parts that were fitted at once.</summary>
    public int Most { get; private set; }

    /// <summary>What a clip becomes.</summary>
    public static string ResultOf(string name, int parts) => string.Concat(Enumerable.Range(0, parts).Select(part => $"[{name} {part}]")) + ".";

    public async Task<IClipWork> OpenAsync(string name, FitSettings settings, CancellationToken cancellationToken)
    {
        Settings.Enqueue(settings);
        using var reader = new StreamReader(await storage.OpenReadAsync(name, cancellationToken));
        string text = await reader.ReadToEndAsync(cancellationToken);
        return int.TryParse(text, out int parts)
            ? new Clip(this, name, new ClipShape(parts, $"{parts:D32} of {name}"))
            : throw new InvalidDataException("It is no clip.");
    }

    private sealed class Clip(FakeClips owner, string name, ClipShape shape) : IClipWork
    {
        private static int _running;

        public ClipShape Shape { get; } = shape;

        public async Task<byte[]> FitAsync(int part, IProgress<double> progress, CancellationToken cancellationToken)
        {
            owner.Most = Math.Max(owner.Most, Interlocked.Increment(ref _running));
            try
            {
                await owner.Fitting(name, part, cancellationToken);
            }
            finally
            {
                Interlocked.Decrement(ref _running);
            }

            progress.Report(1);
            owner.Fitted.Enqueue($"{name} {part}");
            return System.Text.Encoding.UTF8.GetBytes($"[{name} {part}]");
        }

        public IClipJoin Join(Stream output) => new FakeJoin(name, output);

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }

    private sealed class FakeJoin(string name, Stream output) : IClipJoin
    {
        private int _next;

        public void Add(byte[] part)
        {
            if (System.Text.Encoding.UTF8.GetString(part) != $"[{name} {_next}]")
            {
                throw new InvalidDataException("Another part was expected.");
            }

            _next++;
            output.Write(part);
        }

        public void Complete() => output.Write("."u8);
    }
}
