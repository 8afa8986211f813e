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

    /// <summary>Writes frames into one span for each channel.</summary>
    public static void Separate(ReadOnlySpan<float> interleaved, ReadOnlySpan<Memory<float>> channels, int start)
    {
        int count = interleaved.Length / channels.Length;
        for (int c = 0; c < channels.Length; c++)
        {
            Span<float> channel = channels[c].Span.Slice(start, count);
            for (int i = 0; i < channel.Length; i++)
            {
                channel[i] = interleaved[(i * channels.Length) + c];
            }
        }
    }
}
