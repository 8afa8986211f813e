namespace Siren2.Formats.Decoders;

/// <summary>Decodes a file once, front to back.</summary>
internal interface ISampleReader : IDisposable
{
    /// <summary>In hertz.</summary>
    int SampleRate { get; }

    /// <summary>At least one.</summary>
    int ChannelCount { get; }

    /// <summary>What the file carries besides its samples.</summary>
    WaveMetadata Metadata { get; }

    /// <summary>What the decoder has to say of the file once all of it is read; null for nothing.</summary>
    string? Remark { get; }

    /// <summary>What was found out about the file besides, in whole sentences.</summary>
    IReadOnlyList<string> Findings => [];

    /// <summary>Decodes the next frames.</summary>
    /// <param name="interleaved">Receives whole frames.</param>
    /// <returns>Samples that were written, all channels together; 0 at the end.</returns>
    /// <exception cref="InvalidDataException">The file cannot be decoded.</exception>
    int Read(Span<float> interleaved);
}
