namespace Siren2;

/// <summary>A clip at its new rate, beside the baseline that it is to be compared with.</summary>
public sealed record UpsampleResult
{
    /// <summary>Puts a result together.</summary>
    /// <param name="audio">The result.</param>
    /// <param name="baseline">Windowed-sinc interpolation alone, as long and at the same rate.</param>
    /// <param name="report">What was done.</param>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public UpsampleResult(AudioClip audio, AudioClip baseline, UpsampleReport report)
    {
        ArgumentNullException.ThrowIfNull(audio);
        ArgumentNullException.ThrowIfNull(baseline);
        ArgumentNullException.ThrowIfNull(report);
        Audio = audio;
        Baseline = baseline;
        Report = report;
    }

    /// <summary>The result.</summary>
    public AudioClip Audio { get; }

    /// <summary>Windowed-sinc interpolation alone: what <see cref="Audio"/> is at <see cref="UpsamplerOptions.Detail"/> 0.</summary>
    public AudioClip Baseline { get; }

    /// <summary>What was done.</summary>
    public UpsampleReport Report { get; }
}
