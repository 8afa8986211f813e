namespace Siren2.Extensions.DependencyInjection;

/// <summary>Options of the queue of fits.</summary>
/// <example>
/// <code>builder.Services.AddSiren2Queue(queue =&gt; queue.Capacity = 16);</code>
/// </example>
public sealed class FitQueueOptions
{
    /// <summary>Where these options stand in a configuration by convention: the section "Siren2Queue".</summary>
    public const string SectionName = Siren2Options.SectionName + "Queue";

    /// <summary>How many fits may wait, from 1 to 1,000,000; each keeps its clip in memory. Default 64.</summary>
    public int Capacity { get; set; } = 64;

    /// <summary>
    /// How many fits run at once, from 1 to 1024. Default 1, since a fit of a clip of some seconds keeps every processor busy by itself; with more,
    /// give each fewer threads (<see cref="Siren2Options.MaxDegreeOfParallelism"/>).
    /// </summary>
    public int Concurrency { get; set; } = 1;

    /// <summary>What becomes of fits when the host stops. Default <see cref="FitQueueStop.FinishRunning"/>.</summary>
    public FitQueueStop OnStop { get; set; } = FitQueueStop.FinishRunning;
}
