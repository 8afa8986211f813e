using System.Globalization;

namespace Siren2.Fitting;

/// <summary>Refuses what an <see cref="Upsampler"/> cannot work on, before it begins; names are those of its parameters.</summary>
internal static class RequestCheck
{
    // Longest difference between the durations of a clip and its reference, in seconds.
    private const double ReferenceTolerance = 0.01;

    // 16 days at the highest rate; the products of lengths and rates stay within 64 bits, and parts can be counted.
    private const long LongestSource = 1L << 41;

    public static void Clip(AudioClip clip, string name)
    {
        ArgumentNullException.ThrowIfNull(clip, name);
        for (int c = 0; c < clip.ChannelCount; c++)
        {
            int index = clip.Channel(c).IndexOfAnyExceptInRange(-Upsampler.MaximumMagnitude, Upsampler.MaximumMagnitude);
            if (index >= 0)
            {
                throw BadSample(index, c, clip.Channel(c)[index], name);
            }
        }
    }

    /// <summary>What is thrown for a sample that is not a number, infinite or too large.</summary>
    public static ArgumentException BadSample(long index, int channel, float sample, string name) => new(
        string.Create(
            CultureInfo.InvariantCulture,
            $"Sample {index} of channel {channel} is {sample}; every sample must be a number from -{Upsampler.MaximumMagnitude} to {Upsampler.MaximumMagnitude}."),
        name);

    public static void Source(IAudioSource source, string name)
    {
        ArgumentNullException.ThrowIfNull(source, name);
        ArgumentOutOfRangeException.ThrowIfLessThan(source.SampleRate, 1, name);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(source.SampleRate, AudioClip.MaximumSampleRate, name);
        ArgumentOutOfRangeException.ThrowIfLessThan(source.ChannelCount, 1, name);
        ArgumentOutOfRangeException.ThrowIfNegative(source.Length, name);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(source.Length, LongestSource, name);
    }

    public static void Reference(IAudioSource clip, IAudioSource reference)
    {
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
                string.Create(CultureInfo.InvariantCulture, $"The reference lasts {referenceSeconds:F3} s, the clip {clipSeconds:F3} s; they must agree to within 10 ms."),
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
    }

    /// <summary>Refuses a result of a clip that is worked on part by part that would be longer than any source may be.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It would.</exception>
    public static void StreamLength(IAudioSource clip, int rate, string name)
    {
        // In floating point, since at the limit nobody minds a sample.
        double length = (double)clip.Length * rate / clip.SampleRate;
        if (length > LongestSource)
        {
            throw new ArgumentOutOfRangeException(
                name,
                rate,
                string.Create(CultureInfo.InvariantCulture, $"At this rate the clip would have {length:F0} samples in each channel; at most {LongestSource} are worked on."));
        }
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
}
