namespace Siren2.Orleans.Tests;

/// <summary>Jobs on silos of this process.</summary>
public sealed class ClusterTests
{
    [Fact]
    public async Task Clips_of_one_part_and_of_many_become_their_results_and_leave_nothing_else_behind()
    {
        await using Cluster cluster = await Cluster.StartAsync(silos: 2);
        IUpsampleJob job = await cluster.SubmitAsync("job", cluster.Put("a"), cluster.Put("b", 7), cluster.Put("c", 20));
        UpsampleJobProgress progress = await Cluster.EndAsync(job);
        Assert.Equal((UpsampleJobState.Completed, 3, 3, 0, 28, 1.0), (progress.State, progress.ClipCount, progress.ClipsDone, progress.ClipsFailed,
            progress.PartsDone, progress.Fraction));
        Assert.Equal(
            (FakeClips.ResultOf("a", 1), FakeClips.ResultOf("b", 7), FakeClips.ResultOf("c", 20)), (cluster.Result("a"), cluster.Result("b"), cluster.Result("c")));
        Assert.Equal(28, cluster.Clips.Fitted.Distinct().Count());
        Assert.Equal(28, cluster.Clips.Fitted.Count);
        await Cluster.UntilAsync(() => Task.FromResult(!Directory.Exists(cluster.PathOf(".siren2/job"))));
        await Cluster.UntilAsync(async () => (await cluster.Client.GetUpsampleJobIdsAsync()).Count == 0);
    }

    [Fact]
    public async Task Real_clips_become_the_bytes_that_one_process_writes()
    {
        await using Cluster cluster = await Cluster.StartAsync(silos: 2, isFake: false);
        string clip = Path.Combine(AppContext.BaseDirectory, "Clips", "speech-8k.wav");
        File.Copy(clip, cluster.PathOf("speech.wav"));
        IUpsampleJob job = await cluster.SubmitAsync("job", new ClipRequest { Input = "speech.wav", Output = "out/speech.wav" });
        Assert.Equal(1, (await Cluster.EndAsync(job)).ClipsDone);
        AudioClip expected = new Upsampler().FitAndPredict(await AudioClip.LoadAsync(clip), 16_000).Audio;
        await expected.SaveAsync(cluster.PathOf("expected.wav"));
        Assert.Equal(await File.ReadAllBytesAsync(cluster.PathOf("expected.wav")), await File.ReadAllBytesAsync(cluster.PathOf("out/speech.wav")));
    }

    [Fact]
    public async Task A_silo_that_dies_loses_its_parts_alone_and_the_result_is_the_same()
    {
        await using Cluster cluster = await Cluster.StartAsync(silos: 3);
        cluster.Clips.Fitting = (_, _, stop) => Task.Delay(40, stop);
        IUpsampleJob job = await cluster.SubmitAsync("job", [.. Enumerable.Range(0, 6).Select(clip => cluster.Put($"clip-{clip}", 12))]);
        await Cluster.UntilAsync(async () => (await job.GetProgressAsync()).PartsDone > 10);
        await cluster.KillAsync(cluster.Silos[^1]);
        UpsampleJobProgress progress = await Cluster.EndAsync(job);
        Assert.Equal((6, 0), (progress.ClipsDone, progress.ClipsFailed));
        Assert.All(Enumerable.Range(0, 6), clip => Assert.Equal(FakeClips.ResultOf($"clip-{clip}", 12), cluster.Result($"clip-{clip}")));

        // What its own silo had in work, twice at most; nothing else.
        Assert.InRange(cluster.Clips.Fitted.Count, 72, 72 + 8);
    }

    [Fact]
    public async Task A_job_whose_grain_is_activated_anew_goes_on_where_it_was()
    {
        await using Cluster cluster = await Cluster.StartAsync();
        cluster.Clips.Fitting = (_, _, stop) => Task.Delay(30, stop);
        IUpsampleJob job = await cluster.SubmitAsync("job", cluster.Put("a", 30));
        for (int i = 1; i <= 3; i++)
        {
            await Cluster.UntilAsync(async () => (await job.GetProgressAsync()).PartsDone > 5 * i);
            await cluster.DeactivateAsync(job);
        }

        Assert.Equal(30, (await Cluster.EndAsync(job)).PartsDone);
        Assert.Equal(FakeClips.ResultOf("a", 30), cluster.Result("a"));
        Assert.Equal(30, cluster.Clips.Fitted.Count);
    }

