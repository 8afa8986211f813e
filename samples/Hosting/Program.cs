// Siren2 in a host: options from configuration, logging, and a queue of fits with back-pressure that stops with the host.
//   dotnet run -c Release --project samples/Hosting [FOLDER [OUTPUT-FOLDER]] [--Siren2:Detail=1] [--Siren2Queue:Capacity=4]
// Upsamples every 8 kHz clip of a folder. Ctrl-C finishes the clip that is being worked on, and leaves the others.
using Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Siren2.Extensions.DependencyInjection;

HostApplicationBuilder builder = Host.CreateApplicationBuilder(args);
string[] folders = [.. args.Where(argument => !argument.StartsWith('-'))];
string output = folders.Length > 1 ? folders[1] : Directory.CreateTempSubdirectory("siren2-hosting-").FullName;
builder.Logging.AddSimpleConsole(console => console.SingleLine = true);
builder.Services.AddSiren2(builder.Configuration.GetSection(Siren2Options.SectionName));
builder.Services.AddSiren2Queue(builder.Configuration.GetSection(FitQueueOptions.SectionName));
builder.Services.AddSingleton(new Folders(folders.Length > 0 ? folders[0] : "samples/clips", output));
builder.Services.AddHostedService<FolderService>();
using IHost host = builder.Build();
await host.RunAsync();
