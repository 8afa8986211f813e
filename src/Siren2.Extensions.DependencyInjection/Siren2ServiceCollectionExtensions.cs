using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Siren2;
using Siren2.Extensions.DependencyInjection;
using Siren2.Extensions.DependencyInjection.Queue;
using Siren2.Extensions.DependencyInjection.Validation;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds Siren2 to the services of a host.</summary>
/// <example>
/// <code>
/// HostApplicationBuilder builder = Host.CreateApplicationBuilder(args);
/// builder.Services.AddSiren2(builder.Configuration.GetSection(Siren2Options.SectionName));
/// builder.Services.AddSiren2Queue(builder.Configuration.GetSection(FitQueueOptions.SectionName));
/// using IHost host = builder.Build();
/// await host.StartAsync();
/// </code>
/// </example>
public static class Siren2ServiceCollectionExtensions
{
    /// <summary>
    /// Adds an <see cref="Upsampler"/>, and the same as <see cref="ISuperResolver"/>, as singletons with the host's logger. What is registered
    /// already stays.
    /// </summary>
    /// <param name="services">The services.</param>
    /// <param name="configure">Sets options; null for the defaults.</param>
    /// <returns>The services.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="services"/> is null.</exception>
    public static IServiceCollection AddSiren2(this IServiceCollection services, Action<Siren2Options>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        OptionsBuilder<Siren2Options> options = services.AddOptions<Siren2Options>().ValidateOnStart();
        if (configure is not null)
        {
            options.Configure(configure);
        }

        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<Siren2Options>, Siren2OptionsValidator>());
        services.TryAddSingleton(provider => new Upsampler(
            provider.GetRequiredService<IOptions<Siren2Options>>().Value.ToUpsamplerOptions(), provider.GetService<ILogger<Upsampler>>()));
        services.TryAddSingleton<ISuperResolver>(provider => provider.GetRequiredService<Upsampler>());
        return services;
    }

    /// <summary>The same with options from configuration; a key that is none of <see cref="Siren2Options"/> is refused when the host starts.</summary>
    /// <param name="services">The services.</param>
    /// <param name="configuration">The section, by convention <see cref="Siren2Options.SectionName"/>.</param>
    /// <returns>The services.</returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public static IServiceCollection AddSiren2(this IServiceCollection services, IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        services.AddSiren2();
        services.AddOptions<Siren2Options>().Bind(configuration, binder => binder.ErrorOnUnknownConfiguration = true);
        return services;
    }

    /// <summary>
    /// Adds a bounded queue of fits, <see cref="IFitQueue"/>, that a hosted service works on. What the fits are done with is the host's to say:
    /// <see cref="AddSiren2(IServiceCollection, Action{Siren2Options})"/> adds it.
    /// </summary>
    /// <param name="services">The services.</param>
    /// <param name="configure">Sets options; null for the defaults.</param>
    /// <returns>The services.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="services"/> is null.</exception>
    public static IServiceCollection AddSiren2Queue(this IServiceCollection services, Action<FitQueueOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        OptionsBuilder<FitQueueOptions> options = services.AddOptions<FitQueueOptions>().ValidateOnStart();
        if (configure is not null)
        {
            options.Configure(configure);
        }

        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<FitQueueOptions>, FitQueueOptionsValidator>());
        services.TryAddSingleton<FitQueue>();
        services.TryAddSingleton<FitQueueMetrics>();
        services.TryAddSingleton<IFitQueue>(provider => provider.GetRequiredService<FitQueue>());
        services.AddHostedService<FitQueueService>();
        return services;
    }

    /// <summary>The same with options from configuration; a key that is none of <see cref="FitQueueOptions"/> is refused when the host starts.</summary>
    /// <param name="services">The services.</param>
    /// <param name="configuration">The section, by convention <see cref="FitQueueOptions.SectionName"/>.</param>
    /// <returns>The services.</returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public static IServiceCollection AddSiren2Queue(this IServiceCollection services, IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        services.AddSiren2Queue();
        services.AddOptions<FitQueueOptions>().Bind(configuration, binder => binder.ErrorOnUnknownConfiguration = true);
        return services;
    }
}
