namespace Siren2.Orleans.Jobs;

/// <summary>How patient a job is.</summary>
internal sealed record JobLimits(int MaximumAttempts, int MaximumLosses, TimeSpan RetryDelay, TimeSpan LeaseTime)
{
    public static JobLimits Of(Siren2ClusterOptions options) =>
        new(options.MaximumAttempts, options.MaximumLosses, options.RetryDelay, options.LeaseTime);
}
