using System.Globalization;
using Siren2.Audio;
using Siren2.Decimation;

namespace Siren2.Parts;

/// <summary>Refuses what an <see cref="Upsampler"/> cannot work on, before it begins; names are those of its parameters.</summary>
internal static class RequestCheck
{
    // Longest difference between the durations of a clip and its reference, in seconds.
    private const double ReferenceTolerance = 0.01;

    public static void Clip(AudioClip clip, string name)
    {
        ArgumentNullException.ThrowIfNull(clip, name);
        for (int c = 0; c < clip.ChannelCount; c++)
        {
            Samples(clip.Channel(c), c, first: 0, name);
        }
    }

    /// <summary>Refuses samples that are not a number, infinite or too large.</summary>
    /// <param name="samples">What is looked at.</param>
    /// <param name="channel">The channel that they are of.</param>
    /// <param name="first">Where in the whole clip they begin.</param>
    /// <param name="name">Whose samples they are.</param>
    /// <exception cref="ArgumentException">There is one.</exception>
    public static void Samples(ReadOnlySpan<float> samples, int channel, long first, string name)
    {
        int index = samples.IndexOfAnyExceptInRange(-AudioLimits.MaximumMagnitude, AudioLimits.MaximumMagnitude);
        if (index >= 0)
        {
            throw new ArgumentException(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"Sample {first + index} of channel {channel} is {samples[index]}; every sample must be a number from "
                        + $"-{AudioLimits.MaximumMagnitude} to {AudioLimits.MaximumMagnitude}."),
                name);
        }
    }

    /// <summary>Refuses what cannot be resolved part by part, blind.</summary>
    /// <returns>The clip, whose rate, channels and length are not asked for again: all that is made of it agrees on them.</returns>
    public static CheckedSource Stream(IAudioSource source, int targetSampleRate)
    {
        CheckedSource clip = Source(source, nameof(clip));
        Rate(clip, targetSampleRate, clip.SampleRate, nameof(targetSampleRate));
        StreamLength(clip, targetSampleRate, nameof(targetSampleRate));
        return clip;
    }

    /// <summary>Refuses what cannot be fitted part by part to a reference.</summary>
    /// <returns>Both, likewise.</returns>
    public static (CheckedSource Clip, CheckedSource Reference) Stream(IAudioSource source, IAudioSource original)
    {
        CheckedSource clip = Source(source, nameof(clip));
        CheckedSource reference = Source(original, nameof(reference));
        Reference(clip, reference);
        return (clip, reference);
    }

    public static void Reference(IAudioSource clip, IAudioSource reference)
    {
        Rate(clip, reference.SampleRate, clip.SampleRate + 1, nameof(reference));
        if (reference.ChannelCount != clip.ChannelCount)
        {
            throw new ArgumentException(
                $"The reference has {reference.ChannelCount} channel(s), the clip {clip.ChannelCount}; they must be equal.", nameof(reference));
        }

        double clipSeconds = (double)clip.Length / clip.SampleRate;
        double referenceSeconds = (double)reference.Length / reference.SampleRate;
        if (Math.Abs(clipSeconds - referenceSeconds) > ReferenceTolerance)
        {
            throw new ArgumentException(
                string.Create(CultureInfo.InvariantCulture, $"The reference lasts {referenceSeconds:F3} s, the clip {clipSeconds:F3} s; they "
                    + $"must agree to within 10 ms."),
                nameof(reference));
        }
    }

    public static void Rate(IAudioSource clip, int rate, int lowest, string name)
    {
        if (rate < lowest || rate > AudioClip.MaximumSampleRate)
        {
            throw new ArgumentOutOfRangeException(
                name, rate, $"The target rate must be from {lowest} Hz to {AudioClip.MaximumSampleRate} Hz; the clip's is {clip.SampleRate} Hz.");
        }

        BandLayout.ThrowUnlessPossible(clip.SampleRate, rate, name);
    }

    /// <summary>Refuses a result that would not fit an array.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It would not.</exception>
    public static void Length(AudioClip clip, int rate, string name)
    {
        long length = (long)clip.Length * rate / clip.SampleRate;
        if (length >= Array.MaxLength)
        {
            throw new ArgumentOutOfRangeException(
                name, rate, $"At this rate the clip would have {length} samples in each channel; at most {Array.MaxLength} fit.");
        }
    }

    /// <summary>Refuses a result of a clip that is worked on part by part that would be longer than any source may be.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It would.</exception>
    private static void StreamLength(CheckedSource clip, int rate, string name)
    {
        // In floating point, since at the limit nobody minds a sample.
        double length = (double)clip.Length * rate / clip.SampleRate;
        if (length > AudioLimits.LongestSource)
        {
            throw new ArgumentOutOfRangeException(
                name,
                rate,
                string.Create(CultureInfo.InvariantCulture, $"At this rate the clip would have {length:F0} samples in each channel; at most "
                    + $"{AudioLimits.LongestSource} are worked on."));
        }
    }

    private static CheckedSource Source(IAudioSource source, string name)
    {
        ArgumentNullException.ThrowIfNull(source, name);
        var own = new CheckedSource(source, name);
        Within(own.SampleRate, 1, AudioClip.MaximumSampleRate, "sample rate", name);
        Within(own.ChannelCount, 1, AudioLimits.MaximumChannelCount, "number of channels", name);
        Within(own.Length, 0, AudioLimits.LongestSource, "length", name);
        return own;
    }

    private static void Within(long value, long least, long most, string what, string name)
    {
        if (value < least || value > most)
        {
            throw new ArgumentOutOfRangeException(name, value, $"The {what} of a source must be from {least} to {most}.");
        }
    }
}
