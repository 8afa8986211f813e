using System.Diagnostics.Metrics;

namespace Siren2.Extensions.DependencyInjection.Queue;

/// <summary>What meters see of a queue; nothing where the host has no meters.</summary>
internal sealed class FitQueueMetrics
{
    private readonly Histogram<double>? _wait;

    public FitQueueMetrics(FitQueue queue, IMeterFactory? meters = null)
    {
        // The factory disposes of the meter together with the host.
        if (meters?.Create(new MeterOptions(FitTelemetry.MeterName)) is Meter meter)
        {
            _wait = meter.CreateHistogram<double>("siren2.queue.wait.duration", "s", "Time that fits wait in the queue before they begin.");
            _ = meter.CreateObservableUpDownCounter("siren2.queue.waiting", () => queue.WaitingCount, "{fit}", "Fits that wait to begin.");
            _ = meter.CreateObservableUpDownCounter("siren2.queue.running", () => queue.RunningCount, "{fit}", "Fits of the queue that run.");
        }
    }

    public void Waited(TimeSpan time) => _wait?.Record(time.TotalSeconds);
}
