using Siren2.Decimation;
using Siren2.Resampling;

namespace Siren2.Baseline;

/// <summary>
/// The one baseline of the library, which every stage takes from here: windowed-sinc interpolation made consistent with the clip
/// that it came from.
/// </summary>
/// <example>
/// <code>
/// AudioClip baseline = SincBaseline.Compute(clip, targetRate: 16_000);
/// </code>
/// </example>
public static class SincBaseline
{
    /// <summary>
    /// Interpolates a clip by <see cref="SincResampler"/>, then gives back by
    /// <see cref="MissingBandProjector.Restore(ReadOnlySpan{float}, ReadOnlySpan{float}, Span{float})"/> what the filter's transition took from
    /// the uppermost 5 % of the band, so that the decimated baseline is the clip to −100 dB or better: by the projector's decimator, and by any
    /// other below 0.95 of the clip's Nyquist frequency.
    /// </summary>
    /// <param name="clip">The clip at the low rate.</param>
    /// <param name="targetRate">The rate of the baseline in hertz, above that of the clip, to <see
    /// cref="AudioClip.MaximumSampleRate"/>.</param>
    /// <param name="quality">Design of the windowed sinc; null for <see cref="SincQuality.High"/>.</param>
    /// <param name="filter">What went before decimation when the clip was made; its roll-off is undone first, so that what decimates to
    /// the clip does so below the roll-off. Null for none.</param>
    /// <returns>The baseline: as many channels, each <c>[⌈Length · targetRate / SampleRate⌉]</c>.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="clip"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="targetRate"/> is out of range.</exception>
    public static AudioClip Compute(AudioClip clip, int targetRate, SincQuality? quality = null, AntiAliasingFilter? filter = null)
    {
        ArgumentNullException.ThrowIfNull(clip);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(targetRate, clip.SampleRate);
        MissingBandProjector? projector = clip.Length == 0 ? null : new(clip.SampleRate, targetRate, clip.Length);
        RollOffEqualizer? equalizer = filter is { IsIdeal: false } ? new(filter) : null;
        var channels = new float[clip.ChannelCount][];
        for (int c = 0; c < channels.Length; c++)
        {
            ReadOnlySpan<float> input = equalizer is null ? clip.Channel(c) : equalizer.Apply(clip.Channel(c));
            channels[c] = Compute(input, new SincResampler(clip.SampleRate, targetRate, quality), projector);
        }

        return AudioClip.FromOwned(targetRate, channels);
    }

    /// <summary>The baseline of one channel whose roll-off is undone; the projector is null for an empty one.</summary>
    /// <remarks><paramref name="goOn"/> is called before every block of each of the two, and throws where the rest is not wanted.</remarks>
    internal static float[] Compute(ReadOnlySpan<float> input, SincResampler resampler, MissingBandProjector? projector, Action? goOn = null)
    {
        float[] baseline = resampler.Resample(input, goOn);
        projector?.Restore(baseline, input, baseline, goOn);
        return baseline;
    }
}
