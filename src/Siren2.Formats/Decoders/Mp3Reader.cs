using NLayer;

namespace Siren2.Formats.Decoders;

/// <summary>Decodes MP3 by NLayer, and cuts off what the encoder added in front and behind, where it says how much.</summary>
internal sealed class Mp3Reader : ISampleReader
{
    /// <summary>
    /// The rate of layer III that NLayer 3.0 decodes to another sound, at any number of bits: its scale factor bands are unlike those of all others.
    /// </summary>
    private const int UnknownRate = 8_000;

    private readonly FileStream _stream;
    private readonly MpegFile _file;
    private readonly Mp3Gap? _gap;
    private long _left;

    public Mp3Reader(string path)
    {
        _stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16);
        try
        {
            (Metadata, long start) = Tag(_stream);
            _gap = Mp3Gap.Find(_stream, start);
            _stream.Position = 0;
            _file = new MpegFile(_stream);
            if (SampleRate == UnknownRate)
            {
                throw new InvalidDataException(
                    "It is MP3 at 8,000 Hz, which is read by way of ffmpeg, since NLayer does not decode that rate; there is no ffmpeg, or it is not to be used.");
            }

            _left = _gap is null ? long.MaxValue : _gap.Length * ChannelCount;
            Skip((_gap?.Start ?? 0) * ChannelCount);
        }
        catch (Exception e)
        {
            _file?.Dispose();
            _stream.Dispose();
            if (e is InvalidDataException)
            {
                throw;
            }

            throw new InvalidDataException($"The MP3 decoder gave up: {e.Message}", e);
        }
    }

    public int SampleRate => _file.SampleRate;

    public int ChannelCount => _file.Channels;

    public WaveMetadata Metadata { get; }

    public string? Remark => _gap is not null && _left > 0 ? "it ends before its header says" : null;

    public int Read(Span<float> interleaved)
    {
        int read = _file.ReadSamples(interleaved[..(int)Math.Min(interleaved.Length, _left)]);
        if (_gap is not null)
        {
            _left -= read;
        }

        return read;
    }

    public void Dispose()
    {
        _file.Dispose();
        _stream.Dispose();
    }

    /// <summary>The tag of ID3v2 in front, and where it ends.</summary>
    private static (WaveMetadata Metadata, long End) Tag(FileStream stream)
    {
        Span<byte> header = stackalloc byte[10];
        int read = stream.ReadAtLeast(header, header.Length, throwOnEndOfStream: false);
        long size = AudioFormat.TagSize(header[..read]);
        if (size == 0 || size > stream.Length)
        {
            return (WaveMetadata.None, 0);
        }

        byte[] tag = new byte[size];
        stream.Position = 0;
        stream.ReadExactly(tag);
        return (new WaveMetadata { Chunks = [new WaveChunk("id3 ", tag)] }, size);
    }

    private void Skip(int samples)
    {
        float[] skipped = new float[Math.Min(samples, 1 << 14)];
        for (int left = samples; left > 0;)
        {
            int read = _file.ReadSamples(skipped.AsSpan(0, Math.Min(left, skipped.Length)));
            if (read == 0)
            {
                return;
            }

            left -= read;
        }
    }
}
