using Orleans.Dashboard;
using Siren2.Orleans;

namespace Cluster;

/// <summary>A process of silos, with a page.</summary>
internal static class SiloProcess
{
    private static readonly string[] Extensions = [".wav", ".flac", ".mp3", ".ogg"];

    public static async Task<int> RunAsync(string[] args)
    {
        WebApplicationBuilder builder = WebApplication.CreateBuilder(args);
        builder.Logging.AddFilter("Orleans", LogLevel.Error).AddFilter("Polly", LogLevel.Error);

        // Pages and command lines that watch a job ask once or twice a second.
        builder.Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning);
        if (builder.Configuration["urls"] is null && builder.Configuration["http_ports"] is null)
        {
            // Images of containers name a port by ASPNETCORE_HTTP_PORTS.
            builder.WebHost.UseUrls("http://127.0.0.1:5090");
        }

        var settings = new Settings(builder.Configuration);
        IHost? second = null;
        if (settings.Redis is null)
        {
            var other = new Settings(builder.Configuration);
            builder.UseOrleans(silo => Silos.Embed(silo, settings, builder.Configuration, settings.SiloPort, settings.GatewayPort, settings.SiloPort));
            HostApplicationBuilder beside = Host.CreateApplicationBuilder(args);
            beside.Logging.AddFilter("Orleans", LogLevel.Error).AddFilter("Polly", LogLevel.Error);
            beside.UseOrleans(silo => Silos.Embed(silo, other, beside.Configuration, other.SiloPort, other.GatewayPort, settings.SiloPort));
            second = beside.Build();
        }
        else
        {
            builder.UseOrleans(silo => Silos.Join(silo, settings, builder.Configuration));
        }

        await using WebApplication app = builder.Build();
        Page.Map(app);
        Api.Map(app);
        app.MapOrleansDashboard("/dashboard");
        if (await Api.ComplaintOfFolderAsync(app.Services.GetRequiredService<IClipStorage>(), settings.Folder) is string complaint)
        {
            await Console.Error.WriteLineAsync(complaint);
            second?.Dispose();
            return 2;
        }

        await app.StartAsync();
        if (second is not null)
        {
            using (second)
            {
                await second.StartAsync();
                await SubmitSamplesAsync(app, settings);
                await app.WaitForShutdownAsync();
                await second.StopAsync();
            }
        }
        else
        {
            await app.WaitForShutdownAsync();
        }

        return Environment.ExitCode;
    }

    /// <summary>Something to look at.</summary>
    private static async Task SubmitSamplesAsync(WebApplication app, Settings settings)
    {
        bool once = app.Configuration.GetValue<bool>("once");
        string clips = app.Configuration["clips"] ?? "samples/clips";
        if (!Directory.Exists(Path.Combine(settings.Folder, clips)))
        {
            app.Logger.LogNoClips(clips, settings.Folder);
            if (once)
            {
                Environment.ExitCode = 1;
                app.Lifetime.StopApplication();
            }

            return;
        }

        IUpsampleJob job = app.Services.GetRequiredService<IGrainFactory>().GetUpsampleJob($"samples-{DateTime.UtcNow:yyyyMMdd-HHmmss}");
        await job.SubmitAsync(new UpsampleJobRequest
        {
            Clips = ClipsOf(settings.Folder, clips, "artifacts/cluster"),
            TargetSampleRate = 48_000,
        });
        app.Logger.LogSubmitted(job.GetPrimaryKeyString(), clips);
        while (once)
        {
            await Task.Delay(500);
            UpsampleJobProgress progress = await job.GetProgressAsync();
            if (progress.State == UpsampleJobState.Completed)
            {
                Console.WriteLine($"{progress.ClipsDone} of {progress.ClipCount} clips are done by {progress.Silos.Count} silos, in artifacts/cluster.");
                app.Lifetime.StopApplication();
                return;
            }
        }
    }

    /// <summary>The clips of a folder.</summary>
    /// <param name="root">The folder that all silos see.</param>
    /// <param name="clips">The folder of clips, within it.</param>
    /// <param name="results">The folder of results, within it.</param>
    public static ClipRequest[] ClipsOf(string root, string clips, string results)
    {
        string folder = Path.Combine(root, clips);
        return
        [
            .. from file in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
               where Extensions.Contains(Path.GetExtension(file).ToLowerInvariant())
               let name = Path.GetRelativePath(folder, file).Replace('\\', '/')
               select new ClipRequest { Input = $"{clips.TrimEnd('/')}/{name}", Output = $"{results.TrimEnd('/')}/{Path.ChangeExtension(name, ".wav")}" },
        ];
    }
}
