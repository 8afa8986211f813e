namespace Siren2.Core.Tests.Parts;

/// <summary>A source of a host's own, which may be at fault.</summary>
internal sealed class HostSource(IAudioSource clip) : IAudioSource
{
    public int SampleRate { get; init; } = clip.SampleRate;

    public int ChannelCount { get; init; } = clip.ChannelCount;

    public long Length { get; init; } = clip.Length;

    /// <summary>What happens before each read.</summary>
    public Action<long, int>? Reading { get; init; }

    /// <summary>What is given instead; of a shorter clip the rest is left out.</summary>
    public Func<AudioClip, AudioClip>? Giving { get; init; }

    public void Read(long start, ReadOnlySpan<Memory<float>> channels)
    {
        Reading?.Invoke(start, channels[0].Length);
        AudioClip part = clip.Read(start, channels[0].Length);
        part = Giving?.Invoke(part) ?? part;
        for (int c = 0; c < channels.Length; c++)
        {
            part.Channel(c).CopyTo(channels[c].Span);
        }
    }
}
