namespace Siren2.Cli.Evaluation;

/// <summary>A task that super-resolution is judged by.</summary>
/// <param name="Name">Its short name.</param>
/// <param name="Description">Its rates, in words.</param>
/// <param name="RatesFor">The rates for a clip of some rate; null where that is too low to take part.</param>
internal sealed record EvaluationTask(string Name, string Description, Func<int, TaskRates?> RatesFor)
{
    /// <summary>All tasks: a quarter of the band of speech, telephone to wideband, half of the full band.</summary>
    public static IReadOnlyList<EvaluationTask> All { get; } =
    [
        new("T1", "22,050 Hz from 5,512 Hz", clipRate => clipRate >= 22_050 ? new TaskRates(22_050, 5_512) : null),
        new("T2", "16,000 Hz from 8,000 Hz", clipRate => clipRate >= 16_000 ? new TaskRates(16_000, 8_000) : null),
        new("T3", "44,100 or 48,000 Hz from half", clipRate => clipRate switch
        {
            >= 48_000 => new TaskRates(48_000, 24_000),
            >= 44_100 => new TaskRates(44_100, 22_050),
            _ => null,
        }),
    ];
}
