using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Siren2.Extensions.DependencyInjection;

namespace Siren2.Orleans.Tests;

/// <summary>The code of the README, of the page of documentation and of the XML documentation, compiled.</summary>
internal static class DocsExamples
{
    public static IHost Silo(HostApplicationBuilder host)
    {
        host.UseOrleans(silo => silo
            .UseLocalhostClustering()
            .AddMemoryGrainStorage(Siren2GrainStorage.Name)
            .UseInMemoryReminderService()
            .AddSiren2(options => options.Folder = "/mnt/archive"));
        return host.Build();
    }

    public static async Task<UpsampleJobProgress> Submit(IGrainFactory client)
    {
        IUpsampleJob job = client.GetUpsampleJob("archive-1962");
        await job.SubmitAsync(new UpsampleJobRequest
        {
            Clips = [new ClipRequest { Input = "in/reel-1.wav", Output = "out/reel-1.wav" }],
            TargetSampleRate = 48_000,
        });
        UpsampleJobProgress progress = await job.GetProgressAsync();
        Console.WriteLine($"{progress.ClipsDone} of {progress.ClipCount} clips, {progress.Fraction:P0}");
        return progress;
    }

    public static void Request()
    {
        var request = new UpsampleJobRequest
        {
            Clips = [new ClipRequest { Input = "in/reel-1.wav", Output = "out/reel-1.wav" }],
            TargetSampleRate = 48_000,
            Preset = Siren2Preset.Fast,
            Priority = 1,
        };
        var clip = new ClipRequest { Input = "in/reel-1.flac", Output = "out/reel-1.wav" };
        Assert.NotEqual(clip, request.Clips[0]);
    }

    public static void Options(ISiloBuilder silo)
    {
        silo.AddMemoryGrainStorage(Siren2GrainStorage.Name);
        silo.AddSiren2(options =>
        {
            options.Folder = "/mnt/archive";
            options.Concurrency = 8;
        });
    }

    public static void Storage(IServiceCollection services)
    {
        IClipStorage storage = new FolderClipStorage("/mnt/archive");
        services.AddSingleton<IClipStorage>(storage);
    }
}
