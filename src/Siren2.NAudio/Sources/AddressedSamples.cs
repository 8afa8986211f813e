using NAudio.Wave;

namespace Siren2.NAudio.Sources;

/// <summary>A stream whose samples lie where their numbers say, read in place.</summary>
internal sealed class AddressedSamples : IAudioSource
{
    private const int BlockSamples = 1 << 15;

    private readonly WaveStream _stream;
    private readonly ISampleProvider _samples;
    private readonly float[] _block;

    private AddressedSamples(WaveStream stream, ISampleProvider samples)
    {
        (_stream, _samples) = (stream, samples);
        Length = stream.Length / stream.WaveFormat.BlockAlign;
        _block = new float[Math.Max(1, BlockSamples / ChannelCount) * ChannelCount];
    }

    public int SampleRate => _samples.WaveFormat.SampleRate;

    public int ChannelCount => _samples.WaveFormat.Channels;

    public long Length { get; }

    /// <summary>
    /// Opens a stream in place; null where that would not be exact. The stream can seek; it is at its beginning before and afterwards.
    /// </summary>
    public static AddressedSamples? TryOpen(WaveStream stream, ISampleProvider samples)
    {
        _ = Frames.Check(samples.WaveFormat, nameof(stream));
        if (stream is not (WaveFileReader or AiffFileReader or RawSourceWaveStream or SampleWaveStream))
        {
            return null;
        }

        var addressed = new AddressedSamples(stream, samples);
        if (addressed.Length > 0)
        {
            // A file that was cut off says in its head what it no longer has.
            stream.Position = (addressed.Length - 1) * stream.WaveFormat.BlockAlign;
            bool isWhole = Frames.ReadAll(samples, addressed._block.AsSpan(0, addressed.ChannelCount)) == addressed.ChannelCount;
            stream.Position = 0;
            return isWhole ? addressed : null;
        }

        return addressed;
    }

    public void Read(long start, ReadOnlySpan<Memory<float>> channels)
    {
        _stream.Position = start * _stream.WaveFormat.BlockAlign;
        Frames.Separate(_block, channels, ReadAll);
    }

    private void ReadAll(Memory<float> frames)
    {
        if (Frames.ReadAll(_samples, frames.Span) < frames.Length)
        {
            throw new EndOfStreamException($"The stream ends before its last sample; it had {Length} in each channel when it was opened.");
        }
    }
}
