using System.Runtime.InteropServices;
using NAudio.Wave;

namespace Siren2.NAudio.Sources;

/// <summary>What came out of a provider, in a temporary file that is gone when it is closed, or when the process ends.</summary>
internal sealed class SpooledSamples : IAudioSource, IDisposable
{
    private const int BlockSamples = 1 << 15;

    private readonly FileStream _file;
    private readonly float[] _block;

    private SpooledSamples(WaveFormat format)
    {
        (SampleRate, ChannelCount) = (format.SampleRate, format.Channels);
        _block = new float[Math.Max(1, BlockSamples / ChannelCount) * ChannelCount];
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.ReadWrite,
            Share = FileShare.None,
            BufferSize = 0,
            Options = FileOptions.DeleteOnClose,
        };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        _file = new FileStream(Path.Combine(Path.GetTempPath(), $"siren2-naudio-{Guid.NewGuid():N}.tmp"), options);

        // Windows deletes it whenever the process ends. Unix would where it is disposed of alone; but there an open file needs no name.
        if (!OperatingSystem.IsWindows())
        {
            File.Delete(_file.Name);
        }
    }

    public int SampleRate { get; }

    public int ChannelCount { get; }

    public long Length { get; private set; }

    /// <summary>Reads a provider to its end.</summary>
    public static SpooledSamples Of(ISampleProvider provider, CancellationToken cancellationToken)
    {
        var samples = new SpooledSamples(Frames.Check(provider.WaveFormat, nameof(provider)));
        try
        {
            samples.Fill(provider, cancellationToken);
            return samples;
        }
        catch
        {
            samples.Dispose();
            throw;
        }
    }

    public void Read(long start, ReadOnlySpan<Memory<float>> channels)
    {
        ObjectDisposedException.ThrowIf(!_file.CanRead, typeof(NAudioSource));
        _file.Position = start * ChannelCount * sizeof(float);
        Frames.Separate(_block, channels, frames => _file.ReadExactly(MemoryMarshal.AsBytes(frames.Span)));
    }

    public void Dispose() => _file.Dispose();

    private void Fill(ISampleProvider provider, CancellationToken cancellationToken)
    {
        int read = _block.Length;
        while (read == _block.Length)
        {
            cancellationToken.ThrowIfCancellationRequested();
            read = Frames.ReadAll(provider, _block);
            _file.Write(MemoryMarshal.AsBytes(_block.AsSpan(0, read)));
            Length += read / ChannelCount;
        }
    }
}
