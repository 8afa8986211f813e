namespace Siren2.NAudio.Tests;

/// <summary>A source that can be told to fail, to wait, and that counts.</summary>
internal sealed class WatchedSource(AudioClip clip) : IAudioSource
{
    private int _reads;
    private long _furthest;

    public int SampleRate => clip.SampleRate;

    public int ChannelCount => clip.ChannelCount;

    public long Length => clip.Length;

    /// <summary>Called before every read with its first sample.</summary>
    public Action<long>? OnRead { get; set; }

    public int Reads => Volatile.Read(ref _reads);

    /// <summary>The sample behind the last one that was read since this was set to 0.</summary>
    public long Furthest
    {
        get => Volatile.Read(ref _furthest);
        set => Volatile.Write(ref _furthest, value);
    }

    public void Read(long start, ReadOnlySpan<Memory<float>> channels)
    {
        _ = Interlocked.Increment(ref _reads);
        OnRead?.Invoke(start);
        Furthest = Math.Max(Furthest, start + channels[0].Length);
        ((IAudioSource)clip).Read(start, channels);
    }
}
