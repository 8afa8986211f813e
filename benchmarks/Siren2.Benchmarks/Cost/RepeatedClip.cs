namespace Siren2.Benchmarks.Cost;

/// <summary>A short clip of one channel, again and again, for as long as one likes and in no memory.</summary>
internal sealed class RepeatedClip(AudioClip unit, long length) : IAudioSource
{
    public int SampleRate => unit.SampleRate;

    public int ChannelCount => 1;

    public long Length => length;

    public AudioClip Read(long start, int count)
    {
        float[] samples = new float[count];
        int from = (int)(start % unit.Length);
        for (int at = 0; at < count; from = 0)
        {
            ReadOnlySpan<float> piece = unit.Channel(0)[from..Math.Min(unit.Length, from + count - at)];
            piece.CopyTo(samples.AsSpan(at));
            at += piece.Length;
        }

        return new AudioClip(SampleRate, samples);
    }
}
