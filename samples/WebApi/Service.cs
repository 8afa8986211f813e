using Microsoft.Extensions.Options;
using Siren2.Extensions.DependencyInjection;

namespace WebApi;

/// <summary>The web service: what it is made of, and where it is reached.</summary>
internal static class Service
{
    /// <summary>Puts the service together.</summary>
    /// <param name="args">Settings, on the command line.</param>
    /// <param name="configure">Changes it before it is built; null for nothing.</param>
    public static WebApplication Create(string[] args, Action<WebApplicationBuilder>? configure = null)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder(
            new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory });
        builder.Services.AddSiren2(builder.Configuration.GetSection(Siren2Options.SectionName));
        builder.Services.AddSiren2Queue(builder.Configuration.GetSection(FitQueueOptions.SectionName));
        builder.Services.AddOptions<Limits>().Bind(builder.Configuration.GetSection(Limits.SectionName))
            .Validate(limits => limits.IsValid, "Limits: every limit must be positive.").ValidateOnStart();
        builder.Services.AddProblemDetails();
        builder.Services.AddHealthChecks().AddCheck<QueueHealth>("queue");
        builder.Services.AddSingleton<UpsampleEndpoint>();
        builder.WebHost.ConfigureKestrel((_, kestrel) =>
            kestrel.Limits.MaxRequestBodySize = kestrel.ApplicationServices.GetRequiredService<IOptions<Limits>>().Value.RequestBytes);
        configure?.Invoke(builder);

        WebApplication service = builder.Build();
        service.UseExceptionHandler();
        service.UseStatusCodePages();
        service.MapHealthChecks("/health");
        UpsampleEndpoint endpoint = service.Services.GetRequiredService<UpsampleEndpoint>();
        service.MapPost("/upsample", endpoint.HandleAsync);
        return service;
    }
}
