using Siren2.Files;

namespace Siren2.Parts;

/// <summary>A source that is held to its contract: its rate, channels and length are those that it had first.</summary>
internal sealed class CheckedSource(IAudioSource source, string name) : IAudioSource
{
    private const int BlockLength = 1 << 16;

    public int SampleRate { get; } = source.SampleRate;

    public int ChannelCount { get; } = source.ChannelCount;

    public long Length { get; } = source.Length;

    /// <summary>Reads a part and looks at it; see <see cref="IAudioSource.Read"/>.</summary>
    /// <exception cref="ArgumentException">A sample is not a number, infinite or too large, or was not given.</exception>
    public void Read(long start, ReadOnlySpan<Memory<float>> channels)
    {
        foreach (Memory<float> channel in channels)
        {
            // What the source leaves out would else be what was there before.
            channel.Span.Fill(float.NaN);
        }

        source.Read(start, channels);
        for (int c = 0; c < channels.Length; c++)
        {
            RequestCheck.Samples(channels[c].Span, c, start, name);
        }
    }

    /// <summary>Reads all of the source, so that what cannot be worked on is known before hours are spent.</summary>
    /// <param name="digest">Takes the samples in.</param>
    /// <param name="goOn">Called before every block; throws where the rest is not wanted.</param>
    /// <inheritdoc cref="Read" path="/exception"/>
    public void Scan(Digest digest, Action goOn)
    {
        digest.Add(SampleRate, ChannelCount, Length);
        float[][] block = [.. Enumerable.Range(0, ChannelCount).Select(_ => new float[Math.Min(BlockLength, Length)])];
        Memory<float>[] room = new Memory<float>[ChannelCount];
        for (long start = 0; start < Length; start += BlockLength)
        {
            goOn();
            int count = (int)Math.Min(BlockLength, Length - start);
            for (int c = 0; c < ChannelCount; c++)
            {
                room[c] = block[c].AsMemory(0, count);
            }

            Read(start, room);
            for (int c = 0; c < ChannelCount; c++)
            {
                digest.Add(room[c].Span);
            }
        }
    }
}
