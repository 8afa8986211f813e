using System.Text.Json;

namespace Siren2.WebApi.Tests;

public sealed class RefusalTests
{
    private static readonly byte[] Second = UpsampleTests.Bytes(UpsampleTests.Tone(8_000));

    public static TheoryData<string, string, string, int, string> Refused => new()
    {
        { "", "audio/wav", "wav", 400, "rate" },
        { "?rate=loud", "audio/wav", "wav", 400, "loud" },
        { "?rate=-1", "audio/wav", "wav", 400, "-1" },
        { "?rate=4000", "audio/wav", "wav", 400, "4000" },
        { "?rate=16000&detail=2", "audio/wav", "wav", 400, "detail" },
        { "?rate=16000&detail=NaN", "audio/wav", "wav", 400, "detail" },
        { "?rate=16000", "text/plain", "wav", 415, "text/plain" },
        { "?rate=16000", "audio/wav", "text", 400, "" },
        { "?rate=16000", "audio/wav", "nothing", 400, "" },
        { "?rate=16000", "audio/wav", "notNumbers", 400, "NaN" },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public async Task What_cannot_be_done_is_a_problem_that_says_why(string query, string type, string body, int status, string named)
    {
        await using Running service = await Running.Start();
        byte[] bytes = body switch
        {
            "wav" => Second,
            "text" => "I am no audio, whatever my type says."u8.ToArray(),
            "notNumbers" => NotNumbers(),
            _ => [],
        };
        using HttpResponseMessage answer = await service.Post(bytes, query, type);
        await AssertProblem(answer, status, named);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Too_many_bytes_are_refused_while_they_come(bool isChunked)
    {
        await using Running service = await Running.Start(false, "--Limits:RequestBytes=1000");
        using HttpResponseMessage answer = await service.Post(Second, isChunked: isChunked);
        await AssertProblem(answer, 413, "too large");
    }

    [Theory]
    [InlineData("--Limits:Seconds=0.5", "0.5 s")]
    [InlineData("--Limits:ResultSamples=15999", "15999")]
    public async Task Too_long_a_clip_or_result_is_refused_before_it_is_fitted(string limit, string named)
    {
        await using Running service = await Running.Start(true, limit);
        using HttpResponseMessage answer = await service.Post(Second);
        await AssertProblem(answer, 413, named);
    }

    [Fact]
    public async Task Other_addresses_and_verbs_are_problems_too()
    {
        await using Running service = await Running.Start();
        using HttpResponseMessage nowhere = await service.Client.GetAsync(new Uri("/nowhere", UriKind.Relative));
        await AssertProblem(nowhere, 404, "");
        using HttpResponseMessage get = await service.Client.GetAsync(new Uri("/upsample", UriKind.Relative));
        await AssertProblem(get, 405, "");
    }

    [Fact]
    public async Task A_wrong_setting_ends_the_start()
    {
        await Assert.ThrowsAnyAsync<Exception>(() => Running.Start(false, "--Limits:Seconds=0"));
        await Assert.ThrowsAnyAsync<Exception>(() => Running.Start(false, "--Siren2:Detail=2"));
    }

    internal static async Task AssertProblem(HttpResponseMessage answer, int status, string named)
    {
        string text = await answer.Content.ReadAsStringAsync();
        Assert.True(status == (int)answer.StatusCode, $"{(int)answer.StatusCode}: {text}");
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        using var problem = JsonDocument.Parse(text);
        Assert.Equal(status, problem.RootElement.GetProperty("status").GetInt32());
        Assert.Contains(named, text, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("(Parameter", text, StringComparison.Ordinal);
    }

    /// <summary>A WAV file of floats that are no numbers: a whole one, with the samples overwritten.</summary>
    private static byte[] NotNumbers()
    {
        using var stream = new MemoryStream();
        UpsampleTests.Tone(1_000).Save(stream, WaveEncoding.Float32);
        byte[] bytes = stream.ToArray();
        bytes.AsSpan(bytes.Length - 400).Fill(0xFF);
        return bytes;
    }
}
