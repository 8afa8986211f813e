using Siren2.BandAnalysis;
using Siren2.Decimation;

namespace Siren2.Baseline;

/// <summary>What of a clip's band is known: how far it reaches, and what went before decimation.</summary>
/// <param name="Bandwidth">Where the missing band begins, in hertz: the clip's Nyquist frequency, or less.</param>
/// <param name="Filter">The roll-off that the baseline undoes; ideal where the band ends below the Nyquist frequency.</param>
internal sealed record InputBand(double Bandwidth, AntiAliasingFilter Filter)
{
    /// <summary>Where <see cref="Bandwidth"/> comes from.</summary>
    public InputBandEnd End { get; init; }

    /// <summary>The whole band of a clip, made by an ideal decimator.</summary>
    public static InputBand Full(IAudioSource clip) => new(0.5 * clip.SampleRate, AntiAliasingFilter.Ideal);

    /// <summary>What the options say, and for what they leave open, where wanted, what the clip itself tells.</summary>
    /// <param name="clip">The clip.</param>
    /// <param name="outputRate">
    /// Rate of the output in hertz. At the clip's own nothing is resampled, so that there is no roll-off to undo and the filter is ideal.
    /// </param>
    /// <param name="options">What is known.</param>
    /// <param name="estimates">Whether what is not known is looked for in the clip.</param>
    /// <param name="goOn">Called again and again; throws where the rest is not wanted. Null for nobody.</param>
    public static InputBand Of(IAudioSource clip, int outputRate, UpsamplerOptions options, bool estimates, Action? goOn = null)
    {
        InputBand full = Full(clip);
        AntiAliasingFilter? known = outputRate == clip.SampleRate ? AntiAliasingFilter.Ideal : options.InputFilter;
        LongTermSpectrum? spectrum = estimates && (options.Bandwidth is null || known is null) ? LongTermSpectrum.Of(clip, goOn) : null;
        goOn?.Invoke();
        bool isSought = options.Bandwidth is null && spectrum is { Frames: >= BandwidthDetector.LeastFrames };
        BandEnd found = isSought ? BandwidthDetector.Detect(clip, spectrum!, goOn) : BandEnd.None;
        double bandwidth = options.Bandwidth ?? (full.Bandwidth * found.Share);
        full = full with
        {
            End = options.Bandwidth is not null ? InputBandEnd.Given : !isSought ? InputBandEnd.NotLookedFor
                : bandwidth >= full.Bandwidth ? InputBandEnd.NotFound
                : found.IsGradual ? InputBandEnd.FoundGradual : InputBandEnd.Found,
        };
        if (bandwidth < full.Bandwidth)
        {
            return full with { Bandwidth = bandwidth };
        }

        goOn?.Invoke();
        AntiAliasingFilter filter = known ?? (spectrum is null ? AntiAliasingFilter.Ideal : RollOffEstimator.Estimate(spectrum, goOn));
        return full with { Filter = filter };
    }

    /// <summary>Whether the clip holds all of its band, up to its Nyquist frequency.</summary>
    /// <param name="sampleRate">Rate of the clip in hertz.</param>
    public bool IsComplete(int sampleRate) => Bandwidth >= 0.5 * sampleRate;
}
