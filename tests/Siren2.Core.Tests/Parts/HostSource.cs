namespace Siren2.Core.Tests.Parts;

/// <summary>A source of a host's own, which may be at fault.</summary>
internal sealed class HostSource(IAudioSource clip) : IAudioSource
{
    public int SampleRate { get; init; } = clip.SampleRate;

    public int ChannelCount { get; init; } = clip.ChannelCount;

    public long Length { get; init; } = clip.Length;

    /// <summary>What happens before each read.</summary>
    public Action<long, int>? Reading { get; init; }

    /// <summary>What is given instead.</summary>
    public Func<AudioClip, AudioClip?>? Giving { get; init; }

    public AudioClip Read(long start, int count)
    {
        Reading?.Invoke(start, count);
        AudioClip part = clip.Read(start, count);
        return Giving is null ? part : Giving(part)!;
    }
}
