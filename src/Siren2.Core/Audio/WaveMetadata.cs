using Siren2.Audio;
using Siren2.Checks;

namespace Siren2;

/// <summary>What a WAV file carries besides its samples: where its speakers stand, markers, loops, titles, production data.</summary>
/// <example>
/// <code>
/// // Markers and loops at the places that they have at another rate.
/// WaveMetadata at48 = metadata.AtRate(sampleRate: 8_000, targetSampleRate: 48_000);
/// </code>
/// </example>
public sealed class WaveMetadata
{
    /// <summary>Nothing.</summary>
    public static WaveMetadata None { get; } = new();

    /// <summary>Where the speakers of the channels stand, one bit each, as WAVEFORMATEXTENSIBLE has them; 0 where the file does not say.</summary>
    public uint SpeakerMask { get; init; }

    /// <summary>Chunks other than those that describe the samples themselves, in the order of the file.</summary>
    /// <exception cref="ArgumentNullException">The value is null, or an element of it.</exception>
    public IReadOnlyList<WaveChunk> Chunks { get; init => field = NullCheck.NoneNull(value); } = [];

    /// <summary>What was in the file and is not in <see cref="Chunks"/>: names of four characters (<see cref="WaveChunk.Name"/>), each once.</summary>
    /// <exception cref="ArgumentNullException">The value is null, or an element of it.</exception>
    public IReadOnlyList<string> Missing { get; init => field = NullCheck.NoneNull(value); } = [];

    /// <summary>How many chunks of samples the file has; only the first is read.</summary>
    public int DataChunkCount { get; init; } = 1;

    /// <summary>
    /// The same for the clip at another rate. Positions in samples are scaled: those of cue points, sampler loops, play lists, cart timers,
    /// labeled regions and the time reference of a broadcast extension. Titles, ID3 tags, iXML, ADM and XMP are taken along as they are, but for
    /// the file's own rate in iXML.
    /// </summary>
    /// <param name="sampleRate">Rate of the clip that this came with, in hertz.</param>
    /// <param name="targetSampleRate">Rate of the other, in hertz.</param>
    /// <returns>
    /// What can be taken along; what cannot, since it may count samples in a way that is not known, is <see cref="Missing"/> there.
    /// </returns>
    /// <exception cref="ArgumentOutOfRangeException">A rate is not positive.</exception>
    public WaveMetadata AtRate(int sampleRate, int targetSampleRate)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(sampleRate, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(targetSampleRate, 1);
        var scale = new WaveChunkScale(sampleRate, targetSampleRate);
        var carried = new List<WaveChunk>();
        var missing = new List<string>(Missing);
        foreach (WaveChunk chunk in Chunks)
        {
            if (scale.Scaled(chunk) is WaveChunk scaled)
            {
                carried.Add(scaled);
            }
            else
            {
                missing.Add(chunk.Name);
            }
        }

        return new WaveMetadata { SpeakerMask = SpeakerMask, Chunks = carried, Missing = [.. missing.Distinct()] };
    }
}

/// <summary>A chunk of a WAV file.</summary>
public sealed record WaveChunk
{
    /// <summary>Names a chunk.</summary>
    /// <param name="id">Its identifier: four characters of ASCII.</param>
    /// <param name="content">Its bytes, without identifier, size and padding.</param>
    /// <exception cref="ArgumentNullException"><paramref name="id"/> is null.</exception>
    public WaveChunk(string id, ReadOnlyMemory<byte> content)
    {
        ArgumentNullException.ThrowIfNull(id);
        Id = id;
        Content = content;
    }

    /// <summary>Its identifier: four characters of ASCII.</summary>
    public string Id { get; }

    /// <summary>What it is called: a list by what it lists ("INFO", "adtl"), all else by its identifier.</summary>
    public string Name => NameOf(Id, Content.Span);

    /// <summary>Its bytes, without identifier, size and padding.</summary>
    public ReadOnlyMemory<byte> Content { get; init; }

    /// <summary>What a chunk is called.</summary>
    /// <param name="id">Its identifier.</param>
    /// <param name="content">Its first bytes.</param>
    internal static string NameOf(string id, ReadOnlySpan<byte> content) =>
        id == "LIST" && content.Length >= 4 && !content[..4].ContainsAnyExceptInRange((byte)' ', (byte)'~')
            ? System.Text.Encoding.ASCII.GetString(content[..4])
            : id;
}
