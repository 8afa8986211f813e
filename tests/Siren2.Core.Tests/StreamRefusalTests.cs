using Siren2.Core.Tests.Upsampling;
using Siren2.Files;

namespace Siren2.Core.Tests;

/// <summary>Streams that cannot do what is asked of them are refused as arguments, before anything is done and in every method that takes one.</summary>
public sealed class StreamRefusalTests : IDisposable
{
    private static readonly AudioClip Clip = AudioClip.FromSamples(8_000, new float[64]);

    private readonly string _path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
    private readonly FittedClip _fit = new Upsampler(new() { Detail = 0 }).Fit(Clip, 16_000);

    public void Dispose() => File.Delete(_path);

    [Fact]
    public async Task A_stream_that_cannot_be_written_to_is_refused()
    {
        using var readOnly = new MemoryStream(new byte[1 << 16], writable: false);
        var closed = new MemoryStream();
        await closed.DisposeAsync();
        foreach (Stream stream in (Stream[])[readOnly, closed])
        {
            Refuses(() => Clip.Save(stream));
            await RefusesAsync(() => Clip.SaveAsync(stream));
            Refuses(() => _fit.Save(stream));
            await RefusesAsync(() => _fit.SaveAsync(stream));
            Refuses(() => SafetensorsFile.Save(stream, []));
            Refuses(() => _ = new WaveFileSink(stream, 8_000, 1, length: 1));
            Refuses(() => new Upsampler().FitAndWrite(Clip, 16_000, stream));
            Refuses(() => new Upsampler().FitAndWrite(Clip, AudioClip.FromSamples(16_000, new float[128]), stream));
        }
    }

    [Fact]
    public async Task A_stream_that_cannot_be_read_is_refused()
    {
        await using var writeOnly = new FileStream(_path, FileMode.Create, FileAccess.Write);
        var closed = new MemoryStream();
        await closed.DisposeAsync();
        foreach (Stream stream in (Stream[])[writeOnly, closed])
        {
            Refuses(() => AudioClip.Load(stream));
            await RefusesAsync(() => AudioClip.LoadAsync(stream));
            Refuses(() => FittedClip.Load(stream));
            await RefusesAsync(() => FittedClip.LoadAsync(stream));
            Refuses(() => SafetensorsFile.Load(stream));
            Refuses(() => _ = new WaveFileSource(stream));
        }
    }

    /// <summary>Streams over memory of a fixed size throw NotSupportedException when they are full: at the header, within the samples, at the last byte.</summary>
    [Fact]
    public async Task A_stream_that_is_full_cannot_be_written()
    {
        // Of an odd number of bytes, so that one follows them.
        AudioClip clip = AudioClip.FromSamples(8_000, new float[63]);
        await IsFullAsync(stream => Done(() => clip.Save(stream)));
        await IsFullAsync(stream => clip.SaveAsync(stream));
        await IsFullAsync(stream => Done(() => _fit.Save(stream)));
        await IsFullAsync(stream => _fit.SaveAsync(stream));
        await IsFullAsync(stream => Done(() => SafetensorsFile.Save(stream, [new("tensor", [4], [1, 2, 3, 4])])));
        await IsFullAsync(stream => Done(() =>
        {
            var sink = new WaveFileSink(stream, 8_000, 1, clip.Length);
            sink.Write(clip);
            sink.Complete();
        }));
        var upsampler = new Upsampler(new() { Detail = 0 });
        await IsFullAsync(stream => Done(() => upsampler.FitAndWrite(clip, 16_000, stream)));
        await IsFullAsync(stream => Done(() => Quick.Upsampler.FitAndWrite(clip, AudioClip.FromSamples(16_000, new float[126]), stream)));
    }

    /// <summary>Writes to streams of every size that is too small, as far as sizes differ, and to one that is large enough.</summary>
    private static async Task IsFullAsync(Func<Stream, Task> write)
    {
        using var whole = new MemoryStream();
        await write(whole);
        foreach (long size in (long[])[0, 10, whole.Length / 2, whole.Length - 1])
        {
            IOException failure = await Assert.ThrowsAsync<IOException>(() => write(new MemoryStream(new byte[size])));
            Assert.StartsWith("The stream cannot be written: ", failure.Message, StringComparison.Ordinal);
        }

        await write(new MemoryStream(new byte[whole.Length]));
    }

    private static Task Done(Action action)
    {
        action();
        return Task.CompletedTask;
    }

    private static void Refuses(Action action) => Assert.Equal("stream", Assert.Throws<ArgumentException>(action).ParamName);

    private static async Task RefusesAsync(Func<Task> action) => Assert.Equal("stream", (await Assert.ThrowsAsync<ArgumentException>(action)).ParamName);
}
