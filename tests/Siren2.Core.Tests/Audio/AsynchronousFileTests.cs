#pragma warning disable CA1849 // The synchronous twins are what is compared with.
using Siren2.Core.Tests.Upsampling;

namespace Siren2.Core.Tests.Audio;

/// <summary>Loading and saving without a thread that waits give what loading and saving give.</summary>
public sealed class AsynchronousFileTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("siren2");

    public static TheoryData<string> Files =>
        [.. Directory.EnumerateFiles(Path.Combine(AppContext.BaseDirectory, "Fixtures", "wave"), "*.wav").Select(path => Path.GetFileName(path)!)];

    public static TheoryData<WaveEncoding> Formats => [.. Enum.GetValues<WaveEncoding>()];

    private string PathOf(string name) => Path.Combine(_folder.FullName, name);

    [Theory]
    [MemberData(nameof(Files))]
    public async Task The_body_of_a_request_gives_the_clip_that_the_file_gives(string name)
    {
        string path = Path.Combine(AppContext.BaseDirectory, "Fixtures", "wave", name);
        AudioClip expected = AudioClip.Load(path);
        Measure.AssertSameBits(expected, await AudioClip.LoadAsync(path));
        using var body = new AsynchronousStream(await File.ReadAllBytesAsync(path));
        Measure.AssertSameBits(expected, await AudioClip.LoadAsync(body));
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public async Task What_is_saved_has_the_bytes_of_what_is_saved_otherwise(WaveEncoding format)
    {
        AudioClip clip = Clips.Noise(70_001, channels: format == WaveEncoding.Pcm24 ? 1 : 3);
        clip.Save(PathOf("expected.wav"), format);
        byte[] expected = await File.ReadAllBytesAsync(PathOf("expected.wav"));
        await clip.SaveAsync(PathOf("clip.wav"), format);
        Assert.Equal(expected, await File.ReadAllBytesAsync(PathOf("clip.wav")));
        using var body = new AsynchronousStream([]);
        await clip.SaveAsync(body, format);
        Assert.Equal(expected, body.Written);
    }

    [Fact]
    public async Task Canceled_a_read_ends_with_the_block_and_a_write_leaves_the_former_file()
    {
        using var source = new CancellationTokenSource();
        int reads = 0;
        byte[] file = new byte[1 << 20];
        (await File.ReadAllBytesAsync(Path.Combine(AppContext.BaseDirectory, "Clips", "speech-22k.wav"), source.Token)).AsSpan(0, 44).CopyTo(file);
        using var body = new AsynchronousStream(file, read =>
        {
            reads = read;
            if (read == 5)
            {
                source.Cancel();
            }
        });
        _ = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => AudioClip.LoadAsync(body, source.Token));
        Assert.Equal(5, reads);

        Clips.Noise(10).Save(PathOf("clip.wav"));
        byte[] former = await File.ReadAllBytesAsync(PathOf("clip.wav"));
        _ = await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => Clips.Noise(100_000).SaveAsync(PathOf("clip.wav"), cancellationToken: source.Token));
        Assert.Equal(former, await File.ReadAllBytesAsync(PathOf("clip.wav")));
        Assert.Single(_folder.EnumerateFiles());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    public async Task Canceled_a_write_ends_with_the_block_whether_the_stream_looks_at_the_token_or_not(int last)
    {
        AudioClip clip = Clips.Noise(200_000);
        FittedClip fit = new Upsampler(new() { Detail = 0 }).Fit(clip, 8000);
        await EndsAfter(last, (stream, token) => clip.SaveAsync(stream, cancellationToken: token));
        await EndsAfter(last, (stream, token) => clip.SaveAsync(stream, WaveEncoding.Float32, token));
        await EndsAfter(last, fit.SaveAsync);
    }

    private static async Task EndsAfter(int last, Func<Stream, CancellationToken, Task> write)
    {
        using var source = new CancellationTokenSource();
        int writes = 0;
        void AfterWrite(int write)
        {
            writes = write;
            if (write == last)
            {
                source.Cancel();
            }
        }

        if (last == 0)
        {
            await source.CancelAsync();
        }

        using var body = new AsynchronousStream([], AfterWrite, looksAtTokens: false);
        OperationCanceledException end = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => write(body, source.Token));
        Assert.Equal((source.Token, last), (end.CancellationToken, writes));
    }

    [Fact]
    public async Task What_is_no_WAV_file_is_refused_as_it_is_otherwise()
    {
        using var body = new AsynchronousStream(new byte[100]);
        _ = await Assert.ThrowsAsync<InvalidDataException>(() => AudioClip.LoadAsync(body));
        _ = await Assert.ThrowsAsync<FileNotFoundException>(() => AudioClip.LoadAsync(PathOf("none.wav")));
        _ = await Assert.ThrowsAsync<ArgumentNullException>("stream", () => AudioClip.LoadAsync((Stream)null!));
        _ = await Assert.ThrowsAsync<ArgumentNullException>("path", () => AudioClip.LoadAsync((string)null!));
        _ = await Assert.ThrowsAsync<InvalidOperationException>(() => new AudioClip(8000, [float.NaN]).SaveAsync(PathOf("clip.wav")));
        _ = await Assert.ThrowsAsync<DirectoryNotFoundException>(() => Clips.Noise(10).SaveAsync(PathOf("none/clip.wav")));
        Assert.Empty(_folder.EnumerateFiles());
    }

    [Fact]
    public void A_fit_part_by_part_writes_to_a_stream_what_it_writes_to_a_file()
    {
        (AudioClip clip, AudioClip reference) = Clips.Pair(1500);
        _ = Quick.Upsampler.FitAndWrite(clip, 16_000, PathOf("blind.wav"));
        _ = Quick.Upsampler.FitAndWrite(clip, reference, PathOf("guided.wav"), WaveEncoding.Float32);
        using var blind = new MemoryStream();
        using var guided = new MemoryStream();
        Assert.Equal(FitMode.Blind, Quick.Upsampler.FitAndWrite(clip, 16_000, blind).Mode);
        Assert.Equal(FitMode.Guided, Quick.Upsampler.FitAndWrite(clip, reference, guided, WaveEncoding.Float32).Mode);
        Assert.Equal(File.ReadAllBytes(PathOf("blind.wav")), blind.ToArray());
        Assert.Equal(File.ReadAllBytes(PathOf("guided.wav")), guided.ToArray());
    }

    public void Dispose() => _folder.Delete(recursive: true);
}
