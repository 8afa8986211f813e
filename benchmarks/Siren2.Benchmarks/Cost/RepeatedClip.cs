namespace Siren2.Benchmarks.Cost;

/// <summary>A short clip of one channel, again and again, for as long as one likes and in no memory.</summary>
internal sealed class RepeatedClip(AudioClip unit, long length) : IAudioSource
{
    public int SampleRate => unit.SampleRate;

    public int ChannelCount => 1;

    public long Length => length;

    public void Read(long start, ReadOnlySpan<Memory<float>> channels)
    {
        Span<float> samples = channels[0].Span;
        int from = (int)(start % unit.Length);
        for (int at = 0; at < samples.Length; from = 0)
        {
            ReadOnlySpan<float> piece = unit.Channel(0)[from..Math.Min(unit.Length, from + samples.Length - at)];
            piece.CopyTo(samples[at..]);
            at += piece.Length;
        }
    }
}
