using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Configuration;
using Orleans.Persistence;
using Siren2.Orleans.Messages;
using Siren2.Orleans.Work;
using StackExchange.Redis;

namespace Siren2.Orleans.Load;

/// <summary>A silo whose parts only sleep, and whose clips and results are nowhere.</summary>
internal static class SleepingSilo
{
    public static IHost Build(IConfiguration settings, int workers, int slots)
    {
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Logging.AddFilter(level => level >= LogLevel.Error);
        var redis = ConfigurationOptions.Parse(settings["redis"] ?? throw new ArgumentException("--redis ADDRESS is missing."));
        builder.UseOrleans(silo =>
        {
            silo.Configure<ClusterOptions>(options => (options.ClusterId, options.ServiceId) = ("siren2-load", "siren2-load"))
                .UseRedisClustering(options => options.ConfigurationOptions = redis)
                .AddRedisGrainStorage(Siren2GrainStorage.Name, (RedisStorageOptions options) => options.ConfigurationOptions = redis)
                .UseRedisReminderService(options => options.ConfigurationOptions = redis)
                .ConfigureEndpoints(IPAddress.Loopback, FreePort(), FreePort());
            silo.Services.AddSingleton<IClipWorkFactory>(new SleepingFactory(settings.GetValue("sleep", 1_000)));
            silo.Services.AddSingleton<IClipStorage>(new NoStorage());
            silo.AddSiren2(options => (options.Workers, options.Concurrency) = (workers, slots));
        });
        return builder.Build();
    }

    /// <summary>The command line of a process of workers.</summary>
    public static string[] OfWorker(string[] args) => ["exec", typeof(SleepingSilo).Assembly.Location, .. args, "--role", "worker"];

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private sealed class SleepingFactory(int milliseconds) : IClipWorkFactory
    {
        public string Engine => "sleep";

        public Task<IClipWork> OpenAsync(string name, FitSettings settings, CancellationToken cancellationToken) =>
            Task.FromResult<IClipWork>(new SleepingClip(milliseconds));
    }

    private sealed class SleepingClip(int milliseconds) : IClipWork, IClipJoin
    {
        private static readonly ClipShape OnePart = new(1, new string('0', 64));

        public ClipShape Shape => OnePart;

        public async Task<byte[]> FitAsync(int part, IProgress<double> progress, CancellationToken cancellationToken)
        {
            await Task.Delay(milliseconds, cancellationToken);
            return [];
        }

        public IClipJoin Join(Stream output) => this;

        public void Add(byte[] part)
        {
        }

        public void Complete()
        {
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }

    private sealed class NoStorage : IClipStorage
    {
        public Task<Stream> OpenReadAsync(string name, CancellationToken cancellationToken = default) => Task.FromResult(Stream.Null);

        public Task WriteAsync(string name, Func<Stream, Task> write, CancellationToken cancellationToken = default) => write(Stream.Null);

        public Task<bool> ExistsAsync(string name, CancellationToken cancellationToken = default) => Task.FromResult(true);

        public Task DeleteAsync(string name, CancellationToken cancellationToken = default) => Task.CompletedTask;
    }
}
