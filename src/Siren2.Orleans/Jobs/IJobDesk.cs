using Siren2.Orleans.Messages;

namespace Siren2.Orleans.Jobs;

/// <summary>The side of a job that workers see.</summary>
[Alias("Siren2.IJobDesk")]
internal interface IJobDesk : IGrainWithStringKey
{
    /// <summary>Takes a report, and gives orders.</summary>
    [Alias("Report")]
    Task<WorkerOrders> ReportAsync(WorkerReport report);
}
