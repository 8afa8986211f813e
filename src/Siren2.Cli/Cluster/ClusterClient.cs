using System.Diagnostics;
using System.Net;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Siren2.Cli.Cluster;

/// <summary>Asks a cluster over HTTP. Everything that it asks may be asked twice, so that it asks again where nobody answers.</summary>
internal sealed class ClusterClient : IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    private readonly HttpClient _http;
    private readonly TimeSpan _patience;

    /// <summary>Asks nothing yet.</summary>
    /// <param name="address">The cluster's, as <c>http://host:port</c>.</param>
    /// <param name="patience">How long a cluster that has answered once may be silent, as where its machines are started anew; a minute by default.</param>
    /// <exception cref="CommandException">It is no address.</exception>
    public ClusterClient(string address, TimeSpan? patience = null)
    {
        if (!Uri.TryCreate(address.TrimEnd('/') + '/', UriKind.Absolute, out Uri? root) || root.Scheme is not ("http" or "https"))
        {
            throw new CommandException($"--cluster must be an address such as http://host:5090; it is '{address}'");
        }

        Address = root.AbsoluteUri.TrimEnd('/');
        _patience = patience ?? TimeSpan.FromMinutes(1);
        _http = new HttpClient { BaseAddress = root, Timeout = TimeSpan.FromSeconds(30) };
    }

    /// <summary>The address, without a slash at its end.</summary>
    public string Address { get; }

    public void Dispose() => _http.Dispose();

    /// <summary>Who it is; asked once, so that a wrong address is known at once.</summary>
    /// <exception cref="CommandException">Nobody answers, or another.</exception>
    public ClusterDescription Describe(CancellationToken cancellationToken)
    {
        ClusterDescription cluster;
        try
        {
            using HttpResponseMessage answer = Send(HttpMethod.Get, "api/cluster", null, cancellationToken);
            cluster = Read(answer, ClusterJson.Default.ClusterDescription);
        }
        catch (HttpRequestException e)
        {
            throw new CommandException($"the cluster at {Address} cannot be reached: {ErrorText.Of(e)}; any of its machines may be asked", e);
        }

        return cluster.Api == ClusterDescription.KnownApi ? cluster : throw new CommandException(
            $"the cluster at {Address} speaks version {cluster.Api} of its API, and this program {ClusterDescription.KnownApi}");
    }

    /// <summary>Submits a job; one that is there already is left as it is.</summary>
    /// <returns>Why it is refused, as where a job of this id is another; null where it is not.</returns>
    /// <exception cref="CommandException">Nobody answers.</exception>
    public string? Submit(string id, JobRequest request, CancellationToken cancellationToken)
    {
        using HttpResponseMessage answer = SendPatiently(
            HttpMethod.Put, PathOf(id), JsonSerializer.SerializeToUtf8Bytes(request, ClusterJson.Default.JobRequest), cancellationToken);
        if (answer.StatusCode is HttpStatusCode.BadRequest or HttpStatusCode.Conflict or HttpStatusCode.RequestEntityTooLarge)
        {
            return $"the cluster at {Address} refuses: {DetailOf(answer) ?? StatusOf(answer)}";
        }

        return answer.IsSuccessStatusCode ? null : throw Stranger(StatusOf(answer), null);
    }

    /// <summary>How far a job is.</summary>
    /// <exception cref="CommandException">Nobody answers.</exception>
    public JobProgress Progress(string id, CancellationToken cancellationToken)
    {
        using HttpResponseMessage answer = SendPatiently(HttpMethod.Get, PathOf(id), null, cancellationToken);
        return Read(answer, ClusterJson.Default.JobProgress);
    }

    /// <summary>The clips of a job that were set aside.</summary>
    /// <exception cref="CommandException">Nobody answers.</exception>
    public IReadOnlyList<JobFailure> Failures(string id, CancellationToken cancellationToken)
    {
        using HttpResponseMessage answer = SendPatiently(HttpMethod.Get, PathOf(id) + "/failures", null, cancellationToken);
        return Read(answer, ClusterJson.Default.IReadOnlyListJobFailure);
    }

    /// <summary>Lets the cluster forget a job that is over.</summary>
    /// <param name="id">The job.</param>
    /// <param name="patience">How long silos may take to let go of it.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>Whether the id is free.</returns>
    /// <exception cref="CommandException">Nobody answers.</exception>
    public bool Forget(string id, TimeSpan patience, CancellationToken cancellationToken)
    {
        long start = Stopwatch.GetTimestamp();
        do
        {
            using HttpResponseMessage answer = SendPatiently(HttpMethod.Delete, PathOf(id), null, cancellationToken);
            if (answer.IsSuccessStatusCode && Progress(id, cancellationToken).State == JobProgress.Unknown)
            {
                return true;
            }

            Sleep(cancellationToken);
        }
        while (Stopwatch.GetElapsedTime(start) < patience);
        return false;
    }

    /// <summary>Waits a moment.</summary>
    /// <exception cref="OperationCanceledException">It was canceled.</exception>
    public static void Sleep(CancellationToken cancellationToken)
    {
        _ = cancellationToken.WaitHandle.WaitOne(Pause);
        cancellationToken.ThrowIfCancellationRequested();
    }

    private static string PathOf(string id) => $"api/jobs/{Uri.EscapeDataString(id)}";

    private HttpResponseMessage SendPatiently(HttpMethod method, string path, byte[]? content, CancellationToken cancellationToken)
    {
        long start = Stopwatch.GetTimestamp();
        while (true)
        {
            string complaint;
            try
            {
                HttpResponseMessage answer = Send(method, path, content, cancellationToken);
                if (answer.StatusCode < HttpStatusCode.InternalServerError)
                {
                    return answer;
                }

                complaint = StatusOf(answer);
                answer.Dispose();
            }
            catch (HttpRequestException e)
            {
                complaint = ErrorText.Of(e);
            }

            if (Stopwatch.GetElapsedTime(start) >= _patience)
            {
                throw new CommandException(
                    $"the cluster at {Address} has not answered for {_patience.TotalSeconds:F0} s ({complaint}); where it goes on with the job, the same command shows it again, "
                    + "at the address of any of its machines");
            }

            Sleep(cancellationToken);
        }
    }

    private HttpResponseMessage Send(HttpMethod method, string path, byte[]? content, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, path);
        if (content is not null)
        {
            request.Content = new ByteArrayContent(content) { Headers = { ContentType = new("application/json") } };
        }

        try
        {
            return _http.Send(request, cancellationToken);
        }
        catch (TaskCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw new HttpRequestException($"no answer within {_http.Timeout.TotalSeconds} s", e);
        }
    }

    private T Read<T>(HttpResponseMessage answer, JsonTypeInfo<T> type)
    {
        if (!answer.IsSuccessStatusCode)
        {
            throw Stranger(StatusOf(answer), null);
        }

        try
        {
            using Stream stream = answer.Content.ReadAsStream();
            return JsonSerializer.Deserialize(stream, type) ?? throw Stranger("null", null);
        }
        catch (JsonException e)
        {
            throw Stranger(ErrorText.Of(e), e);
        }
    }

    private CommandException Stranger(string what, Exception? reason) => reason is null
        ? new CommandException($"what answers at {Address} is no cluster of Siren2: {what}")
        : new CommandException($"what answers at {Address} is no cluster of Siren2: {what}", reason);

    private static string StatusOf(HttpResponseMessage answer) => $"{(int)answer.StatusCode} {answer.ReasonPhrase}".TrimEnd();

    private static string? DetailOf(HttpResponseMessage answer)
    {
        try
        {
            using Stream stream = answer.Content.ReadAsStream();
            return JsonSerializer.Deserialize(stream, ClusterJson.Default.Problem)?.Detail;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
