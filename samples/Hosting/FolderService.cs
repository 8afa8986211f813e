using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Siren2;
using Siren2.Extensions.DependencyInjection;

namespace Hosting;

/// <summary>Brings every 8 kHz clip of a folder to 16 kHz, and stops the host when all are done.</summary>
internal sealed partial class FolderService(
    Folders folders, IFitQueue queue, Upsampler upsampler, IHostApplicationLifetime lifetime, ILogger<FolderService> logger) : BackgroundService
{
    private const int SampleRate = 16_000;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        Directory.CreateDirectory(folders.Output);
        var written = new List<Task>();
        foreach (string input in Directory.EnumerateFiles(folders.Input, "*-8k.wav").Order(StringComparer.Ordinal))
        {
            string output = Path.Combine(folders.Output, Path.GetFileName(input));

            // Waits here while the queue is full, so that a folder of any size takes no more memory. No token: a clip that is worked on is finished.
            QueuedFit<UpsampleReport> fit = await queue.EnqueueAsync(stop => Upsample(input, output, stop), CancellationToken.None);
            written.Add(Tell(input, output, fit));
        }

        await Task.WhenAll(written).WaitAsync(stoppingToken);
        lifetime.StopApplication();
    }

    private UpsampleReport Upsample(string input, string output, CancellationToken stop)
    {
        using var source = new WaveFileSource(input);
        return upsampler.FitAndWrite(source, SampleRate, output, WaveEncoding.Pcm16, progress: null, stop);
    }

    private async Task Tell(string input, string output, QueuedFit<UpsampleReport> fit)
    {
        try
        {
            UpsampleReport report = await fit.Result;
            LogDone(output, report.Mode, report.Elapsed);
        }
        catch (Exception e) when (e is IOException or InvalidDataException or ArgumentException or UnauthorizedAccessException)
        {
            // A bad clip is no reason to keep the others waiting.
            LogRefused(input, e.Message);
        }
        catch (OperationCanceledException)
        {
            LogLeft(input);
        }
    }

    [LoggerMessage(1, LogLevel.Information, "{Output} written, {Mode}, after {Elapsed}")]
    private partial void LogDone(string output, FitMode mode, TimeSpan elapsed);

    [LoggerMessage(2, LogLevel.Error, "{Input} cannot be upsampled: {Reason}")]
    private partial void LogRefused(string input, string reason);

    [LoggerMessage(3, LogLevel.Warning, "{Input} was left, since the host stops")]
    private partial void LogLeft(string input);
}
