using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Siren2.Formats.Decoders;

/// <summary>Decodes by ffmpeg, which writes a WAV file of floats into a pipe.</summary>
internal sealed class FFmpegReader : ISampleReader
{
    private const int SampleSize = sizeof(float);

    private readonly FFmpegProcess _process;
    private readonly Stream _output;
    private bool _isAtEnd;
    private long _frames;

    public FFmpegReader(string program, string path)
    {
        // Only files: what a playlist names is not fetched from anywhere.
        _process = new FFmpegProcess(
            program,
            "-protocol_whitelist", "file,pipe", "-i", "file:" + path, "-map", "0:a:0", "-map_metadata", "0", "-map_metadata", "0:s:a:0",
            "-c:a", "pcm_f32le", "-bitexact", "-f", "wav", "pipe:1");
        _output = _process.Output;
        try
        {
            ReadHeader();
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public int SampleRate { get; private set; }

    public int ChannelCount { get; private set; }

    public WaveMetadata Metadata { get; private set; } = WaveMetadata.None;

    public string? Remark => _isAtEnd ? _process.Complaint : null;

    public IReadOnlyList<string> Findings => _isAtEnd && SampleRate > 0 ? _process.Description.Findings((double)_frames / SampleRate) : [];

    public int Read(Span<float> interleaved)
    {
        Span<byte> bytes = MemoryMarshal.AsBytes(interleaved);
        int wanted = bytes.Length - (bytes.Length % (ChannelCount * SampleSize));
        int read = _isAtEnd ? 0 : _output.ReadAtLeast(bytes[..wanted], wanted, throwOnEndOfStream: false);
        if (read < wanted && !_isAtEnd)
        {
            _isAtEnd = true;
            _process.End();
        }

        int frames = read / (ChannelCount * SampleSize);
        _frames += frames;
        return frames * ChannelCount;
    }

    public void Dispose() => _process.Dispose();

    private void ReadHeader()
    {
        Span<byte> form = stackalloc byte[12];
        if (_output.ReadAtLeast(form, form.Length, throwOnEndOfStream: false) < form.Length)
        {
            _process.End();
            throw new InvalidDataException("ffmpeg found no audio in it.");
        }

        uint mask = 0;
        var chunks = new List<WaveChunk>();
        Span<byte> header = stackalloc byte[8];
        while (true)
        {
            _output.ReadExactly(header);
            if (header.StartsWith("data"u8))
            {
                break;
            }

            int size = BinaryPrimitives.ReadInt32LittleEndian(header[4..]);
            byte[] content = new byte[size + (size & 1)];
            _output.ReadExactly(content);
            if (header.StartsWith("fmt "u8))
            {
                ChannelCount = BinaryPrimitives.ReadUInt16LittleEndian(content.AsSpan(2));
                SampleRate = BinaryPrimitives.ReadInt32LittleEndian(content.AsSpan(4));
                mask = size >= 24 ? BinaryPrimitives.ReadUInt32LittleEndian(content.AsSpan(20)) : 0;
            }
            else if (header.StartsWith("LIST"u8))
            {
                chunks.Add(new WaveChunk("LIST", content.AsMemory(0, size)));
            }
        }

        Metadata = new WaveMetadata { SpeakerMask = mask, Chunks = chunks };
    }
}
