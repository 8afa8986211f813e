using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Siren2;

namespace Hosting;

/// <summary>Works on one clip after the other: a fit uses all processors by itself. A host that stops waits no longer than one step.</summary>
public sealed partial class UpsampleService(
    UpsampleQueue queue, ISuperResolver resolver, IHostApplicationLifetime lifetime, ILogger<UpsampleService> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await foreach (UpsampleJob job in queue.Reader.ReadAllAsync(stoppingToken))
        {
            try
            {
                // A fit computes for seconds; it would hold up whoever starts the host.
                await Task.Run(() => Upsample(job, stoppingToken), stoppingToken);
            }
            catch (Exception e) when (e is IOException or InvalidDataException or ArgumentException)
            {
                // A bad clip is no reason to keep the others waiting.
                LogRefused(job.Input, e.Message);
            }
        }

        lifetime.StopApplication();
    }

    private void Upsample(UpsampleJob job, CancellationToken stoppingToken)
    {
        var progress = new LoggedProgress(logger, job.Input);
        UpsampleResult result = resolver.FitAndPredict(AudioClip.Load(job.Input), job.SampleRate, progress, stoppingToken);
        result.Audio.Save(job.Output);
        LogDone(job.Output, result.Report.Mode, result.Report.Elapsed);
    }

    [LoggerMessage(1, LogLevel.Information, "{Output} written, {Mode}, after {Elapsed}")]
    private partial void LogDone(string output, FitMode mode, TimeSpan elapsed);

    [LoggerMessage(2, LogLevel.Error, "{Input} cannot be upsampled: {Reason}")]
    private partial void LogRefused(string input, string reason);

    /// <summary>Every quarter of the way. Called from the threads that fit, one call at a time.</summary>
    private sealed partial class LoggedProgress(ILogger logger, string input) : IProgress<FitProgress>
    {
        private int _quarter;

        public void Report(FitProgress value)
        {
            int quarter = (int)(4 * value.Fraction);
            if (quarter > _quarter)
            {
                _quarter = quarter;
                LogProgress(logger, input, 25 * quarter, value.Remaining ?? TimeSpan.Zero);
            }
        }

        [LoggerMessage(3, LogLevel.Information, "{Input}: {Percent} %, {Remaining} left")]
        private static partial void LogProgress(ILogger logger, string input, int percent, TimeSpan remaining);
    }
}
