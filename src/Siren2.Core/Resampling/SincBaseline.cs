namespace Siren2.Resampling;

/// <summary>
/// The one baseline of the library, which every stage takes from here: windowed-sinc interpolation made consistent with the clip
/// that it came from.
/// </summary>
public static class SincBaseline
{
    /// <summary>
    /// Interpolates a clip by <see cref="SincResampler"/>, then gives back by <see cref="MissingBandProjector.Restore"/> what the
    /// filter's transition took from the uppermost 5 % of the band, so that the decimated baseline is the clip to −100 dB or
    /// better.
    /// </summary>
    /// <param name="clip">The clip at the low rate.</param>
    /// <param name="targetRate">The rate of the baseline in hertz, above that of the clip, to <see
    /// cref="AudioClip.MaximumSampleRate"/>.</param>
    /// <returns>The baseline: as many channels, each <c>[⌈Length · targetRate / SampleRate⌉]</c>.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="targetRate"/> is out of range.</exception>
    public static AudioClip Compute(AudioClip clip, int targetRate)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(targetRate, clip.SampleRate);
        AudioClip sinc = new SincResampler(clip.SampleRate, targetRate).Resample(clip);
        if (clip.Length == 0)
        {
            return sinc;
        }

        var projector = new MissingBandProjector(clip.SampleRate, targetRate, clip.Length);
        var channels = new float[clip.ChannelCount][];
        for (int c = 0; c < channels.Length; c++)
        {
            channels[c] = new float[sinc.Length];
            projector.Restore(sinc.Channel(c), clip.Channel(c), channels[c]);
        }

        return new AudioClip(targetRate, channels);
    }
}
