using System.Diagnostics;
using System.Net;
using WebApi;

namespace Siren2.WebApi.Tests;

/// <summary>Fits that would take hours: clients that go away, a queue that is full, a host that stops.</summary>
public sealed class BusyTests
{
    private static readonly byte[] Second = UpsampleTests.Bytes(UpsampleTests.Tone(8_000));
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task A_client_that_goes_away_ends_its_fit_and_nothing_is_left_of_it()
    {
        await using Running service = await Running.Start(isEndless: true);
        int before = Folders();
        using var client = new CancellationTokenSource();
        Task<HttpResponseMessage> request = service.Post(Second, cancellationToken: client.Token);
        await Until(() => service.Queue.RunningCount == 1);
        Assert.False(request.IsCompleted);
        long start = Stopwatch.GetTimestamp();
        await client.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => request);
        await Until(() => service.Queue.RunningCount == 0);
        TimeSpan ended = Stopwatch.GetElapsedTime(start);
        Assert.True(ended < TimeSpan.FromSeconds(5), $"{ended}");
        await Until(() => Folders() <= before);
        using HttpResponseMessage health = await service.Client.GetAsync(new Uri("/health", UriKind.Relative));
        Assert.Equal(HttpStatusCode.OK, health.StatusCode);
    }

    [Fact]
    public async Task A_full_queue_refuses_at_once_says_so_to_who_asks_and_has_room_when_a_waiting_client_goes_away()
    {
        await using Running service = await Running.Start(true, "--Siren2Queue:Capacity=1");
        using var clients = new CancellationTokenSource();
        Task<HttpResponseMessage> runs = service.Post(Second, cancellationToken: clients.Token);
        await Until(() => service.Queue.RunningCount == 1);
        using var waits = new CancellationTokenSource();
        Task<HttpResponseMessage> waiting = service.Post(Second, cancellationToken: waits.Token);
        await Until(() => service.Queue.WaitingCount == 1);
        using HttpResponseMessage refused = await service.Post(Second);
        await RefusalTests.AssertProblem(refused, 503, "come again");
        Assert.NotNull(refused.Headers.RetryAfter);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, await Health(service));
        await waits.CancelAsync();
        await Until(() => service.Queue.WaitingCount == 0);
        Assert.Equal(HttpStatusCode.OK, await Health(service));
        await clients.CancelAsync();
        await Until(() => service.Queue.RunningCount == 0);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => runs);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
    }

    [Fact]
    public async Task A_service_that_stops_answers_those_whose_fits_it_gives_up()
    {
        await using Running service = await Running.Start(true, "--Siren2Queue:OnStop=CancelAll");
        Task<HttpResponseMessage> request = service.Post(Second);
        await Until(() => service.Queue.RunningCount == 1);
        Task stopped = service.Stop();
        using HttpResponseMessage answer = await request.WaitAsync(Long);
        await RefusalTests.AssertProblem(answer, 503, "stops");
        await stopped.WaitAsync(Long);
    }

    private static async Task<HttpStatusCode> Health(Running service)
    {
        using HttpResponseMessage health = await service.Client.GetAsync(new Uri("/health", UriKind.Relative));
        return health.StatusCode;
    }

    private static int Folders() => Directory.GetDirectories(Path.GetTempPath(), WorkFolder.Prefix + "*").Length;

    private static async Task Until(Func<bool> condition)
    {
        long start = Stopwatch.GetTimestamp();
        while (!condition())
        {
            Assert.True(Stopwatch.GetElapsedTime(start) < Long, "waited too long");
            await Task.Delay(5);
        }
    }
}
