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

    private static void Refuses(Action action) => Assert.Equal("stream", Assert.Throws<ArgumentException>(action).ParamName);

    private static async Task RefusesAsync(Func<Task> action) => Assert.Equal("stream", (await Assert.ThrowsAsync<ArgumentException>(action)).ParamName);
}
