using System.Text.Json;
using Siren2.Cli.Cluster;

namespace Siren2.Cli.Tests;

/// <summary>Many clips given to a cluster.</summary>
public sealed class ClusterTests : IDisposable
{
    private readonly WorkFolder _folder = new();
    private readonly FakeCluster _cluster;

    public ClusterTests()
    {
        _cluster = new FakeCluster(_folder.Location);
        Directory.CreateDirectory(_folder.PathOf("takes/more"));
        _folder.Clip("takes/0.wav", 8_000, 2_000);
        _folder.Clip("takes/1.wav", 8_000, 2_100);
        _folder.Clip("takes/more/2.wav", 8_000, 2_200);
    }

    public void Dispose()
    {
        _cluster.Dispose();
        _folder.Dispose();
    }

    [Fact]
    [Trait("Suite", "slow")]
    public void The_clips_are_submitted_by_their_names_in_the_shared_folder_and_the_results_are_told_and_known_from_then_on()
    {
        _cluster.States.Enqueue("Running");
        _cluster.States.Enqueue("Running");
        CliRun run = Batch("--preset", "fast", "--seed", "7", "--bits", "16", "--bandwidth", "3000", "--json", _folder.PathOf("out.json"));

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        JsonElement job = Assert.Single(_cluster.Submitted);
        Assert.Equal(
            ["takes/0.wav out/0.wav", "takes/1.wav out/1.wav", "takes/more/2.wav out/more/2.wav"],
            job.GetProperty("clips").EnumerateArray().Select(clip => $"{clip.GetProperty("input")} {clip.GetProperty("output")}"));
        Assert.Equal(
            """{"rate":16000,"preset":"fast","detail":0.5,"seed":7,"bandwidth":3000,"bits":16}""", job.GetProperty("settings").GetRawText());
        Assert.Equal(
            " 50 %  1 of 3 clips, 0:30 elapsed, 0:30 left, 2 parts running\n100 %  3 of 3 clips, 0:30 elapsed, 0:00 left, 2 parts running", run.Progress);
        Assert.Contains("3 done, 0 up to date, 0 failed", run.Output, StringComparison.Ordinal);
        JsonElement told = _folder.Json("out.json");
        Assert.Equal(0.2625, told.GetProperty("clips")[1].GetProperty("audioSeconds").GetDouble());
        Assert.Equal(7, told.GetProperty("cluster").GetProperty("silos")[0].GetProperty("partsDone").GetInt32());
        Assert.Equal(told.GetProperty("cluster").GetProperty("job").GetString(), Assert.Single(_cluster.Forgotten));
        Assert.False(File.Exists(_folder.PathOf("out/.siren2-job")));

        CliRun again = Batch("--preset", "fast", "--seed", "7", "--bits", "16", "--bandwidth", "3000");
        Assert.Contains("0 done, 3 up to date, 0 failed", again.Output, StringComparison.Ordinal);
        Assert.Single(_cluster.Submitted);

        // One that is not there any more is made again, alone.
        File.Delete(_folder.PathOf("out/1.wav"));
        Batch("--preset", "fast", "--seed", "7", "--bits", "16", "--bandwidth", "3000");
        Assert.Equal(1, _cluster.Submitted[1].GetProperty("clips").GetArrayLength());
    }

    [Fact]
    public void Clips_that_are_set_aside_and_clips_that_are_not_there_fail_alone()
    {
        _cluster.Fate = input => input == "takes/1.wav" ? "InvalidDataException: no audio" : null;
        CliRun run = Batch(_folder.PathOf("nowhere.wav"));

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("2 done, 0 up to date, 2 failed", run.Output, StringComparison.Ordinal);
        Assert.Contains($"failed: '{_folder.PathOf("takes/1.wav")}': InvalidDataException: no audio\n", run.Error, StringComparison.Ordinal);
        Assert.Contains($"failed: there is no file '{_folder.PathOf("nowhere.wav")}'\n", run.Error, StringComparison.Ordinal);

        // Only what failed is tried again.
        Assert.Contains("0 done, 2 up to date, 1 failed", Batch().Output, StringComparison.Ordinal);
        Assert.Equal("takes/1.wav", Assert.Single(_cluster.Submitted[1].GetProperty("clips").EnumerateArray()).GetProperty("input").GetString());
    }

