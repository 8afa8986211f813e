namespace Siren2.Audio;

/// <summary>
/// Channels that grow with the frames that are really there: what a header claims costs no memory.
/// </summary>
internal sealed class ChannelBuffer(WaveLayout layout)
{
    private readonly float[][] _channels = NewChannels(layout.ChannelCount);
    private WaveLayout _layout = layout;
    private int _length;

    /// <summary>Makes room for frames that are known to be there.</summary>
    /// <exception cref="InvalidDataException">The channels would be longer than an array can be.</exception>
    public void Reserve(long frames)
    {
        ThrowIfTooLong(frames);
        Resize((int)frames);
    }

    /// <summary>Decodes and appends interleaved frames; what is left of an incomplete one is dropped.</summary>
    /// <exception cref="InvalidDataException">The channels would be longer than an array can be.</exception>
    public void Append(ReadOnlySpan<byte> frames)
    {
        int count = frames.Length / _layout.FrameSize;
        if (count == 0)
        {
            return;
        }

        ThrowIfTooLong((long)_length + count);
        if (count > _channels[0].Length - _length)
        {
            Resize((int)Math.Min(Math.Max(2L * _length, (long)_length + count), Array.MaxLength));
        }

        _layout = _layout.Settled(frames[..(count * _layout.FrameSize)]);
        for (int c = 0; c < _channels.Length; c++)
        {
            Span<float> samples = _channels[c].AsSpan(_length, count);
            _layout.Encoding.Decode(frames[(c * _layout.Encoding.Size())..], _layout.FrameSize, samples);
        }

        _length += count;
    }

    /// <summary>Hands the channels over as a clip; this buffer is of no use afterwards.</summary>
    public WaveContent ToContent()
    {
        Resize(_length);
        return new WaveContent(_layout.SampleRate, _channels);
    }

    private static void ThrowIfTooLong(long frames)
    {
        if (frames > Array.MaxLength)
        {
            throw new InvalidDataException($"The file holds {frames} samples a channel or more; {Array.MaxLength} can be read.");
        }
    }

    private void Resize(int capacity)
    {
        for (int c = 0; c < _channels.Length; c++)
        {
            Array.Resize(ref _channels[c], capacity);
        }
    }

    private static float[][] NewChannels(int count)
    {
        var channels = new float[count][];
        Array.Fill(channels, []);
        return channels;
    }
}

/// <summary>What a WAV file holds.</summary>
/// <param name="SampleRate">Samples per second, in hertz.</param>
/// <param name="Channels">The samples, <c>[channel][samples]</c>.</param>
internal readonly record struct WaveContent(int SampleRate, float[][] Channels);
