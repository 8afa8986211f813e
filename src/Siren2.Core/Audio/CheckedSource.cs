using Siren2.Checkpoints;

namespace Siren2.Audio;

/// <summary>A source that is held to its contract.</summary>
internal sealed class CheckedSource(IAudioSource source, string name) : IAudioSource
{
    private const int BlockLength = 1 << 16;

    public int SampleRate { get; } = source.SampleRate;

    public int ChannelCount { get; } = source.ChannelCount;

    public long Length { get; } = source.Length;

    /// <summary>Reads a part and looks at it; see <see cref="IAudioSource.Read"/>.</summary>
    /// <exception cref="InvalidOperationException">The source gives something else than it was asked for.</exception>
    /// <exception cref="ArgumentException">A sample is not a number, infinite or too large.</exception>
    public AudioClip Read(long start, int count)
    {
        AudioClip part = source.Read(start, count);
        if (part is null || part.SampleRate != SampleRate || part.ChannelCount != ChannelCount || part.Length != count)
        {
            throw new InvalidOperationException(
                $"The source was asked for {count} samples of {ChannelCount} channel(s) at {SampleRate} Hz and gave "
                + (part is null ? "nothing." : $"{part.Length} of {part.ChannelCount} at {part.SampleRate} Hz."));
        }

        RequestCheck.Samples(part, start, name);
        return part;
    }

    /// <summary>Reads all of the source, so that what cannot be worked on is known before hours are spent.</summary>
    /// <param name="digest">Takes the samples in; null for none.</param>
    /// <param name="goOn">Called before every block; throws where the rest is not wanted.</param>
    /// <inheritdoc cref="Read" path="/exception"/>
    public void Scan(Digest? digest, Action goOn)
    {
        digest?.Add(SampleRate, ChannelCount, Length);
        for (long start = 0; start < Length; start += BlockLength)
        {
            goOn();
            AudioClip block = Read(start, (int)Math.Min(BlockLength, Length - start));
            for (int c = 0; c < ChannelCount; c++)
            {
                digest?.Add(block.Channel(c));
            }
        }
    }
}
