using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Siren2.Orleans;
using Siren2.Orleans.Validation;
using Siren2.Orleans.Work;

namespace Orleans.Hosting;

/// <summary>Adds Siren2 to a silo.</summary>
public static class Siren2SiloBuilderExtensions
{
    /// <summary>
    /// Adds jobs, and a worker for their parts. The silo needs a grain storage of the name <see cref="Siren2GrainStorage.Name"/> and reminders beside.
    /// </summary>
    /// <param name="builder">The silo.</param>
    /// <param name="configure">Sets options; null where they come from configuration alone.</param>
    /// <returns>The silo.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="builder"/> is null.</exception>
    /// <example>
    /// <code>
    /// host.UseOrleans(silo =&gt; silo
    ///     .UseLocalhostClustering()
    ///     .AddMemoryGrainStorage(Siren2GrainStorage.Name)
    ///     .UseInMemoryReminderService()
    ///     .AddSiren2(options =&gt; options.Folder = "/mnt/archive"));
    /// </code>
    /// </example>
    public static ISiloBuilder AddSiren2(this ISiloBuilder builder, Action<Siren2ClusterOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        IServiceCollection services = builder.Services;
        bool usesFolder = services.All(service => service.ServiceType != typeof(IClipStorage));
        OptionsBuilder<Siren2ClusterOptions> options = services.AddOptions<Siren2ClusterOptions>().ValidateOnStart();
        options.Configure(own => own.UsesFolder = usesFolder);
        if (configure is not null)
        {
            options.Configure(configure);
        }

        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<Siren2ClusterOptions>, Siren2ClusterOptionsValidator>());
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<IClipStorage>(provider => new FolderClipStorage(provider.GetRequiredService<IOptions<Siren2ClusterOptions>>().Value.Folder!));
        services.TryAddSingleton<IClipWorkFactory, UpsampleWorkFactory>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<ILifecycleParticipant<ISiloLifecycle>, WorkerHost>());
        return builder;
    }
}
