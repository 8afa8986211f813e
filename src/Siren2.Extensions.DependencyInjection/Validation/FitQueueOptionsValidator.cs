using Microsoft.Extensions.Options;

namespace Siren2.Extensions.DependencyInjection.Validation;

/// <summary>Checks the options of a queue.</summary>
internal sealed class FitQueueOptionsValidator : IValidateOptions<FitQueueOptions>
{
    private const int MaximumCapacity = 1_000_000;
    private const int MaximumConcurrency = 1024;

    public ValidateOptionsResult Validate(string? name, FitQueueOptions options)
    {
        var builder = new ValidateOptionsResultBuilder();
        CheckRange(builder, nameof(options.Capacity), options.Capacity, MaximumCapacity);
        CheckRange(builder, nameof(options.Concurrency), options.Concurrency, MaximumConcurrency);
        if (!Enum.IsDefined(options.OnStop))
        {
            builder.AddError($"{FitQueueOptions.SectionName}: {nameof(options.OnStop)} is {options.OnStop}; it must be CancelAll, FinishRunning or FinishAll.");
        }

        return builder.Build();
    }

    private static void CheckRange(ValidateOptionsResultBuilder builder, string name, int value, int maximum)
    {
        if (value < 1 || value > maximum)
        {
            builder.AddError($"{FitQueueOptions.SectionName}: {name} is {value}; it must be from 1 to {maximum}.");
        }
    }
}
