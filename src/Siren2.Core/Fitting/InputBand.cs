using Siren2.Resampling;
using Siren2.Spectral;

namespace Siren2.Fitting;

/// <summary>What of a clip's band is known: how far it reaches, and what went before decimation.</summary>
/// <param name="Bandwidth">Where the missing band begins, in hertz: the clip's Nyquist frequency, or less.</param>
/// <param name="Filter">The roll-off that the baseline undoes; ideal where the band ends below the Nyquist frequency.</param>
internal sealed record InputBand(double Bandwidth, AntiAliasingFilter Filter)
{
    /// <summary>The band goes over into the missing one between this and 1, relative to its end.</summary>
    private const double TransitionStart = 0.96;

    /// <summary>The whole band of a clip, made by an ideal decimator.</summary>
    public static InputBand Full(AudioClip clip) => new(0.5 * clip.SampleRate, AntiAliasingFilter.Ideal);

    /// <summary>What the options say, and for what they leave open, where wanted, what the clip itself tells.</summary>
    public static InputBand Of(AudioClip clip, UpsamplerOptions options, bool estimates)
    {
        InputBand full = Full(clip);
        LongTermSpectrum? spectrum =
            estimates && (options.Bandwidth is null || options.InputFilter is null) ? LongTermSpectrum.Of(clip) : null;
        double bandwidth = options.Bandwidth ?? (spectrum is null ? full.Bandwidth : full.Bandwidth * BandwidthDetector.Detect(spectrum));
        return bandwidth < full.Bandwidth
            ? full with { Bandwidth = bandwidth }
            : full with { Filter = options.InputFilter ?? (spectrum is null ? AntiAliasingFilter.Ideal : RollOffEstimator.Estimate(spectrum)) };
    }

    /// <summary>How much of a correction passes at a frequency in hertz, 0 to 1: nothing well inside the band, all beyond it.</summary>
    public double Openness(double frequency)
    {
        double position = Math.Clamp(((frequency / Bandwidth) - TransitionStart) / (1 - TransitionStart), 0, 1);
        return Math.Sin(0.5 * Math.PI * position * position * (3 - (2 * position)));
    }
}
