using Siren2.Metrics.SpeechBands;

namespace Siren2.Metrics;

/// <summary>
/// How intelligible degraded speech remains, from short-time correlations of band envelopes at 10 kHz; about 0 to 1, higher
/// is better. Both scores judge the band below 4.3 kHz only, mean something for speech alone, and agree with pystoi's figures
/// to three decimals. Other rates are resampled with the filter that it uses.
/// </summary>
/// <example>
/// <code>
/// double estoi = Intelligibility.ExtendedStoi(original.Channel(0), estimate.Channel(0), original.SampleRate);
/// </code>
/// </example>
public static class Intelligibility
{
    /// <summary>
    /// Short-time objective intelligibility (Taal, Hendriks, Heusdens and Jensen, IEEE TASLP 19(7), 2011): frames of 256, hop
    /// 128, without frames 40 dB below the loudest of the reference; 15 one-third octave bands from 150 Hz; segments of 30
    /// frames, clipped at −15 dB.
    /// </summary>
    /// <param name="reference">Clean speech, <c>[samples]</c>.</param>
    /// <param name="estimate">What is judged, <c>[samples]</c>.</param>
    /// <param name="sampleRate">Rate of both in hertz, from 1 to <see cref="AudioClip.MaximumSampleRate"/>.</param>
    /// <returns>
    /// The score; 0 for a silent estimate; <see cref="double.NaN"/>, undefined, where the reference holds fewer than 31
    /// frames (0.4 s) that are not silent (pystoi returns 1e-5 there), or where the rate is below 1,000 Hz.
    /// </returns>
    /// <exception cref="ArgumentException">
    /// The signals differ in length, are empty or hold a sample that is not finite.
    /// </exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="sampleRate"/> is out of range.</exception>
    public static double Stoi(ReadOnlySpan<float> reference, ReadOnlySpan<float> estimate, int sampleRate) =>
        Compare(reference, estimate, sampleRate)?.Stoi() ?? double.NaN;

    /// <summary>
    /// Extended STOI (Jensen and Taal, IEEE/ACM TASLP 24(11), 2016): as <see cref="Stoi"/>, but a segment's spectra are
    /// correlated after bands and spectra have been normalized, which also judges modulated maskers.
    /// </summary>
    /// <inheritdoc cref="Stoi"/>
    public static double ExtendedStoi(ReadOnlySpan<float> reference, ReadOnlySpan<float> estimate, int sampleRate) =>
        Compare(reference, estimate, sampleRate)?.ExtendedStoi() ?? double.NaN;

    private static SpeechComparison? Compare(ReadOnlySpan<float> reference, ReadOnlySpan<float> estimate, int sampleRate)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(sampleRate, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(sampleRate, AudioClip.MaximumSampleRate);
        SignalPair.Check(reference, estimate);
        long length = (long)reference.Length * ThirdOctaveBands.SampleRate / sampleRate;
        return sampleRate >= SpeechComparison.LowestSampleRate && length >= Array.MaxLength
            ? throw new ArgumentOutOfRangeException(
                nameof(sampleRate),
                sampleRate,
                $"At {ThirdOctaveBands.SampleRate} Hz, where speech is compared, the signals would have {length} samples; at most {Array.MaxLength} fit.")
            : SpeechComparison.Create(reference, estimate, sampleRate);
    }
}
