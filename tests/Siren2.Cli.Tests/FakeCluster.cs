using System.Net;
using System.Net.Sockets;
using System.Text.Json;

namespace Siren2.Cli.Tests;

/// <summary>A cluster's HTTP API, whose job is done when the test says so; results are the clips themselves.</summary>
internal sealed class FakeCluster : IDisposable
{
    private readonly HttpListener _listener = new();
    private readonly string _folder;
    private readonly Lock _lock = new();

    public FakeCluster(string folder)
    {
        _folder = folder;
        Address = $"http://127.0.0.1:{FreePort()}";
        _listener.Prefixes.Add(Address + "/");
        _listener.Start();
        Directory.CreateDirectory(Path.Combine(folder, ".siren2"));
        File.WriteAllText(Path.Combine(folder, ".siren2", "_folder"), "this-folder\n");
        new Thread(Serve) { IsBackground = true }.Start();
    }

    public string Address { get; }

    /// <summary>What <c>api/cluster</c> answers.</summary>
    public string Description { get; set; } = """{"api":1,"folderId":"this-folder","folder":"/srv/clips","version":"1.2.3","vectorBits":512}""";

    /// <summary>States to tell, one after the other, before the job's own.</summary>
    public Queue<string> States { get; } = [];

    /// <summary>Answers to give instead of any other, one after the other: codes of trouble.</summary>
    public Queue<int> Troubles { get; } = [];

    /// <summary>What is refused; null for nothing.</summary>
    public string? Refusal { get; set; }

    /// <summary>What becomes of a clip: null where its result is written, otherwise why not.</summary>
    public Func<string, string?> Fate { get; set; } = _ => null;

    public Dictionary<string, (string State, JsonElement Request)> Jobs { get; } = [];

    public List<JsonElement> Submitted { get; } = [];

    public List<string> Forgotten { get; } = [];

    public void Dispose() => _listener.Close();

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private void Serve()
    {
        try
        {
            while (true)
            {
                HttpListenerContext context = _listener.GetContext();
                lock (_lock)
                {
                    (int code, string body) = Troubles.TryDequeue(out int trouble) ? (trouble, "") : Answer(context.Request);
                    context.Response.StatusCode = code;
                    context.Response.Close(System.Text.Encoding.UTF8.GetBytes(body), willBlock: true);
                }
            }
        }
        catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private (int Code, string Body) Answer(HttpListenerRequest request)
    {
        string[] path = request.Url!.AbsolutePath.Trim('/').Split('/');
        return (request.HttpMethod, path) switch
        {
            ("GET", ["api", "cluster"]) => (200, Description),
            ("PUT", ["api", "jobs", var id]) => Submit(id, request),
            ("GET", ["api", "jobs", var id]) => (200, Progress(id)),
            ("GET", ["api", "jobs", var id, "failures"]) => (200, JsonSerializer.Serialize(Failures(id))),
            ("DELETE", ["api", "jobs", var id]) => Forget(id),
            _ => (404, ""),
        };
    }

    private (int Code, string Body) Submit(string id, HttpListenerRequest request)
    {
        using var document = JsonDocument.Parse(request.InputStream);
        JsonElement job = document.RootElement.Clone();
        string proof = Path.Combine(_folder, job.GetProperty("proof").GetString()!);
        if (Refusal is not null || !File.ReadAllText(proof).StartsWith(id, StringComparison.Ordinal))
        {
            return (409, JsonSerializer.Serialize(new { title = "Conflict", detail = Refusal ?? "no proof" }));
        }

        Submitted.Add(job);
        Jobs[id] = (States.Count > 0 ? "Running" : "Completed", job);
        foreach ((string input, string output) in ClipsOf(id).Where(clip => Fate(clip.Input) is null))
        {
            string result = Path.Combine(_folder, output);
            Directory.CreateDirectory(Path.GetDirectoryName(result)!);
            File.Copy(Path.Combine(_folder, input), result, overwrite: true);
        }

        return (200, "");
    }

    private string Progress(string id)
    {
        if (!Jobs.TryGetValue(id, out (string State, JsonElement Request) job))
        {
            return Text("Unknown", 0, 0, 0, 0);
        }

        string state = States.TryDequeue(out string? told) ? told : "Completed";
        Jobs[id] = (state, job.Request);
        int count = ClipsOf(id).Length;
        return state == "Completed" ? Text(state, count, count - Failures(id).Length, Failures(id).Length, 1) : Text(state, count, 1, 0, 0.5);

        static string Text(string state, int count, int done, int failed, double fraction) => JsonSerializer.Serialize(new
        {
            state,
            clipCount = count,
            clipsDone = done,
            clipsFailed = failed,
            partsRunning = 2,
            fraction,
            seconds = 30.0,
            silos = new[] { new { name = "silo-1", engine = "1.2.3 x512", partsRunning = 2, partsDone = 7 } },
        });
    }

    private (int Code, string Body) Forget(string id)
    {
        Forgotten.Add(id);
        Jobs.Remove(id);
        return (200, "");
    }

    private (string Input, string Output)[] ClipsOf(string id) =>
    [
        .. Jobs[id].Request.GetProperty("clips").EnumerateArray()
            .Select(clip => (clip.GetProperty("input").GetString()!, clip.GetProperty("output").GetString()!)),
    ];

    private object[] Failures(string id) =>
        [.. ClipsOf(id).Where(clip => Fate(clip.Input) is not null).Select((clip, i) => new { clip = i, input = clip.Input, error = Fate(clip.Input) })];
}
