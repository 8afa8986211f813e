using NAudio.Wave;
using NVorbis;

namespace NAudioPlayer.Decoders;

/// <summary>An Ogg Vorbis file by NVorbis, as a sample provider.</summary>
internal sealed class VorbisSampleProvider(string path) : ISampleProvider, IDisposable
{
    private readonly VorbisReader _reader = new(path) { ClipSamples = false };

    public WaveFormat WaveFormat => WaveFormat.CreateIeeeFloatWaveFormat(_reader.SampleRate, _reader.Channels);

    public int Read(Span<float> buffer) => _reader.ReadSamples(buffer);

    public void Dispose() => _reader.Dispose();
}
