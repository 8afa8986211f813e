using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using Siren2.Cli.Batch;
using Siren2.Cli.Output;

namespace Siren2.Cli.Cluster;

/// <summary>
/// Has a cluster work on many clips. The job's id is a hash of the clips, their results and the options, so that the same command goes on with the
/// job that it has begun; the job is forgotten when its results are told, and from then on the ledger knows them.
/// </summary>
/// <param name="client">The cluster.</param>
/// <param name="shared">The folder that it sees.</param>
/// <param name="ledger">What is finished.</param>
/// <param name="clips">The clips.</param>
/// <param name="folder">The folder of results; it exists.</param>
/// <param name="settings">How.</param>
internal sealed class ClusterRun(
    ClusterClient client, SharedFolder shared, BatchLedger ledger, IReadOnlyList<BatchClip> clips, string folder, JobSettings settings)
{
    /// <summary>How long silos may take to let go of a job that is over, and a network's file system to show a result that another machine wrote.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly JobFile _file = new(folder);
    private readonly List<ClusterClip> _clips = [.. clips.Select(clip => new ClusterClip(clip, new JobClip(shared.NameOf(clip.Input), shared.NameOf(clip.Output))))];
    private readonly HashSet<ClusterClip> _upToDate = [];

    /// <summary>What the cluster did; meaningful after <see cref="Run"/>.</summary>
    public ClusterDocument Document { get; private set; } = new(client.Address, null, null, []);

    /// <summary>Has the cluster work on all, and waits.</summary>
    /// <param name="line">Where it shows how far it is.</param>
    /// <param name="terminal">The program's.</param>
    /// <param name="cancellationToken">Ends the waiting: the job goes on.</param>
    /// <returns>What has become of each, in the order of the clips.</returns>
    /// <exception cref="CommandException">The job cannot be begun, was canceled, or is not known any more.</exception>
    public IReadOnlyList<BatchOutcome> Run(ProgressLine line, Terminal terminal, CancellationToken cancellationToken)
    {
        string id = Id();
        JobProgress job;
        try
        {
            if (Begin(id, cancellationToken) is not JobProgress begun)
            {
                return [.. _clips.Select(clip => Outcome(clip, null, 0, cancellationToken))];
            }

            job = Await(id, begun, line, cancellationToken);
        }
        catch (OperationCanceledException) when (_file.Id == id)
        {
            terminal.Note(
                $"job '{id}' goes on without this program: the same command shows it again, and 'curl -X POST {client.Address}/api/jobs/{id}/cancel' ends it");
            throw;
        }

        IReadOnlyList<BatchOutcome> outcomes = Tell(id, cancellationToken);
        Document = new ClusterDocument(client.Address, id, job.Seconds, job.Silos);

        // Its file goes first: a job without one is never taken for what lies in the folder.
        _file.Delete();
        _ = client.Forget(id, Patience / 6, cancellationToken);
        return outcomes;
    }

    /// <summary>A job of the same clips, as their files are now, of the same results and options.</summary>
    private string Id()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Add($"{settings.Rate} {settings.Preset} {settings.Detail:R} {settings.Seed} {settings.Bandwidth:R} {settings.Bits}");
        foreach (ClusterClip clip in _clips.Where(clip => clip.Stamp is not null))
        {
            Add($"{clip.Names.Input}\0{clip.Names.Output}\0{clip.Stamp}");
        }

        return $"upsample-{Convert.ToHexStringLower(hash.GetHashAndReset())[..32]}";

        void Add(FormattableString text) => hash.AppendData(System.Text.Encoding.UTF8.GetBytes(text.ToString(CultureInfo.InvariantCulture) + "\0\0"));
    }

    /// <summary>Goes on with the job where there is one, or submits it.</summary>
    /// <returns>How far it is; null where there is nothing to do.</returns>
    private JobProgress? Begin(string id, CancellationToken cancellationToken)
    {
        string? here = _file.Id;
        if (here is not null && here != id)
        {
            string state = client.Progress(here, cancellationToken).State;
            if (state == JobProgress.Running)
            {
                throw new CommandException(
                    $"job '{here}' writes into '{folder}', with other clips or options; wait until it is over, or end it with "
                    + $"'curl -X POST {client.Address}/api/jobs/{here}/cancel'");
            }
        }

        JobProgress job = client.Progress(id, cancellationToken);
        bool isOurs = here == id;
        if (job.State == JobProgress.Running || (job.State == JobProgress.Completed && isOurs))
        {
            _file.Write(id, client.Address);
            return job;
        }

        // What was canceled begins anew, as what is over and was followed by others in this folder.
        Free(here, cancellationToken);
        Free(job.State == JobProgress.Unknown ? null : id, cancellationToken);
        _file.Delete();
        _upToDate.UnionWith(_clips.Where(clip => clip.Stamp is not null && ledger.IsDone(clip.Clip)));
        JobClip[] left = [.. _clips.Where(clip => clip.Stamp is not null && !_upToDate.Contains(clip)).Select(clip => clip.Names)];
        if (left.Length == 0)
        {
            return null;
        }

        _file.Write(id, client.Address);
        if (client.Submit(id, new JobRequest(left, settings, shared.NameOf(_file.Location)), cancellationToken) is string refusal)
        {
            _file.Delete();
            throw new CommandException(refusal);
        }

        return client.Progress(id, cancellationToken);
    }

    private void Free(string? id, CancellationToken cancellationToken)
    {
        if (id is not null && !client.Forget(id, Patience, cancellationToken))
        {
            throw new CommandException($"job '{id}' is over, but its silos do not let go of it yet; try again");
        }
    }

    private JobProgress Await(string id, JobProgress job, ProgressLine line, CancellationToken cancellationToken)
    {
        Show(line, job);
        while (job.State == JobProgress.Running)
        {
            ClusterClient.Sleep(cancellationToken);
            job = client.Progress(id, cancellationToken);
            Show(line, job);
        }

        if (job.State != JobProgress.Completed)
        {
            _file.Delete();
            throw new CommandException(
                job.State == JobProgress.Canceled
                ? $"job '{id}' was canceled; {job.ClipsDone} of {Figure.Count(job.ClipCount, "clip")} were done. The same command begins it anew"
                : $"the cluster at {client.Address} does not know job '{id}' any more: it was started anew without its storage, or another program has told "
                + "the results. The same command does what is left");
        }

        return job;
    }

    private void Show(ProgressLine line, JobProgress job)
    {
        int others = Math.Max(0, _clips.Count - job.ClipCount);
        var elapsed = TimeSpan.FromSeconds(job.Seconds);
        line.Show((others + (job.Fraction * job.ClipCount)) / _clips.Count, () => BatchProgress.Detail(
            others + job.ClipsDone + job.ClipsFailed, _clips.Count, job.ClipsFailed, elapsed, job.Fraction > 0 ? elapsed * ((1 / job.Fraction) - 1) : null)
            + $", {Figure.Count(job.PartsRunning, "part")} running");
    }

    private BatchOutcome[] Tell(string id, CancellationToken cancellationToken)
    {
        Dictionary<string, string> failures = client.Failures(id, cancellationToken)
            .GroupBy(failure => failure.Input).ToDictionary(group => group.Key, group => group.First().Error);
        long start = Stopwatch.GetTimestamp();
        return [.. _clips.Select(clip => Outcome(clip, failures, start, cancellationToken))];
    }

    private BatchOutcome Outcome(ClusterClip clip, Dictionary<string, string>? failures, long start, CancellationToken cancellationToken)
    {
        BatchClip named = clip.Clip;
        try
        {
            if (clip.Stamp is null)
            {
                return Failed(named, $"there is no file '{named.Input}'");
            }

            if (failures?.TryGetValue(clip.Names.Input, out string? error) == true)
            {
                return Failed(named, error);
            }

            if (_upToDate.Contains(clip) || (failures is not null && ledger.IsDone(named)))
            {
                return new BatchOutcome(named.Input, named.Output, BatchOutcome.UpToDate);
            }

            while (!File.Exists(named.Output) && Stopwatch.GetElapsedTime(start) < Patience)
            {
                ClusterClient.Sleep(cancellationToken);
            }

            using var result = new WaveFileSource(named.Output);
            string fingerprint = ledger.Fingerprint(named.Input);
            bool hasChanged = clip.Stamp != ClusterClip.StampOf(named.Input);
            if (!hasChanged)
            {
                ledger.Add(named, fingerprint);
            }

            return new BatchOutcome(named.Input, named.Output, BatchOutcome.Done)
            {
                AudioSeconds = (double)result.Length / result.SampleRate,
                Notes = hasChanged ? ["the clip has changed since the job began; the same command makes its result anew"] : [],
            };
        }
        catch (Exception e) when (ErrorText.IsBadInput(e))
        {
            return Failed(named, $"the cluster has ended it, but here: {ErrorText.Of(e)}");
        }
    }

    private static BatchOutcome Failed(BatchClip clip, string reason) => new(clip.Input, clip.Output, BatchOutcome.Failed) { Reason = reason };
}