    [Fact]
    public async Task A_clip_that_fails_again_and_again_is_set_aside_with_its_error_and_the_others_are_done()
    {
        await using Cluster cluster = await Cluster.StartAsync(silos: 2);
        int attempts = 0;
        cluster.Clips.Fitting = (name, part, _) => (name, part) switch
        {
            ("poison", 1) => Task.FromException(new ArithmeticException($"attempt {Interlocked.Increment(ref attempts)}")),
            ("moody", 2) when cluster.Clips.Fitted.All(fitted => fitted != "moody 1") => Task.FromException(new IOException("not yet")),
            _ => Task.CompletedTask,
        };
        IUpsampleJob job = await cluster.SubmitAsync(
            "job", cluster.Put("poison", 4), cluster.Put("broken", "no number"), cluster.Put("a"), cluster.Put("moody", 3),
            new ClipRequest { Input = "missing", Output = "out/missing" });
        UpsampleJobProgress progress = await Cluster.EndAsync(job);
        Assert.Equal((2, 3, 1.0), (progress.ClipsDone, progress.ClipsFailed, progress.Fraction));
        IReadOnlyList<ClipFailure> failures = await job.GetFailuresAsync();
        Assert.Equal(["broken", "missing", "poison"], failures.Select(failure => failure.Input).Order());
        Assert.Contains("ArithmeticException: attempt 3", failures.Single(failure => failure.Clip == 0).Error, StringComparison.Ordinal);
        Assert.Equal(3, attempts);
        Assert.False(File.Exists(cluster.PathOf("out/poison")));
        Assert.Equal(FakeClips.ResultOf("moody", 3), cluster.Result("moody"));
    }

    [Fact]
    public async Task Canceled_a_job_stops_what_runs_and_can_be_forgotten()
    {
        await using Cluster cluster = await Cluster.StartAsync();
        int canceled = 0;
        cluster.Clips.Fitting = async (_, _, stop) =>
        {
            using CancellationTokenRegistration told = stop.Register(() => Interlocked.Increment(ref canceled));
            await Task.Delay(Timeout.Infinite, stop);
        };
        ClipRequest clip = cluster.Put("a", 5);
        IUpsampleJob job = await cluster.SubmitAsync("job", clip, cluster.Put("b"));
        await Cluster.UntilAsync(async () => (await job.GetProgressAsync()).PartsRunning == 2);
        await Assert.ThrowsAsync<InvalidOperationException>(job.ForgetAsync);
        await job.CancelAsync();
        Assert.Equal(UpsampleJobState.Canceled, (await job.GetProgressAsync()).State);
        await Cluster.UntilAsync(() => Task.FromResult(Volatile.Read(ref canceled) == 2));
        await Cluster.UntilAsync(async () =>
        {
            try
            {
                await job.ForgetAsync();
                return true;
            }
            catch (InvalidOperationException)
            {
                return false;
            }
        });
        await Cluster.UntilAsync(async () => (await job.GetProgressAsync()).State == UpsampleJobState.Unknown);

        // Its id is free.
        cluster.Clips.Fitting = (_, _, _) => Task.CompletedTask;
        Assert.Equal(1, (await Cluster.EndAsync(await cluster.SubmitAsync("job", clip))).ClipsDone);
    }

    [Fact]
    public async Task Free_processors_go_to_the_job_of_the_highest_priority_and_no_silo_begins_more_than_it_may()
    {
        await using Cluster cluster = await Cluster.StartAsync();
        using var goOn = new SemaphoreSlim(0);
        cluster.Clips.Fitting = (_, _, stop) => goOn.WaitAsync(stop);
        IUpsampleJob low = await cluster.SubmitAsync("low", 0, [.. Enumerable.Range(0, 6).Select(clip => cluster.Put($"low-{clip}"))]);
        await Cluster.UntilAsync(async () => (await low.GetProgressAsync()).PartsRunning == 2);
        IUpsampleJob high = await cluster.SubmitAsync("high", 5, [.. Enumerable.Range(0, 6).Select(clip => cluster.Put($"high-{clip}"))]);

        // Twenty heartbeats, in which every worker hears of it, on a busy machine too.
        await Task.Delay(1000);

        // More than there are parts: where a silo was thought dead for a while, some are fitted twice.
        goOn.Release(100);
        await Cluster.EndAsync(low);
        await Cluster.EndAsync(high);
        string[] order = [.. cluster.Clips.Fitted];
        Assert.All(order[2..7], name => Assert.StartsWith("high", name, StringComparison.Ordinal));
        Assert.Equal(2, cluster.Clips.Most);
    }

