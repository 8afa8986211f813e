using Siren2.Formats;

namespace Siren2.Cli.Clips;

/// <summary>A clip's file, from which samples are read when they are asked for; failures name it.</summary>
internal sealed class OpenClip(string path, AudioFileSource source) : IAudioSource, IDisposable
{
    public int SampleRate => source.SampleRate;

    public int ChannelCount => source.ChannelCount;

    public long Length => source.Length;

    /// <summary>What the file carries besides its samples.</summary>
    public WaveMetadata Metadata => source.Metadata;

    /// <summary>What is to be said of the file.</summary>
    public IEnumerable<string> Notes => source.Remarks.Select(remark => $"'{path}': {remark}");

    /// <inheritdoc/>
    /// <exception cref="CommandException">The file cannot be read any more.</exception>
    public void Read(long start, ReadOnlySpan<Memory<float>> channels)
    {
        Memory<float>[] room = channels.ToArray();
        ClipFile.Reading(path, () =>
        {
            source.Read(start, room);
            return true;
        });
    }

    /// <summary>Reads all samples of a clip that is short enough.</summary>
    /// <inheritdoc cref="Read" path="/exception"/>
    public AudioClip ReadAll() => this.Read(0, checked((int)Length));

    public void Dispose() => source.Dispose();
}
