using NAudio.Wave;
using NLayer;

namespace Siren2.NAudio.Tests;

/// <summary>An MP3 file by NLayer, as a sample provider.</summary>
internal sealed class Mp3SampleProvider(Stream stream) : ISampleProvider, IDisposable
{
    private readonly MpegFile _file = new(stream);

    public WaveFormat WaveFormat => WaveFormat.CreateIeeeFloatWaveFormat(_file.SampleRate, _file.Channels);

    public int Read(Span<float> buffer) => _file.ReadSamples(buffer);

    public void Dispose() => _file.Dispose();
}
