using Siren2.Optimization;

namespace Siren2.Core.Tests.Upsampling;

/// <summary>Options of fits that take milliseconds; blind ones have networks.</summary>
internal static class Quick
{
    public static UpsamplerOptions Options { get; } = new()
    {
        Seed = 3,
        Blind = new()
        {
            SegmentLength = 4096,
            Texture = null,
            RefinementIterations = 2,
            Decoder = new() { Width = 16, Depth = 2 },
            Fit = new() { StepCount = 4, Schedule = LearningRateSchedule.Cosine(1e-3) },
        },
        Guided = new()
        {
            SegmentLength = 4096,
            Decoder = new() { Width = 16, Depth = 2, UseBaseline = true },
            Fit = new() { StepCount = 6 },
        },
    };

    public static Upsampler Upsampler { get; } = new(Options);

    /// <summary>The options with other stopping rules for either kind of fit.</summary>
    public static UpsamplerOptions With(FitOptions fit) => With(plan => plan with { Fit = fit });

    /// <summary>The options with the networks of either kind of fit changed.</summary>
    public static UpsamplerOptions With(Func<NetworkOptions, NetworkOptions> change) =>
        Options with { Blind = (BlindOptions)change(Options.Blind), Guided = (GuidedOptions)change(Options.Guided) };

    /// <summary>A fit of either kind of a clip of noise from 8 to 16 kHz; three segments by default.</summary>
    public static UpsampleResult Fit(
        FitMode mode,
        UpsamplerOptions options,
        int length = 5000,
        IProgress<FitProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        (AudioClip clip, AudioClip reference) = Clips.Pair(length);
        var upsampler = new Upsampler(options);
        return mode == FitMode.Blind
            ? upsampler.FitAndPredict(clip, reference.SampleRate, progress, cancellationToken)
            : upsampler.FitAndPredict(clip, reference, progress, cancellationToken);
    }
}
