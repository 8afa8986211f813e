namespace Siren2.Cli.Cluster;

/// <summary>The cluster that worked on many clips, for the JSON.</summary>
/// <param name="Address">Where it was asked.</param>
/// <param name="Job">Id of the job, which it has forgotten since; null where all results were there.</param>
/// <param name="Seconds">Time from the submission to the end, by its own clock.</param>
/// <param name="Silos">Who worked on it, of those that were heard of lately.</param>
internal sealed record ClusterDocument(string Address, string? Job, double? Seconds, IReadOnlyList<JobSilo> Silos);
