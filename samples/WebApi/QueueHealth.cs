using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;
using Siren2.Extensions.DependencyInjection;

namespace WebApi;

/// <summary>The service is well as long as its queue has room; a balancer sends requests elsewhere while it has none.</summary>
internal sealed class QueueHealth(IFitQueue queue, IOptions<FitQueueOptions> options) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(queue.WaitingCount < options.Value.Capacity ? HealthCheckResult.Healthy() : HealthCheckResult.Unhealthy("The queue is full."));
}
