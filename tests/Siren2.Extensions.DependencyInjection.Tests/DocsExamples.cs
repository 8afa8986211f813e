using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Siren2.MissingBand;

namespace Siren2.Extensions.DependencyInjection.Tests;

/// <summary>The code of the README, of the page of documentation and of the XML documentation, compiled.</summary>
internal static class DocsExamples
{
    public static async Task<UpsampleResult> Readme(string[] args, AudioClip clip)
    {
        HostApplicationBuilder builder = Host.CreateApplicationBuilder(args);
        builder.Services.AddSiren2(builder.Configuration.GetSection(Siren2Options.SectionName));
        builder.Services.AddSiren2Queue(builder.Configuration.GetSection(FitQueueOptions.SectionName));
        using IHost host = builder.Build();
        await host.StartAsync();
        IServiceProvider services = host.Services;
        UpsampleResult result = await Fit(
            services.GetRequiredService<IFitQueue>(), services.GetRequiredService<ISuperResolver>(), clip, CancellationToken.None);
        await host.StopAsync();
        return result;
    }

    public static void Queue(HostApplicationBuilder builder)
    {
        builder.Services.AddSiren2Queue(queue => queue.Capacity = 16);
    }

    public static UpsamplerOptions Change()
    {
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(new());
        builder.Services.AddSiren2(options => options.Change(upsampler => upsampler with
        {
            Blind = upsampler.Blind with { LevelModel = LineModel.Default },
        }));
        using IHost host = builder.Build();
        return host.Services.GetRequiredService<Microsoft.Extensions.Options.IOptions<Siren2Options>>().Value.ToUpsamplerOptions();
    }

    public static void Listen(Action fit)
    {
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, own) =>
            {
                if (instrument.Meter.Name == FitTelemetry.MeterName)
                {
                    own.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<double>((instrument, value, _, _) => Console.WriteLine($"{instrument.Name}: {value} {instrument.Unit}"));
        listener.Start();
        fit();
    }

    private static async Task<UpsampleResult> Fit(
        IFitQueue queue, ISuperResolver resolver, AudioClip clip, CancellationToken cancellationToken)
    {
        QueuedFit<UpsampleResult> fit = await queue.EnqueueAsync(stop => resolver.FitAndPredict(clip, 48_000, progress: null, stop), cancellationToken);
        UpsampleResult result = await fit.Result;
        return result;
    }
}