    [Fact]
    public void A_result_that_is_no_result_here_fails_and_is_not_known()
    {
        File.WriteAllText(_folder.PathOf("takes/1.wav"), "no audio, and a cluster that does not notice");
        CliRun run = Batch();

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("the cluster has ended it, but here:", run.Error, StringComparison.Ordinal);
        Assert.Contains("0 done, 2 up to date, 1 failed", Batch().Output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_clip_that_changes_while_the_job_runs_is_told_and_made_anew()
    {
        _cluster.Fate = input =>
        {
            File.SetLastWriteTimeUtc(_folder.PathOf("takes/0.wav"), DateTime.UtcNow.AddDays(1));
            return null;
        };
        CliRun run = Batch();

        Assert.Contains("the clip has changed since the job began", run.Error, StringComparison.Ordinal);
        _cluster.Fate = _ => null;
        Assert.Contains("1 done, 2 up to date", Batch().Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Canceled_the_program_leaves_the_job_running_and_the_same_command_goes_on_with_it()
    {
        _cluster.States.Enqueue("Running");
        CliRun run = CliRun.CanceledAtFirstProgress(Line());

        Assert.Equal(130, run.ExitCode);
        string id = Assert.Single(_cluster.Jobs.Keys);
        Assert.Contains(
            $"note: job '{id}' goes on without this program: the same command shows it again, and 'curl -X POST {_cluster.Address}/api/jobs/{id}/cancel' ends it\n",
            run.Error, StringComparison.Ordinal);
        Assert.StartsWith(id, File.ReadAllText(_folder.PathOf("out/.siren2-job")), StringComparison.Ordinal);

        // Nothing else writes there meanwhile, here or on the cluster.
        CliRun.Of("upsample", _folder.PathOf("takes"), "--out-dir", _folder.PathOf("out"), "--rate", "16000")
            .AssertRefused($"gets the results of job '{id}' of the cluster at {_cluster.Address}");
        _cluster.States.Enqueue("Running");
        Batch("--seed", "1").AssertRefused($"job '{id}' writes into", "with other clips or options");

        _cluster.States.Enqueue("Running");
        CliRun end = Batch();
        Assert.Contains("3 done, 0 up to date, 0 failed", end.Output, StringComparison.Ordinal);
        Assert.Single(_cluster.Submitted);
        Assert.Empty(_cluster.Jobs);
        Assert.False(File.Exists(_folder.PathOf("out/.siren2-job")));
    }

    [Fact]
    public void A_job_whose_machine_has_died_is_gone_on_with_at_the_address_of_another()
    {
        _cluster.States.Enqueue("Running");
        CliRun.CanceledAtFirstProgress(Line());
        using var other = new FakeCluster(_folder.Location);
        (string id, (string State, JsonElement Request) job) = Assert.Single(_cluster.Jobs);
        other.Jobs[id] = job;
        other.States.Enqueue("Running");
        _cluster.Dispose();

        Batch().AssertRefused($"the cluster at {_cluster.Address} cannot be reached", "any of its machines may be asked");
        Assert.StartsWith(id, File.ReadAllText(_folder.PathOf("out/.siren2-job")), StringComparison.Ordinal);
        Assert.Contains("3 done, 0 up to date, 0 failed", CliRun.Of([.. Line()[..^1], other.Address]).Output, StringComparison.Ordinal);
        Assert.Empty(other.Submitted);
        Assert.Equal(id, Assert.Single(other.Forgotten));
    }

    [Fact]
    public void Canceled_while_it_submits_the_program_says_the_same_and_nothing_is_submitted_twice()
    {
        using var cancellation = new CancellationTokenSource();
        _cluster.States.Enqueue("Running");
        _cluster.Fate = _ =>
        {
            cancellation.Cancel();
            return null;
        };
        CliRun run = CliRun.With(cancellation.Token, Line());

        Assert.Equal(130, run.ExitCode);
        Assert.Contains("goes on without this program", run.Error, StringComparison.Ordinal);
        _cluster.Fate = _ => null;
        Assert.Contains("3 done", Batch().Output, StringComparison.Ordinal);
        Assert.Single(_cluster.Submitted);
    }

    [Fact]
    public void A_job_that_ended_unseen_is_told_by_the_same_command_but_not_where_others_wrote_since()
    {
        _cluster.States.Enqueue("Running");
        CliRun.CanceledAtFirstProgress(Line());
        Assert.Contains("3 done", Batch().Output, StringComparison.Ordinal);
        Assert.Single(_cluster.Submitted);

        _cluster.States.Enqueue("Running");
        CliRun.CanceledAtFirstProgress(Line("--seed", "1"));
        string first = Assert.Single(_cluster.Jobs.Keys);
        Assert.Contains("3 done", Batch("--seed", "2").Output, StringComparison.Ordinal);
        Assert.Contains(first, _cluster.Forgotten);
        Assert.Contains("3 done", Batch("--seed", "1").Output, StringComparison.Ordinal);
        Assert.Equal(4, _cluster.Submitted.Count);

        // The file of the job is what says that its results still lie there.
        _cluster.States.Enqueue("Running");
        CliRun.CanceledAtFirstProgress(Line("--seed", "3"));
        File.Delete(_folder.PathOf("out/.siren2-job"));
        Batch("--seed", "3");
        Assert.Equal(6, _cluster.Submitted.Count);
    }

    [Fact]
    public void A_job_that_somebody_cancels_is_told_and_begun_anew_by_the_same_command()
    {
        _cluster.States.Enqueue("Running");
        _cluster.States.Enqueue("Canceled");
        CliRun run = Batch();

        Assert.Equal(2, run.ExitCode);
        Assert.Contains("was canceled; 1 of 3 clips were done. The same command begins it anew", run.Error, StringComparison.Ordinal);
        _cluster.States.Enqueue("Canceled");
        Assert.Contains("3 done", Batch().Output, StringComparison.Ordinal);
        Assert.Equal(2, _cluster.Submitted.Count);
    }

    [Fact]
    [Trait("Suite", "slow")]
    public void A_job_that_the_cluster_does_not_know_any_more_is_told()
    {
        _cluster.States.Enqueue("Running");
        _cluster.States.Enqueue("Unknown");
        CliRun run = Batch();

        Assert.Equal(2, run.ExitCode);
        Assert.Contains("does not know job", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void What_the_cluster_refuses_is_said_in_its_words_and_leaves_nothing_behind()
    {
        _cluster.Refusal = "There is a job 'x', and it is another; choose another id.";

        Batch().AssertRefused($"the cluster at {_cluster.Address} refuses: There is a job 'x', and it is another");
        Assert.False(File.Exists(_folder.PathOf("out/.siren2-job")));
    }

    [Fact]
    [Trait("Suite", "slow")]
    public void A_cluster_that_is_in_trouble_for_a_while_is_asked_again()
    {
        _cluster.States.Enqueue("Running");
        _cluster.Fate = _ =>
        {
            _cluster.Troubles.Enqueue(503);
            return null;
        };

        Assert.Contains("3 done", Batch().Output, StringComparison.Ordinal);
        Assert.Empty(_cluster.Troubles);
    }

    [Fact]
    public void A_cluster_that_is_silent_for_too_long_is_given_up()
    {
        using var client = new ClusterClient(_cluster.Address, patience: TimeSpan.Zero);
        _cluster.Dispose();

        CommandException silence = Assert.Throws<CommandException>(() => client.Progress("job", CancellationToken.None));
        Assert.Contains("has not answered for 0 s", silence.Message, StringComparison.Ordinal);
        Assert.EndsWith("the same command shows it again, at the address of any of its machines", silence.Message, StringComparison.Ordinal);
        Batch().AssertRefused($"the cluster at {_cluster.Address} cannot be reached");
        Assert.False(Directory.Exists(_folder.PathOf("out")));
    }

    [Theory]
    [InlineData("<html>hello</html>", "is no cluster of Siren2")]
    [InlineData("null", "is no cluster of Siren2")]
    [InlineData("""{"api":1}""", "is no cluster of Siren2")]
    [InlineData("""{"api":2,"folderId":"this-folder","folder":null,"version":"9","vectorBits":512}""", "speaks version 2 of its API, and this program 1")]
    [InlineData("""{"api":1,"folderId":"another","folder":"/srv/clips","version":"9","vectorBits":512}""", "which is '/srv/clips' on its machines")]
    public void A_stranger_and_a_cluster_with_another_folder_are_refused(string description, string complaint)
    {
        _cluster.Description = description;
        Batch().AssertRefused(complaint);
    }

    [Fact]
    public void What_lies_outside_of_the_shared_folder_is_refused_by_name()
    {
        using var elsewhere = new WorkFolder();
        string clip = elsewhere.Clip("a.wav", 8_000, 100);

        Batch(clip).AssertRefused($"'{clip}' does not lie in '{_folder.Location}'");
        CliRun.Of("upsample", _folder.PathOf("takes"), "--rate", "16000", "--out-dir", elsewhere.PathOf("out"), "--cluster", _cluster.Address)
            .AssertRefused("--out-dir", "does not lie in the folder of the cluster");
        Assert.False(Directory.Exists(_folder.PathOf("out")));
        Assert.False(Directory.Exists(elsewhere.PathOf("out")));
    }

    [Theory]
    [InlineData("--format flac")]
    [InlineData("--jobs 2")]
    [InlineData("--levels line")]
    [InlineData("--texture network")]
    [InlineData("--input-filter sox")]
    [InlineData("--gain auto")]
    [InlineData("--no-clobber")]
    [InlineData("--ffmpeg none")]
    public void What_a_job_of_a_cluster_does_not_have_is_refused(string option)
    {
        string[] words = option.Split(' ');
        Batch(words).AssertRefused($"{words[0]} does not go with --cluster");
        Assert.Empty(_cluster.Submitted);
    }

    [Theory]
    [InlineData("--out-dir d --cluster redis:6379", "--cluster must be an address such as http://host:5090; it is 'redis:6379'")]
    [InlineData("--out-dir d --cluster host", "it is 'host'")]
    [InlineData("b.wav --cluster http://127.0.0.1:1", "--cluster go with --out-dir")]
    public void An_address_that_is_none_is_refused(string options, string complaint) =>
        CliRun.Of(["upsample", "a.wav", "--rate", "16000", .. options.Split(' ')]).AssertRefused(complaint);

    private string[] Line(params string[] more) =>
    [
        "upsample", _folder.PathOf("takes"), .. more, "--recursive", "--out-dir", _folder.PathOf("out"), "--rate", "16000", "--cluster", _cluster.Address,
    ];

    private CliRun Batch(params string[] more) => CliRun.Of(Line(more));
}
