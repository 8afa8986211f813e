using System.Net;

namespace Siren2.WebApi.Tests;

public sealed class UpsampleTests
{
    private static readonly AudioClip Clip = Tone(4_000, 2);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_clip_comes_back_as_the_library_makes_it(bool isChunked)
    {
        await using Running service = await Running.Start();
        using HttpResponseMessage answer = await service.Post(Bytes(Clip), isChunked: isChunked);
        Assert.Equal((HttpStatusCode.OK, "audio/wav"), (answer.StatusCode, answer.Content.Headers.ContentType?.MediaType));
        Assert.Equal("blind", Assert.Single(answer.Headers.GetValues("Siren2-Mode")));
        byte[] body = await answer.Content.ReadAsByteArrayAsync();
        Assert.Equal(body.Length, answer.Content.Headers.ContentLength);
        using var own = new MemoryStream();
        new Upsampler().FitAndWrite(await AudioClip.LoadAsync(new MemoryStream(Bytes(Clip))), 16_000, own);
        Assert.Equal(own.ToArray(), body);
    }

    [Theory]
    [InlineData("speech.mp3", "audio/mpeg")]
    [InlineData("speech.ogg", "application/octet-stream")]
    public async Task Other_formats_are_read_without_a_program_of_others(string name, string type)
    {
        await using Running service = await Running.Start();
        byte[] file = await File.ReadAllBytesAsync(Path.Combine(AppContext.BaseDirectory, "Clips", name));
        using HttpResponseMessage answer = await service.Post(file, "?rate=48000", type);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        AudioClip result = await AudioClip.LoadAsync(await answer.Content.ReadAsStreamAsync());
        Assert.Equal(48_000, result.SampleRate);
        Assert.InRange(result.Length, 1, 48_000 * 60);
    }

    [Fact]
    public async Task Detail_is_the_clients_to_choose()
    {
        await using Running service = await Running.Start();
        using HttpResponseMessage answer = await service.Post(Bytes(Clip), "?rate=16000&detail=0");
        using var sinc = new MemoryStream();
        new Upsampler(new UpsamplerOptions { Detail = 0 }).FitAndWrite(await AudioClip.LoadAsync(new MemoryStream(Bytes(Clip))), 16_000, sinc);
        Assert.Equal(sinc.ToArray(), await answer.Content.ReadAsByteArrayAsync());
    }

    [Fact]
    public async Task Many_requests_at_once_are_all_answered()
    {
        await using Running service = await Running.Start(false, "--Siren2Queue:Concurrency=2");
        HttpResponseMessage[] answers = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => service.Post(Bytes(Clip))));
        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.OK, answer.StatusCode));
        byte[][] bodies = await Task.WhenAll(answers.Select(answer => answer.Content.ReadAsByteArrayAsync()));
        Assert.All(bodies, body => Assert.Equal(bodies[0], body));
        Assert.Equal((0, 0), (service.Queue.WaitingCount, service.Queue.RunningCount));
    }

    internal static AudioClip Tone(int length, int channels = 1) => new(
        8_000, [.. Enumerable.Range(0, channels).Select(c => Enumerable.Range(0, length).Select(n => MathF.Sin((c + 1) * n * n * 1e-4f) / 2).ToArray())]);

    internal static byte[] Bytes(AudioClip clip)
    {
        using var stream = new MemoryStream();
        clip.Save(stream);
        return stream.ToArray();
    }
}
