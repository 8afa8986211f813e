// Siren2 in a host: dependency injection, logging, cancellation, and a queue of clips that a background service works on.
//   dotnet run -c Release --project samples/Hosting [FOLDER [OUTPUT-FOLDER]]
// Upsamples every 8 kHz clip of a folder. Ctrl-C stops it within one step of a fit.
using Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Siren2;

string input = args.Length > 0 ? args[0] : "samples/clips";
string output = args.Length > 1 ? args[1] : Directory.CreateTempSubdirectory("siren2-hosting-").FullName;
_ = Directory.CreateDirectory(output);

HostApplicationBuilder builder = Host.CreateApplicationBuilder();
builder.Logging.AddSimpleConsole(console => console.SingleLine = true);
builder.Services.AddSingleton(UpsamplerOptions.Fast with { Detail = 0.5 });
builder.Services.AddSingleton<ISuperResolver, Upsampler>();
builder.Services.AddSingleton<UpsampleQueue>();
builder.Services.AddHostedService<UpsampleService>();
using IHost host = builder.Build();
await host.StartAsync();

UpsampleQueue queue = host.Services.GetRequiredService<UpsampleQueue>();
foreach (string file in Directory.EnumerateFiles(input, "*-8k.wav").Order(StringComparer.Ordinal))
{
    await queue.Writer.WriteAsync(new UpsampleJob(file, Path.Combine(output, Path.GetFileName(file)), 16_000));
}

queue.Writer.Complete();
await host.WaitForShutdownAsync();
