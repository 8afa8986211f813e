using Siren2.Cli.Output;

namespace Siren2.Cli.Clips;

/// <summary>Two clips of the same rate, channels and length.</summary>
/// <param name="Reference">The truth.</param>
/// <param name="Estimate">What is judged.</param>
/// <param name="SamplesCut">How many samples were cut off the end of the longer one.</param>
internal sealed record ClipPair(AudioClip Reference, AudioClip Estimate, int SamplesCut)
{
    /// <summary>The longest difference of two lengths that is cut off; codecs and resamplers pad by less.</summary>
    public static readonly TimeSpan Tolerance = TimeSpan.FromMilliseconds(50);

    /// <summary>Cuts the longer of two clips to the length of the shorter.</summary>
    /// <exception cref="CommandException">Rates or channels differ, or the lengths by more than 50 ms.</exception>
    public static ClipPair Align(AudioClip reference, AudioClip estimate)
    {
        int excess = Math.Abs(reference.Length - estimate.Length);
        string? complaint = reference.SampleRate != estimate.SampleRate
            ? $"the reference is at {Figure.Rate(reference.SampleRate)}, the estimate at {Figure.Rate(estimate.SampleRate)}"
            : reference.ChannelCount != estimate.ChannelCount
            ? $"the reference has {Figure.Count(reference.ChannelCount, "channel")}, the estimate {estimate.ChannelCount}"
            : excess > Tolerance.TotalSeconds * reference.SampleRate
            ? $"the reference has {Figure.Count(reference.Length, "sample")}, the estimate {Figure.Of(estimate.Length)}; "
                + $"lengths may differ by {Tolerance.TotalMilliseconds} ms"
            : null;
        if (complaint is not null)
        {
            throw new CommandException(complaint);
        }

        int length = Math.Min(reference.Length, estimate.Length);
        return new ClipPair(Cut(reference, length), Cut(estimate, length), excess);
    }

    /// <summary>The first samples of a clip; the clip itself where it is not longer.</summary>
    public static AudioClip Cut(AudioClip clip, int length) => clip.Length <= length
        ? clip
        : new AudioClip(clip.SampleRate, [.. Enumerable.Range(0, clip.ChannelCount).Select(c => clip.Channel(c)[..length].ToArray())]);
}
