using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Siren2.Extensions.DependencyInjection.Tests;

public sealed class FitQueueTests
{
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task A_fit_gives_what_the_resolver_gives()
    {
        using IHost host = Hosts.Build(services => services.AddSiren2().AddSiren2Queue());
        await host.StartAsync();
        ISuperResolver resolver = host.Services.GetRequiredService<ISuperResolver>();
        var clip = new AudioClip(8_000, [.. Enumerable.Range(0, 4_000).Select(n => MathF.Sin(n * n * 1e-4f))]);
        QueuedFit<UpsampleResult> fit = await Queue(host).EnqueueAsync(stop => resolver.FitAndPredict(clip, 16_000, null, stop));
        float[] result = (await fit.Result).Audio.Channel(0).ToArray();
        Assert.Equal(new Upsampler().FitAndPredict(clip, 16_000).Audio.Channel(0).ToArray(), result);
        await host.StopAsync();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task No_more_run_at_once_than_the_options_allow_and_they_begin_in_order(int concurrency)
    {
        using IHost host = await Started(queue => queue.Concurrency = concurrency);
        var begun = new ConcurrentQueue<int>();
        int running = 0;
        int most = 0;
        var fits = new List<QueuedFit<int>>();
        for (int i = 0; i < 12; i++)
        {
            int number = i;
            fits.Add(await Queue(host).EnqueueAsync(_ =>
            {
                begun.Enqueue(number);
                int now = Interlocked.Increment(ref running);
                most = Math.Max(most, now);
                Thread.Sleep(10);
                Interlocked.Decrement(ref running);
                return number;
            }));
        }

        Assert.Equal(Enumerable.Range(0, 12), await Task.WhenAll(fits.Select(fit => fit.Result)));
        Assert.InRange(most, 1, concurrency);
        if (concurrency == 1)
        {
            Assert.Equal(Enumerable.Range(0, 12), begun);
        }

        await host.StopAsync();
    }

    [Fact]
    public async Task A_full_queue_makes_who_adds_wait_and_who_tries_go_without()
    {
        using IHost host = await Started(options => options.Capacity = 2);
        IFitQueue queue = Queue(host);
        using var gate = new Gate();
        QueuedFit<int> running = await queue.EnqueueAsync(gate.Pass);
        await gate.Reached;
        QueuedFit<int> first = await queue.EnqueueAsync(_ => 1);
        QueuedFit<int>? second = queue.TryEnqueue(_ => 2);
        Assert.NotNull(second);
        Assert.Null(queue.TryEnqueue(_ => 3));
        Assert.Equal((2, 1), (queue.WaitingCount, queue.RunningCount));
        Task<QueuedFit<int>> third = queue.EnqueueAsync(_ => 3).AsTask();
        await Task.Delay(50);
        Assert.False(third.IsCompleted);
        gate.Open();
        Assert.Equal(3, await (await third.WaitAsync(Long)).Result.WaitAsync(Long));
        int[] results = await Task.WhenAll(running.Result, first.Result, second.Result);
        Assert.Equal([0, 1, 2], results);
        await host.StopAsync();
        Assert.Equal((0, 0), (queue.WaitingCount, queue.RunningCount));
    }

    [Fact]
    public async Task A_fit_that_is_canceled_while_it_waits_is_over_at_once_and_makes_room()
    {
        using IHost host = await Started(options => options.Capacity = 1);
        IFitQueue queue = Queue(host);
        using var gate = new Gate();
        _ = await queue.EnqueueAsync(gate.Pass);
        await gate.Reached;
        using var canceled = new CancellationTokenSource();
        bool hasRun = false;
        QueuedFit<bool> waiting = await queue.EnqueueAsync(_ => hasRun = true, canceled.Token);
        using var givesUp = new CancellationTokenSource();
        Task<QueuedFit<int>> outside = queue.EnqueueAsync(_ => 0, givesUp.Token).AsTask();
        await givesUp.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => outside.WaitAsync(Long));
        await canceled.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting.Result.WaitAsync(Long));
        QueuedFit<int>? other = queue.TryEnqueue(_ => 4);
        Assert.NotNull(other);
        gate.Open();
        Assert.Equal(4, await other.Result.WaitAsync(Long));
        Assert.False(hasRun);
        await host.StopAsync();
    }

    [Fact]
    public async Task A_fit_that_is_canceled_while_it_runs_ends_within_a_step()
    {
        using IHost host = Hosts.Build(services => services.AddSiren2().AddSiren2Queue());
        await host.StartAsync();
        Upsampler endless = Endless();
        using var canceled = new CancellationTokenSource();
        var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        QueuedFit<UpsampleResult> fit = await Queue(host).EnqueueAsync(
            stop => endless.FitAndPredict(Clip(), 16_000, new Begun(begun), stop), canceled.Token);
        await begun.Task.WaitAsync(Long);
        await canceled.CancelAsync();
        OperationCanceledException e = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => fit.Result.WaitAsync(Long));
        Assert.Equal(canceled.Token, e.CancellationToken);
        await host.StopAsync();
    }

    [Fact]
    public async Task What_a_fit_throws_is_its_own_and_stops_no_other()
    {
        using IHost host = await Started();
        QueuedFit<int> bad = await Queue(host).EnqueueAsync<int>(_ => throw new InvalidDataException("no clip"));
        QueuedFit<int> good = await Queue(host).EnqueueAsync(_ => 1);
        Assert.Equal("no clip", (await Assert.ThrowsAsync<InvalidDataException>(() => bad.Result)).Message);
        Assert.Equal(1, await good.Result);
        await host.StopAsync();
    }

    [Theory]
    [InlineData(FitQueueStop.CancelAll, false, false)]
    [InlineData(FitQueueStop.FinishRunning, true, false)]
    [InlineData(FitQueueStop.FinishAll, true, true)]
    public async Task A_host_that_stops_finishes_what_the_options_say(FitQueueStop onStop, bool finishesRunning, bool finishesWaiting)
    {
        using IHost host = await Started(options => options.OnStop = onStop);
        IFitQueue queue = Queue(host);
        using var gate = new Gate();
        QueuedFit<int> running = await queue.EnqueueAsync(gate.Pass);
        await gate.Reached;
        QueuedFit<int> waiting = await queue.EnqueueAsync(_ => 1);
        Task stopped = host.StopAsync();
        if (finishesRunning)
        {
            await Task.Delay(50);
            Assert.False(stopped.IsCompleted);
            gate.Open();
        }

        await stopped.WaitAsync(Long);
        Assert.Equal(finishesRunning, running.Result.IsCompletedSuccessfully);
        Assert.Equal(finishesWaiting, waiting.Result.IsCompletedSuccessfully);
        Assert.True(running.Result.IsCompleted && waiting.Result.IsCompleted);
        Assert.Null(queue.TryEnqueue(_ => 2));
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await queue.EnqueueAsync(_ => 2));
    }

    [Fact]
    public async Task A_host_whose_time_to_stop_is_over_cancels_what_runs_within_a_step()
    {
        using IHost host = Hosts.Build(services => services
            .AddSiren2Queue(options => options.OnStop = FitQueueStop.FinishAll)
            .Configure<HostOptions>(options => options.ShutdownTimeout = TimeSpan.FromMilliseconds(200)));
        await host.StartAsync();
        Upsampler endless = Endless();
        QueuedFit<UpsampleResult> fit = await Queue(host).EnqueueAsync(stop => endless.FitAndPredict(Clip(), 16_000, null, stop));
        QueuedFit<int> waiting = await Queue(host).EnqueueAsync(_ => 1);
        await host.StopAsync().WaitAsync(Long);
        Assert.True(fit.Result.IsCanceled && waiting.Result.IsCanceled);
    }

    [Fact]
    public async Task Who_waits_for_a_place_is_told_when_the_host_stops()
    {
        using IHost host = await Started(options => options.Capacity = 1);
        using var gate = new Gate();
        _ = await Queue(host).EnqueueAsync(gate.Pass);
        await gate.Reached;
        _ = await Queue(host).EnqueueAsync(_ => 1);
        Task<QueuedFit<int>> outside = Queue(host).EnqueueAsync(_ => 2).AsTask();
        Task stopped = host.StopAsync();
        await Assert.ThrowsAsync<InvalidOperationException>(() => outside.WaitAsync(Long));
        gate.Open();
        await stopped.WaitAsync(Long);
    }

    [Fact]
    public async Task What_waits_in_a_host_that_never_starts_is_canceled_with_it()
    {
        IHost host = Hosts.Build(services => services.AddSiren2Queue());
        QueuedFit<int> fit = await Queue(host).EnqueueAsync(_ => 1);
        host.Dispose();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => fit.Result.WaitAsync(Long));
    }

    [Fact]
    public async Task Waiting_is_measured_by_the_meters_of_the_host()
    {
        using IHost host = await Started();
        var names = new ConcurrentDictionary<string, double>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, own) =>
            {
                if (instrument.Meter.Scope == host.Services.GetRequiredService<IMeterFactory>())
                {
                    own.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<double>((instrument, value, _, _) => names[instrument.Name] = value);
        listener.SetMeasurementEventCallback<int>((instrument, value, _, _) => names[instrument.Name] = value);
        listener.Start();
        using var gate = new Gate();
        _ = await Queue(host).EnqueueAsync(gate.Pass);
        await gate.Reached;
        _ = await Queue(host).EnqueueAsync(_ => 1);
        listener.RecordObservableInstruments();
        Assert.InRange(names["siren2.queue.wait.duration"], 0, 30);
        Assert.Equal((1, 1), (names["siren2.queue.waiting"], names["siren2.queue.running"]));
        gate.Open();
        await host.StopAsync();
    }

    private static IFitQueue Queue(IHost host) => host.Services.GetRequiredService<IFitQueue>();

    private static async Task<IHost> Started(Action<FitQueueOptions>? configure = null)
    {
        IHost host = Hosts.Build(services => services.AddSiren2Queue(configure));
        await host.StartAsync();
        return host;
    }

    private static AudioClip Clip() => new(8_000, [.. Enumerable.Range(0, 8_000).Select(n => MathF.Sin(n * n * 1e-4f))]);

    /// <summary>A fit of networks that would take hours.</summary>
    private static Upsampler Endless() => new(new UpsamplerOptions { Blind = new() { Texture = null, Fit = new() { StepCount = 1_000_000 } } });

    private sealed class Begun(TaskCompletionSource begun) : IProgress<FitProgress>
    {
        public void Report(FitProgress value)
        {
            if (value.StepsTaken > 0)
            {
                begun.TrySetResult();
            }
        }
    }

    /// <summary>A fit that waits until it is let through, or canceled.</summary>
    private sealed class Gate : IDisposable
    {
        private readonly ManualResetEventSlim _gate = new();
        private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Reached => _reached.Task.WaitAsync(Long);

        public int Pass(CancellationToken stop)
        {
            _reached.TrySetResult();
            _gate.Wait(stop);
            return 0;
        }

        public void Open() => _gate.Set();

        public void Dispose() => _gate.Dispose();
    }
}
