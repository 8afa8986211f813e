using NVorbis;
using NVorbis.Contracts;

namespace Siren2.Formats.Decoders;

/// <summary>Decodes Ogg Vorbis by NVorbis.</summary>
internal sealed class VorbisSampleReader : ISampleReader
{
    private readonly VorbisReader _reader;

    public VorbisSampleReader(string path)
    {
        try
        {
            _reader = new VorbisReader(path) { ClipSamples = false };
        }
        catch (ArgumentException e)
        {
            throw new InvalidDataException($"The Vorbis decoder gave up: {e.Message}", e);
        }

        ITagData tags = _reader.Tags;
        Metadata = new WaveMetadata
        {
            Chunks = InfoChunk.Of(
                ("INAM", tags.Title),
                ("IART", tags.Artist),
                ("IPRD", tags.Album),
                ("IGNR", tags.GetTagSingle("GENRE")),
                ("ICRD", tags.GetTagSingle("DATE")),
                ("ICMT", tags.GetTagSingle("COMMENT")),
                ("ICOP", tags.Copyright)),
        };
    }

    public int SampleRate => _reader.SampleRate;

    public int ChannelCount => _reader.Channels;

    public WaveMetadata Metadata { get; }

    public string? Remark => null;

    public int Read(Span<float> interleaved)
    {
        try
        {
            return _reader.ReadSamples(interleaved[..(interleaved.Length / ChannelCount * ChannelCount)]);
        }
        catch (Exception e) when (e is not IOException)
        {
            throw new InvalidDataException($"The Vorbis decoder gave up: {e.Message}", e);
        }
    }

    public void Dispose() => _reader.Dispose();
}
