using NAudio.Wave;

namespace Siren2.NAudio.Sources;

/// <summary>Whole frames from providers that give less than they are asked for at a time, and from one channel after the other to one each.</summary>
internal static class Frames
{
    /// <summary>Refuses formats that no source may have.</summary>
    /// <exception cref="ArgumentException">It is one.</exception>
    public static WaveFormat Check(WaveFormat format, string name) =>
        format is { SampleRate: >= 1 and <= AudioClip.MaximumSampleRate, Channels: >= 1 }
            ? format
            : throw new ArgumentException(
                $"There are {format.Channels} channel(s) at {format.SampleRate} Hz; at least one, and rates from 1 to "
                    + $"{AudioClip.MaximumSampleRate} Hz can be worked on.", name);

    /// <summary>Fills a buffer, or as much of it as there is to the end.</summary>
    /// <returns>Samples, all channels together.</returns>
    /// <exception cref="InvalidOperationException">The provider claims to have given what it had no room for.</exception>
    public static int ReadAll(ISampleProvider provider, Span<float> interleaved)
    {
        int filled = 0;
        while (filled < interleaved.Length)
        {
            int read = provider.Read(interleaved[filled..]);
            if (read < 0 || read > interleaved.Length - filled)
            {
                throw new InvalidOperationException(
                    $"{provider.GetType().Name} was asked for {interleaved.Length - filled} samples, and says that it gave {read}.");
            }

            if (read == 0)
            {
                break;
            }

            filled += read;
        }

        return filled;
    }

    /// <summary>Fills channels from what gives frames, block by block.</summary>
    /// <param name="block">Room for at least one frame.</param>
    /// <param name="channels">What is filled, <c>[channels][samples]</c>.</param>
    /// <param name="next">Fills all that it is handed with the next frames.</param>
    public static void Separate(float[] block, ReadOnlySpan<Memory<float>> channels, Action<Memory<float>> next)
    {
        for (int done = 0; done < channels[0].Length;)
        {
            int count = Math.Min(channels[0].Length - done, block.Length / channels.Length);
            Memory<float> frames = block.AsMemory(0, count * channels.Length);
            next(frames);
            for (int c = 0; c < channels.Length; c++)
            {
                Interleaved.ReadChannel(frames.Span, channels.Length, c, channels[c].Span.Slice(done, count));
            }

            done += count;
        }
    }
}
