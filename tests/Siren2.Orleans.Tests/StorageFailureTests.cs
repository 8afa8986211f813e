namespace Siren2.Orleans.Tests;

/// <summary>Jobs on a shared folder that is slow, fails now and then, and loses files.</summary>
public sealed class StorageFailureTests
{
    [Fact]
    public async Task Where_every_call_fails_twice_results_are_right_and_what_never_succeeds_is_set_aside_with_its_error()
    {
        MoodyStorage? moody = null;
        await using Cluster cluster = await Cluster.StartAsync(
            silos: 2, configure: options => options.MaximumAttempts = 5, storage: folder => moody = new MoodyStorage(folder));
        moody!.Dead.UnionWith(["unreadable", "out/unwritable"]);
        IUpsampleJob job = await cluster.SubmitAsync(
            "job", cluster.Put("a"), cluster.Put("b", 7), cluster.Put("c", 20), cluster.Put("unreadable", 3), cluster.Put("unwritable", 2));
        UpsampleJobProgress progress = await Cluster.EndAsync(job);
        IReadOnlyList<ClipFailure> failures = await job.GetFailuresAsync();
        Assert.Equal(["unreadable", "unwritable"], failures.Select(failure => failure.Input).Order());
        Assert.All(failures, failure => Assert.Equal("IOException: Stale file handle", failure.Error));
        Assert.Equal((3, 2), (progress.ClipsDone, progress.ClipsFailed));
        Assert.Equal(
            (FakeClips.ResultOf("a", 1), FakeClips.ResultOf("b", 7), FakeClips.ResultOf("c", 20)), (cluster.Result("a"), cluster.Result("b"), cluster.Result("c")));
        Assert.False(File.Exists(cluster.PathOf("out/unwritable")));

        // Each part failed to be written and to be read twice.
        Assert.InRange(moody.Failed, 4 * 27, int.MaxValue);
        await Cluster.UntilAsync(() => Task.FromResult(!Directory.Exists(cluster.PathOf(".siren2/job"))));
        Assert.Equal(["a", "b", "c"], Directory.GetFiles(cluster.PathOf("out"), "*", new EnumerationOptions { AttributesToSkip = 0 }).Select(Path.GetFileName).Order());
    }

    [Fact]
    public async Task A_clip_whose_open_file_has_become_stale_is_opened_anew()
    {
        await using Cluster cluster = await Cluster.StartAsync();
        cluster.Clips.Fitting = (_, part, _) =>
            part >= 2 && cluster.Clips.Settings.Count == 1 ? Task.FromException(new IOException("Stale file handle")) : Task.CompletedTask;
        IUpsampleJob job = await cluster.SubmitAsync("job", cluster.Put("a", 6));
        UpsampleJobProgress end = await Cluster.EndAsync(job);
        Assert.Equal((1, 0), (end.ClipsDone, end.ClipsFailed));
        Assert.Equal(FakeClips.ResultOf("a", 6), cluster.Result("a"));
    }

    [Fact]
    public async Task A_part_that_is_lost_after_it_was_written_is_fitted_again()
    {
        await using Cluster cluster = await Cluster.StartAsync(configure: options => options.LeaseTime = TimeSpan.FromSeconds(1));
        using var goOn = new SemaphoreSlim(0);
        cluster.Clips.Fitting = (_, part, stop) => part == 0 ? goOn.WaitAsync(stop) : Task.CompletedTask;
        IUpsampleJob job = await cluster.SubmitAsync("job", cluster.Put("a", 4));
        await Cluster.UntilAsync(async () => (await job.GetProgressAsync()).PartsDone == 3);
        File.Delete(Directory.GetFiles(cluster.PathOf(".siren2/job/0"), "*-2").Single());

        // More than it takes: where the silo was thought lost for a while, part 0 is fitted twice.
        goOn.Release(100);
        UpsampleJobProgress end = await Cluster.EndAsync(job);
        Assert.Equal((1, 0, 4), (end.ClipsDone, end.ClipsFailed, end.PartsDone));
        Assert.Equal(FakeClips.ResultOf("a", 4), cluster.Result("a"));
        Assert.InRange(cluster.Clips.Fitted.Count(name => name == "a 2"), 2, 3);
    }
}
