// A cluster whose parts only sleep: what the engine itself costs, and where it ends. Needs a Redis.
//   dotnet run -c Release --project tests/Siren2.Orleans.Load -- --redis 127.0.0.1:6379 --parts 100000 --processes 4 --workers 25 --slots 16 --sleep 1000
// This process holds the job; the others have so many workers each, with so many slots.
using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Siren2.Orleans;
using Siren2.Orleans.Load;
using StackExchange.Redis;

IConfiguration settings = new ConfigurationBuilder().AddCommandLine(args).Build();
if (settings["role"] == "worker")
{
    using IHost worker = SleepingSilo.Build(settings, settings.GetValue("workers", 1), settings.GetValue("slots", 1));
    await worker.StartAsync();

    // It ends when its parent does, which holds the other end.
    await Console.In.ReadToEndAsync();
    await worker.StopAsync();
    return;
}

int parts = settings.GetValue("parts", 1_000);
int processes = settings.GetValue("processes", 1);
using IHost host = SleepingSilo.Build(settings, workers: 1, slots: 0);
await host.StartAsync();
Process[] others = [.. Enumerable.Range(0, processes).Select(_ => Process.Start(new ProcessStartInfo("dotnet", SleepingSilo.OfWorker(args))
{
    RedirectStandardInput = true,
})!)];
await Task.Delay(10_000);

// Redis tells how many commands it was given to administrators alone.
using ConnectionMultiplexer redis = await ConnectionMultiplexer.ConnectAsync(settings["redis"]!, options => options.AllowAdmin = true);
long commandsBefore = await CommandsAsync();
IUpsampleJob job = host.Services.GetRequiredService<IGrainFactory>().GetUpsampleJob($"sleep-{Guid.NewGuid():N}");
await job.SubmitAsync(new UpsampleJobRequest
{
    Clips = [.. Enumerable.Range(0, parts).Select(clip => new ClipRequest { Input = $"in/{clip}", Output = $"out/{clip}" })],
    TargetSampleRate = 48_000,
});
long start = Stopwatch.GetTimestamp();
TimeSpan cpuBefore = Cpu();
long doneBefore = 0;
double timeBefore = 0;
for (int tenth = 1; tenth <= 10;)
{
    await Task.Delay(100);
    UpsampleJobProgress progress = await job.GetProgressAsync();
    for (; tenth <= 10 && (progress.ClipsDone >= (long)parts * tenth / 10 && (tenth < 10 || progress.State == UpsampleJobState.Completed)); tenth++)
    {
        double time = Stopwatch.GetElapsedTime(start).TotalSeconds;
        Console.WriteLine($"{10 * tenth,3} %: {time,7:F1} s, {(progress.PartsDone - doneBefore) / (time - timeBefore),7:F1} parts/s, "
            + $"process of the job: {Environment.WorkingSet / 1e6:F0} MB, heap {GC.GetTotalMemory(forceFullCollection: true) / 1e6:F0} MB");
        (doneBefore, timeBefore) = (progress.PartsDone, time);
    }
}

double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
int slots = processes * settings.GetValue("workers", 1) * settings.GetValue("slots", 1);
double sleep = settings.GetValue("sleep", 1_000);
TimeSpan cpu = Cpu() - cpuBefore;
long commands = await CommandsAsync() - commandsBefore;
Console.WriteLine($"{parts} parts of {sleep} ms on {slots} slots: {seconds:F1} s, {parts / seconds:F1} parts/s of {slots / sleep * 1e3:F1} possible; "
    + $"per part {((seconds * slots) - (parts * sleep / 1e3)) / parts * 1e3:F2} ms of a slot not slept, {cpu.TotalMilliseconds / parts:F3} ms of processors in all processes, "
    + $"{(double)commands / parts:F3} commands of Redis");
foreach (Process other in others)
{
    other.StandardInput.Close();
    await other.WaitForExitAsync();
}

await host.StopAsync();

TimeSpan Cpu() => others.Aggregate(Process.GetCurrentProcess().TotalProcessorTime, (sum, other) =>
{
    other.Refresh();
    return sum + other.TotalProcessorTime;
});

async Task<long> CommandsAsync()
{
    IGrouping<string, KeyValuePair<string, string>>[] info = await redis.GetServers()[0].InfoAsync("stats");
    return long.Parse(info.SelectMany(group => group).First(entry => entry.Key == "total_commands_processed").Value, CultureInfo.InvariantCulture);
}
