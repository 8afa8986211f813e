using Siren2.Decimation;

namespace Siren2;

/// <summary>What was done to a clip that was worked on part by part.</summary>
public sealed record StreamReport
{
    /// <summary>Blind or guided. Every figure here belongs to that mode.</summary>
    public required FitMode Mode { get; init; }

    /// <summary>Sample rate of the input, in hertz.</summary>
    public required int InputSampleRate { get; init; }

    /// <summary>Sample rate of the output, in hertz.</summary>
    public required int OutputSampleRate { get; init; }

    /// <summary>Samples that were written, in each channel.</summary>
    public required long Length { get; init; }

    /// <summary>
    /// Where the missing band begins, in hertz: the input's Nyquist frequency, or where its band was found, or said, to end below.
    /// </summary>
    public required double InputBandwidth { get; init; }

    /// <summary>The decimator's roll-off that the baseline undoes, found or given; <see cref="AntiAliasingFilter.Ideal"/> for none.</summary>
    public required AntiAliasingFilter InputFilter { get; init; }

    /// <summary>Wall-clock time of reading, fitting and writing.</summary>
    public required TimeSpan Elapsed { get; init; }

    /// <summary>Parts that the clip was cut into.</summary>
    public required int PartCount { get; init; }

    /// <summary>Networks of all parts.</summary>
    public required int NetworkCount { get; init; }

    /// <summary>Weights and biases of all networks.</summary>
    public required long ParameterCount { get; init; }

    /// <summary>Whether the caller cancelled and the rest was left as it was by then, most of it the baseline.</summary>
    public required bool WasCancelled { get; init; }

    /// <summary>Blind: expected loss of PSNR against the baseline, in dB, the mean over channels and parts; null in a guided fit.</summary>
    public double? EstimatedPsnrCost { get; init; }

    /// <summary>Guided: what the networks gain in PSNR over the baseline, in dB; null in a blind fit.</summary>
    public double? GainOverBaseline { get; init; }

    /// <summary>Whether every part's correction was projected onto the missing band; see <see cref="UpsampleReport.IsProjected"/>.</summary>
    public required bool IsProjected { get; init; }
}
