using System.Reflection;
using System.Text;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;
using Siren2;
using Siren2.Extensions.DependencyInjection;
using Siren2.Kernels.Simd;
using Siren2.Orleans;

namespace Cluster;

/// <summary>
/// What <c>siren2 upsample --cluster</c> asks for, over HTTP: a host of silos adds it by <c>Api.Map(app)</c>. Without a login, as the page.
/// </summary>
internal static class Api
{
    private const int Version = 1;

    /// <summary>Bytes of a request: 100,000 clips with names of 500 characters each, both together.</summary>
    private const int MaximumRequest = 1 << 27;

    /// <summary>The file by which who asks finds the folder on a machine of its own; no job has such an id.</summary>
    private const string Marker = ".siren2/_folder";

    public static void Map(IEndpointRouteBuilder app)
    {
        RouteGroupBuilder api = app.MapGroup("/api").AddEndpointFilter(RefuseAsync);
        api.MapGet("/cluster", DescribeAsync);
        api.MapPut("/jobs/{id}", SubmitAsync).WithMetadata(new RequestSizeLimitAttribute(MaximumRequest));
        api.MapGet("/jobs/{id}", async (IGrainFactory grains, string id) => Progress(await grains.GetUpsampleJob(id).GetProgressAsync()));
        api.MapGet("/jobs/{id}/failures", (IGrainFactory grains, string id) => grains.GetUpsampleJob(id).GetFailuresAsync());
        api.MapPost("/jobs/{id}/cancel", (IGrainFactory grains, string id) => grains.GetUpsampleJob(id).CancelAsync());
        api.MapDelete("/jobs/{id}", (IGrainFactory grains, string id) => grains.GetUpsampleJob(id).ForgetAsync());
    }

    /// <summary>Sees that the folder is there and can be written, before anything waits for a silo that can do nothing.</summary>
    /// <returns>What is wrong with it; null where nothing is.</returns>
    public static async Task<string?> ComplaintOfFolderAsync(IClipStorage storage, string folder)
    {
        try
        {
            _ = await FolderIdAsync(storage);
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return $"The folder '{folder}' cannot be used: {e.Message} Name one that every silo may write with --folder.";
        }
    }

    private static async Task<object> DescribeAsync(IClipStorage storage, IOptions<Siren2ClusterOptions> options) => new
    {
        Api = Version,
        FolderId = await FolderIdAsync(storage),
        options.Value.Folder,
        Version = typeof(Upsampler).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion,
        VectorBits = VectorHardware.Bits,
    };

    private static async Task SubmitAsync(IGrainFactory grains, IClipStorage storage, string id, Submitted job)
    {
        if (!await storage.ExistsAsync(job.Proof) || !(await ReadAsync(storage, job.Proof)).StartsWith(id, StringComparison.Ordinal))
        {
            throw new InvalidOperationException($"Silos do not see '{job.Proof}', which was just written: theirs is another folder.");
        }

        await grains.GetUpsampleJob(id).SubmitAsync(new UpsampleJobRequest
        {
            Clips = job.Clips,
            TargetSampleRate = job.Settings.Rate,
            Preset = Enum.Parse<Siren2Preset>(job.Settings.Preset, ignoreCase: true),
            Detail = job.Settings.Detail,
            Seed = job.Settings.Seed,
            Bandwidth = job.Settings.Bandwidth,
            Encoding = job.Settings.Bits switch
            {
                16 => WaveEncoding.Pcm16,
                24 => WaveEncoding.Pcm24,
                32 => WaveEncoding.Float32,
                _ => throw new ArgumentException($"Results of {job.Settings.Bits} bits are not written; it must be 16, 24 or 32."),
            },
        });
    }

    private static object Progress(UpsampleJobProgress progress) => new
    {
        State = progress.State.ToString(),
        progress.ClipCount,
        progress.ClipsDone,
        progress.ClipsFailed,
        progress.PartsRunning,
        progress.Fraction,
        Seconds = Math.Max(0, ((progress.Ended ?? DateTimeOffset.UtcNow) - progress.Submitted)?.TotalSeconds ?? 0),
        progress.Silos,
    };

    /// <summary>What the marker holds; whoever is asked first writes it.</summary>
    private static async Task<string> FolderIdAsync(IClipStorage storage)
    {
        if (!await storage.ExistsAsync(Marker))
        {
            await storage.WriteAsync(Marker, stream => stream.WriteAsync(Encoding.ASCII.GetBytes($"{Guid.NewGuid():N}\n")).AsTask());
        }

        return (await ReadAsync(storage, Marker)).Trim();
    }

    private static async Task<string> ReadAsync(IClipStorage storage, string name)
    {
        await using Stream stream = await storage.OpenReadAsync(name);
        using var reader = new StreamReader(stream);
        return await reader.ReadToEndAsync();
    }

    /// <summary>What is refused says why; all else is the cluster's own trouble, and may be asked again.</summary>
    private static async ValueTask<object?> RefuseAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        try
        {
            return await next(context);
        }
        catch (ArgumentException e)
        {
            return Results.Problem(e.Message, statusCode: StatusCodes.Status400BadRequest);
        }
        catch (InvalidOperationException e) when (e is not ObjectDisposedException)
        {
            return Results.Problem(e.Message, statusCode: StatusCodes.Status409Conflict);
        }
    }

    private sealed record Submitted(ClipRequest[] Clips, Settings Settings, string Proof);

    private sealed record Settings(int Rate, string Preset, double? Detail, int? Seed, double? Bandwidth, int Bits);
}
