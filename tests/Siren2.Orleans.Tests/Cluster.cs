using Microsoft.Extensions.DependencyInjection;
using Orleans.Configuration;
using Orleans.Serialization;
using Orleans.TestingHost;
using Siren2.Orleans.Work;

namespace Siren2.Orleans.Tests;

/// <summary>A cluster of silos in this process, and a folder of clips.</summary>
internal sealed class Cluster : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("siren2-orleans");
    private readonly SharedGrainStorage _states = new();
    private readonly InProcessTestCluster _cluster;

    private Cluster(short silos, bool isFake, Action<Siren2ClusterOptions>? configure, Func<IClipStorage, IClipStorage>? storage)
    {
        var folder = new FolderClipStorage(_folder.FullName);
        IClipStorage shared = storage?.Invoke(folder) ?? folder;
        Clips = new FakeClips(shared);
        var builder = new InProcessTestClusterBuilder(silos);
        builder.ConfigureSilo((_, silo) =>
        {
            silo.Services.AddKeyedSingleton(Siren2GrainStorage.Name, (services, _) => _states.Of(services.GetRequiredService<Serializer>()));
            silo.UseInMemoryReminderService();
            silo.Services.Configure<ClusterMembershipOptions>(options =>
                (options.ProbeTimeout, options.NumMissedProbesLimit) = (TimeSpan.FromMilliseconds(500), 2));
            if (storage is not null)
            {
                silo.Services.AddSingleton(shared);
            }

            if (isFake)
            {
                silo.Services.AddSingleton<IClipWorkFactory>(Clips);
            }

            silo.AddSiren2(options =>
            {
                options.Folder = _folder.FullName;
                options.Concurrency = 2;
                options.Heartbeat = TimeSpan.FromMilliseconds(50);
                options.LeaseTime = TimeSpan.FromSeconds(10);
                options.RetryDelay = TimeSpan.FromMilliseconds(10);
                configure?.Invoke(options);
            });
        });
        _cluster = builder.Build();
    }

    public FakeClips Clips { get; }

    public IClusterClient Client => _cluster.Client;

    public IReadOnlyList<InProcessSiloHandle> Silos => _cluster.Silos;

    public static async Task<Cluster> StartAsync(
        short silos = 1, bool isFake = true, Action<Siren2ClusterOptions>? configure = null, Func<IClipStorage, IClipStorage>? storage = null)
    {
        var cluster = new Cluster(silos, isFake, configure, storage);
        await cluster._cluster.DeployAsync();
        return cluster;
    }

    /// <summary>Puts a clip of fake parts there.</summary>
    public ClipRequest Put(string name, int parts = 1) => Put(name, parts.ToString(System.Globalization.CultureInfo.InvariantCulture));

    public ClipRequest Put(string name, string content)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(PathOf(name))!);
        File.WriteAllText(PathOf(name), content);
        return new ClipRequest { Input = name, Output = $"out/{name}" };
    }

    public string PathOf(string name) => Path.Combine(_folder.FullName, name);

    public string Result(string name) => File.ReadAllText(PathOf($"out/{name}"));

    public async Task<IUpsampleJob> SubmitAsync(string id, params ClipRequest[] clips) => await SubmitAsync(id, 0, clips);

    public async Task<IUpsampleJob> SubmitAsync(string id, int priority, params ClipRequest[] clips)
    {
        IUpsampleJob job = Client.GetUpsampleJob(id);
        await job.SubmitAsync(new UpsampleJobRequest { Clips = clips, TargetSampleRate = 16_000, Priority = priority });
        return job;
    }

    /// <summary>Waits until a job is over.</summary>
    public static async Task<UpsampleJobProgress> EndAsync(IUpsampleJob job)
    {
        UpsampleJobProgress progress = new();
        await UntilAsync(async () => (progress = await job.GetProgressAsync()).State is UpsampleJobState.Completed or UpsampleJobState.Canceled);
        return progress;
    }

    public static async Task UntilAsync(Func<Task<bool>> holds)
    {
        using var stop = new CancellationTokenSource(Patience);
        while (!await holds())
        {
            await Task.Delay(20, stop.Token);
        }
    }

    public Task KillAsync(InProcessSiloHandle silo) => _cluster.KillSiloAsync(silo);

    public Task DeactivateAsync(IAddressable grain) => _cluster.DeactivateAsync(grain);

    public async ValueTask DisposeAsync()
    {
        await _cluster.DisposeAsync();
        _folder.Delete(recursive: true);
    }
}
