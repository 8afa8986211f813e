using Microsoft.Extensions.Options;

namespace Siren2.Orleans.Validation;

/// <summary>Checks the options of a silo.</summary>
internal sealed class Siren2ClusterOptionsValidator : IValidateOptions<Siren2ClusterOptions>
{
    private const int MaximumConcurrency = 1024;

    public ValidateOptionsResult Validate(string? name, Siren2ClusterOptions options)
    {
        var builder = new ValidateOptionsResultBuilder();
        CheckRange(builder, nameof(options.Concurrency), options.Concurrency, 0, MaximumConcurrency);
        CheckRange(builder, nameof(options.ThreadsPerPart), options.ThreadsPerPart, 1, MaximumConcurrency);
        CheckRange(builder, nameof(options.MaximumAttempts), options.MaximumAttempts, 1, 100);
        CheckRange(builder, nameof(options.MaximumLosses), options.MaximumLosses, 1, 1000);
        Check(builder, options.RetryDelay >= TimeSpan.Zero, nameof(options.RetryDelay), options.RetryDelay, "not negative");
        Check(builder, options.Heartbeat > TimeSpan.Zero, nameof(options.Heartbeat), options.Heartbeat, "positive");
        Check(builder, options.LeaseTime >= 10 * options.Heartbeat, nameof(options.LeaseTime), options.LeaseTime, "at least ten heartbeats");
        if (options.UsesFolder && !Directory.Exists(options.Folder))
        {
            builder.AddError($"{Siren2ClusterOptions.SectionName}: {nameof(options.Folder)} is {(options.Folder is null ? "null" : $"'{options.Folder}'")}; "
                + $"it must be a folder that exists, unless an {nameof(IClipStorage)} is registered.");
        }

        return builder.Build();
    }

    private static void CheckRange(ValidateOptionsResultBuilder builder, string name, int value, int minimum, int maximum) =>
        Check(builder, value >= minimum && value <= maximum, name, value, $"from {minimum} to {maximum}");

    private static void Check(ValidateOptionsResultBuilder builder, bool isRight, string name, object value, string allowed)
    {
        if (!isRight)
        {
            builder.AddError($"{Siren2ClusterOptions.SectionName}: {name} is {value}; it must be {allowed}.");
        }
    }
}
