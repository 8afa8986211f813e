using System.Net;
using Orleans.Configuration;
using Orleans.Dashboard;
using Siren2.Orleans;
using StackExchange.Redis;

namespace Cluster;

/// <summary>What silos and clients of a cluster have in common.</summary>
internal static class Silos
{
    /// <summary>A silo that Redis tells of the others.</summary>
    public static void Join(ISiloBuilder silo, Settings settings, IConfiguration configuration)
    {
        ConfigurationOptions redis = RedisOf(settings);
        silo.Configure<ClusterOptions>(Name)
            .UseRedisClustering(options => options.ConfigurationOptions = redis)
            .AddRedisGrainStorage(Siren2GrainStorage.Name, (Orleans.Persistence.RedisStorageOptions options) => options.ConfigurationOptions = redis)
            .UseRedisReminderService(options => options.ConfigurationOptions = redis)
            .Configure<ClusterMembershipOptions>(configuration.GetSection("Membership"))
            .AddDashboard();
        if (settings.Address is IPAddress address)
        {
            silo.ConfigureEndpoints(address, settings.SiloPort, settings.GatewayPort);
        }
        else
        {
            silo.ConfigureEndpoints(settings.SiloPort, settings.GatewayPort);
        }

        AddWork(silo, settings, configuration);
    }

    /// <summary>A silo of a cluster within this process, kept in memory.</summary>
    public static void Embed(ISiloBuilder silo, Settings settings, IConfiguration configuration, int siloPort, int gatewayPort, int firstPort)
    {
        silo.UseLocalhostClustering(siloPort, gatewayPort, new IPEndPoint(IPAddress.Loopback, firstPort), "siren2", "siren2")
            .AddMemoryGrainStorage(Siren2GrainStorage.Name)
            .UseInMemoryReminderService()
            .AddDashboard();
        AddWork(silo, settings, configuration);
    }

    public static void Name(ClusterOptions options) => (options.ClusterId, options.ServiceId) = ("siren2", "siren2");

    public static ConfigurationOptions RedisOf(Settings settings)
    {
        var redis = ConfigurationOptions.Parse(settings.Redis!);
        redis.AbortOnConnectFail = false;
        return redis;
    }

    private static void AddWork(ISiloBuilder silo, Settings settings, IConfiguration configuration)
    {
        silo.AddSiren2(options =>
        {
            options.Folder = settings.Folder;
            if (settings.FitsNetworks)
            {
                options.Change(fit => fit with { Blind = fit.Blind with { Texture = null } });
            }
        });
        silo.Services.Configure<Siren2ClusterOptions>(configuration.GetSection(Siren2ClusterOptions.SectionName));
    }
}
