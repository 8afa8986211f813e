// A stranger's program over Microsoft.Extensions.Hosting, from the packages alone: options from configuration, the queue, a graceful stop.
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Siren2;
using Siren2.Extensions.DependencyInjection;

if (args is not [var folder])
{
    Console.Error.WriteLine("usage: HostingConsumer FOLDER-OF-CLIPS");
    return 2;
}

using IHost host = Create(("Siren2:Preset", "Fast"), ("Siren2:Detail", "1"), ("Siren2Queue:Capacity", "2"), ("Siren2Queue:OnStop", "FinishAll"));
await host.StartAsync();
IServiceProvider services = host.Services;
AudioClip clip = AudioClip.Load(Path.Combine(folder, "speech-8k.wav"));
ISuperResolver resolver = services.GetRequiredService<ISuperResolver>();
Demand(services.GetRequiredService<IOptions<Siren2Options>>().Value is { Preset: Siren2Preset.Fast, Detail: 1 }, "options come from configuration");
var fits = new List<QueuedFit<UpsampleResult>>();
for (int i = 0; i < 4; i++)
{
    fits.Add(await services.GetRequiredService<IFitQueue>().EnqueueAsync(stop => resolver.FitAndPredict(clip, 16_000, progress: null, stop)));
}

await host.StopAsync();
UpsampleResult[] results = await Task.WhenAll(fits.Select(fit => fit.Result));
Demand(results.All(result => result.Audio.Length == 2 * clip.Length), "all are finished when the host has stopped");
Console.WriteLine($"{results.Length} fits, {results[0].Report.Mode}, expected cost {results[0].Report.EstimatedPsnrCost:F2} dB");

foreach ((string key, string value) in new[] { ("Siren2:Detail", "2"), ("Siren2:Details", "1"), ("Siren2Queue:Capacity", "0") })
{
    using IHost wrong = Create((key, value));
    try
    {
        await wrong.StartAsync();
        Demand(false, $"a host with {key} = {value} does not start");
    }
    catch (Exception e) when (e is OptionsValidationException or InvalidOperationException)
    {
        Console.WriteLine(e.Message);
    }
}

return 0;

static IHost Create(params (string Key, string Value)[] settings)
{
    HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
    builder.Configuration.AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create(setting.Key, (string?)setting.Value)));
    builder.Services.AddSiren2(builder.Configuration.GetSection(Siren2Options.SectionName));
    builder.Services.AddSiren2Queue(builder.Configuration.GetSection(FitQueueOptions.SectionName));
    return builder.Build();
}

static void Demand(bool condition, string what)
{
    if (!condition)
    {
        Console.Error.WriteLine($"not so: {what}");
        Environment.Exit(1);
    }
}