    [Fact]
    public async Task A_part_whose_bytes_were_damaged_is_fitted_again()
    {
        await using Cluster cluster = await Cluster.StartAsync();
        using var goOn = new SemaphoreSlim(0);
        cluster.Clips.Fitting = (_, part, stop) => part == 0 ? goOn.WaitAsync(stop) : Task.CompletedTask;
        IUpsampleJob job = await cluster.SubmitAsync("job", cluster.Put("a", 4));
        string folder = cluster.PathOf(".siren2/job/0");
        await Cluster.UntilAsync(() => Task.FromResult(Directory.Exists(folder) && Directory.GetFiles(folder, "*-2").Length == 1));
        await File.WriteAllTextAsync(Directory.GetFiles(folder, "*-2")[0], "nonsense");
        goOn.Release();
        UpsampleJobProgress end = await Cluster.EndAsync(job);
        Assert.Equal((1, 0, 4), (end.ClipsDone, end.ClipsFailed, end.PartsDone));
        Assert.Equal(FakeClips.ResultOf("a", 4), cluster.Result("a"));
        Assert.Equal(2, cluster.Clips.Fitted.Count(name => name == "a 2"));
    }

    [Fact]
    public async Task To_submit_the_same_again_changes_nothing_and_another_is_refused()
    {
        await using Cluster cluster = await Cluster.StartAsync();
        ClipRequest clip = cluster.Put("a");
        IUpsampleJob job = await cluster.SubmitAsync("job", clip);
        await Cluster.EndAsync(job);
        await cluster.SubmitAsync("job", clip);
        Assert.Equal(UpsampleJobState.Completed, (await job.GetProgressAsync()).State);
        await Assert.ThrowsAsync<InvalidOperationException>(() => cluster.SubmitAsync("job", cluster.Put("b")));
        Assert.Equal(["a 0"], cluster.Clips.Fitted);
    }

    [Theory]
    [InlineData(Extensions.DependencyInjection.Siren2Preset.Fast, WaveEncoding.Pcm16, 0.0, 0)]
    [InlineData(Extensions.DependencyInjection.Siren2Preset.Best, WaveEncoding.Float32, 0.5, 7)]
    [InlineData(Extensions.DependencyInjection.Siren2Preset.Balanced, WaveEncoding.Pcm24, null, null)]
    public async Task A_job_that_comes_back_from_grain_storage_asks_for_the_same(
        Extensions.DependencyInjection.Siren2Preset preset, WaveEncoding encoding, double? detail, int? seed)
    {
        await using Cluster cluster = await Cluster.StartAsync(configure: options => options.Concurrency = 1);
        var goOn = new TaskCompletionSource();
        cluster.Clips.Fitting = (_, _, _) => goOn.Task;
        IUpsampleJob job = cluster.Client.GetUpsampleJob("job");
        var request = new UpsampleJobRequest
        {
            Clips = [cluster.Put("a"), cluster.Put("b")],
            TargetSampleRate = 16_000,
            Preset = preset,
            Encoding = encoding,
            Detail = detail,
            Seed = seed,
        };
        await job.SubmitAsync(request);
        await Cluster.UntilAsync(() => Task.FromResult(cluster.Clips.Settings.Count == 1));
        await cluster.DeactivateAsync(job);
        await job.SubmitAsync(request);
        goOn.SetResult();
        Assert.Equal(2, (await Cluster.EndAsync(job)).ClipsDone);
        Assert.Equal(2, cluster.Clips.Settings.Count);
        Assert.All(cluster.Clips.Settings, settings => Assert.Equal((preset, encoding, detail, seed), (settings.Preset, settings.Encoding, settings.Detail, settings.Seed)));
    }

    [Fact]
    public async Task What_is_of_no_use_is_refused_before_anything_is_kept()
    {
        await using Cluster cluster = await Cluster.StartAsync();
        ClipRequest clip = cluster.Put("a");
        var good = new UpsampleJobRequest { Clips = [clip], TargetSampleRate = 16_000 };
        foreach (UpsampleJobRequest bad in (UpsampleJobRequest[])
            [
                good with { Clips = [] },
                good with { TargetSampleRate = 0 },
                good with { Detail = 2 },
                good with { Bandwidth = -1 },
                good with { Encoding = (WaveEncoding)77 },
                good with { Preset = (Extensions.DependencyInjection.Siren2Preset)77 },
                good with { Clips = [clip, clip with { Input = "b" }] },
                good with { Clips = [clip with { Output = "a" }] },
                good with { Clips = [clip with { Output = "" }] },
            ])
        {
            await Assert.ThrowsAnyAsync<ArgumentException>(() => cluster.Client.GetUpsampleJob("job").SubmitAsync(bad));
        }

        Assert.Equal(UpsampleJobState.Unknown, (await cluster.Client.GetUpsampleJob("job").GetProgressAsync()).State);
        foreach (string id in (string[])["", "-a", ".", "../a", "a/b", "ä", new string('a', 101)])
        {
            Assert.Throws<ArgumentException>("id", () => cluster.Client.GetUpsampleJob(id));
        }
    }
}
