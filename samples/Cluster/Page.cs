using System.Collections.Concurrent;
using Siren2.Orleans;

namespace Cluster;

/// <summary>A page that shows jobs, and what it asks for.</summary>
internal static class Page
{
    public static void Map(WebApplication app)
    {
        string page = Read();
        var known = new ConcurrentDictionary<string, bool>();
        app.MapGet("/", () => Results.Content(page, "text/html; charset=utf-8"));
        app.MapGet("/jobs", async (IGrainFactory grains) =>
        {
            foreach (string id in await grains.GetUpsampleJobIdsAsync())
            {
                known[id] = true;
            }

            var jobs = new List<object>();
            foreach (string id in known.Keys.Order(StringComparer.Ordinal))
            {
                UpsampleJobProgress progress = await grains.GetUpsampleJob(id).GetProgressAsync();
                if (progress.State == UpsampleJobState.Unknown)
                {
                    // It was forgotten, as jobs of the command line are when their results are told.
                    _ = known.TryRemove(id, out _);
                    continue;
                }

                TimeSpan? elapsed = (progress.Ended ?? DateTimeOffset.UtcNow) - progress.Submitted;
                jobs.Add(new { id, state = progress.State.ToString(), seconds = elapsed?.TotalSeconds, progress });
            }

            return jobs;
        });
        app.MapPost("/jobs/{id}/cancel", (IGrainFactory grains, string id) => grains.GetUpsampleJob(id).CancelAsync());
        app.MapGet("/health", () => Results.Ok());
    }

    private static string Read()
    {
        using var reader = new StreamReader(typeof(Page).Assembly.GetManifestResourceStream("page.html")!);
        return reader.ReadToEnd();
    }
}
