using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Siren2.Extensions.DependencyInjection.Tests;

/// <summary>Hosts without a console.</summary>
internal static class Hosts
{
    public static IHost Build(Action<IServiceCollection> add)
    {
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Services.AddMetrics();
        add(builder.Services);
        return builder.Build();
    }
}
