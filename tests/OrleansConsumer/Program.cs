// A stranger's silo, from the packages alone: it starts, takes a job of a folder of clips, and ends it with the samples that the library gives.
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Orleans;
using Orleans.Hosting;
using Siren2;
using Siren2.Extensions.DependencyInjection;
using Siren2.Orleans;

if (args is not [var clips])
{
    Console.Error.WriteLine("usage: OrleansConsumer FOLDER-OF-CLIPS");
    return 2;
}

string folder = Directory.CreateTempSubdirectory("orleans-consumer-").FullName;
try
{
    string[] names = [.. Directory.EnumerateFiles(clips, "*-8k.wav").Select(file => Path.GetFileName(file)!)];
    foreach (string name in names)
    {
        File.Copy(Path.Combine(clips, name), Path.Combine(folder, name));
    }

    using (IHost host = Create(folder))
    {
        await host.StartAsync();
        IUpsampleJob job = host.Services.GetRequiredService<IGrainFactory>().GetUpsampleJob("stranger");
        await job.SubmitAsync(new UpsampleJobRequest
        {
            Clips = [.. names.Select(name => new ClipRequest { Input = name, Output = $"out/{name}" }), new ClipRequest { Input = "none", Output = "out/none" }],
            TargetSampleRate = 16_000,
            Encoding = WaveEncoding.Float32,
            Preset = Siren2Preset.Fast,
        });
        UpsampleJobProgress progress;
        do
        {
            await Task.Delay(100);
            progress = await job.GetProgressAsync();
        }
        while (progress.State == UpsampleJobState.Running);
        Demand(progress.ClipsDone == names.Length && names.Length > 0, "every clip has a result");
        Demand((await job.GetFailuresAsync()) is [{ Input: "none" }], "a clip that is not there is set aside");
        await host.StopAsync();
    }

    foreach (string name in names)
    {
        AudioClip expected = new Upsampler(UpsamplerOptions.Fast).FitAndPredict(AudioClip.Load(Path.Combine(folder, name)), 16_000).Audio;
        AudioClip result = AudioClip.Load(Path.Combine(folder, "out", name));
        bool isSame = result.Length == expected.Length && result.SampleRate == expected.SampleRate;
        for (int c = 0; isSame && c < expected.ChannelCount; c++)
        {
            isSame = result.Channel(c).SequenceEqual(expected.Channel(c));
        }

        Demand(isSame, $"{name} has the samples that one process gives");
        Console.WriteLine($"{name}: {result.Length} samples at {result.SampleRate} Hz, those of one process");
    }

    try
    {
        using IHost wrong = Create(Path.Combine(folder, "nowhere"));
        await wrong.StartAsync();
        Demand(false, "a silo without its folder does not start");
    }
    catch (OptionsValidationException e)
    {
        Console.WriteLine(e.Message);
    }
}
finally
{
    Directory.Delete(folder, recursive: true);
}

return 0;

static IHost Create(string folder)
{
    HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
    builder.UseOrleans(silo => silo
        .UseLocalhostClustering()
        .AddMemoryGrainStorage(Siren2GrainStorage.Name)
        .UseInMemoryReminderService()
        .AddSiren2(options => (options.Folder, options.RetryDelay, options.Concurrency) = (folder, TimeSpan.Zero, 2)));
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
