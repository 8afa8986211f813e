using Orleans.Configuration;
using Siren2.Extensions.DependencyInjection;
using Siren2.Orleans;

namespace Cluster;

/// <summary>Gives a cluster a folder of clips, and waits for the results.</summary>
internal static class Submission
{
    public static async Task<int> RunAsync(string[] args)
    {
        if (args.Length < 2 || args[0].StartsWith('-') || args[1].StartsWith('-'))
        {
            await Console.Error.WriteLineAsync(
                "submit CLIPS RESULTS --redis ADDRESS [--folder FOLDER] [--rate HZ] [--preset Fast|Balanced|Best] [--id ID] [--priority N]");
            return 2;
        }

        HostApplicationBuilder builder = Host.CreateApplicationBuilder(args[2..]);
        builder.Logging.ClearProviders();
        var settings = new Settings(builder.Configuration);
        if (settings.Redis is null)
        {
            await Console.Error.WriteLineAsync("--redis ADDRESS is missing: a cluster is known by its Redis.");
            return 2;
        }

        builder.UseOrleansClient(client =>
        {
            client.Configure<ClusterOptions>(Silos.Name);
            client.UseRedisClustering(options => options.ConfigurationOptions = Silos.RedisOf(settings));

            // A gateway that died is tried no longer than it takes.
            client.UseConnectionRetryFilter(async (_, cancellationToken) =>
            {
                await Task.Delay(1000, cancellationToken);
                return true;
            });
        });
        using IHost host = builder.Build();
        await host.StartAsync();
        IUpsampleJob job = host.Services.GetRequiredService<IClusterClient>().GetUpsampleJob(builder.Configuration["id"] ?? $"{Guid.NewGuid():N}");
        var request = new UpsampleJobRequest
        {
            Clips = SiloProcess.ClipsOf(settings.Folder, args[0], args[1]),
            TargetSampleRate = builder.Configuration.GetValue("rate", 48_000),
            Preset = builder.Configuration.GetValue("preset", Siren2Preset.Balanced),
            Priority = builder.Configuration.GetValue("priority", 0),
        };
        try
        {
            await PatientlyAsync(async () =>
            {
                await job.SubmitAsync(request);
                return true;
            });
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException)
        {
            await Console.Error.WriteLineAsync(e.Message);
            return 2;
        }

        UpsampleJobProgress progress = await WaitAsync(job);
        foreach (ClipFailure failure in await PatientlyAsync(job.GetFailuresAsync))
        {
            await Console.Error.WriteLineAsync($"{failure.Input}: {failure.Error}");
        }

        TimeSpan? elapsed = progress.Ended - progress.Submitted;
        Console.WriteLine($"{progress.State}: {progress.ClipsDone} of {progress.ClipCount} clips, {progress.PartsDone} parts in {elapsed?.TotalSeconds:F1} s");
        await host.StopAsync();
        return progress is { State: UpsampleJobState.Completed, ClipsFailed: 0 } ? 0 : 1;
    }

    private static async Task<UpsampleJobProgress> WaitAsync(IUpsampleJob job)
    {
        while (true)
        {
            UpsampleJobProgress progress = await PatientlyAsync(job.GetProgressAsync);
            if (!Console.IsErrorRedirected)
            {
                await Console.Error.WriteAsync($"\r{progress.Fraction,4:P0}  {progress.ClipsDone} of {progress.ClipCount} clips, {progress.PartsRunning} parts running ");
            }

            if (progress.State is UpsampleJobState.Completed or UpsampleJobState.Canceled)
            {
                return progress;
            }

            await Task.Delay(1000);
        }
    }

    /// <summary>Asks again where silos die meanwhile; a request that is refused is refused.</summary>
    private static async Task<T> PatientlyAsync<T>(Func<Task<T>> ask)
    {
        for (int attempt = 1; ; attempt++)
        {
            try
            {
                return await ask();
            }
            catch (Exception e) when (e is not ArgumentException and not InvalidOperationException && attempt < 60)
            {
                await Task.Delay(1000);
            }
        }
    }
}
