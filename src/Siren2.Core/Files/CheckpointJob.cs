namespace Siren2.Files;

/// <summary>
/// What the bits of a job depend on, as hashes: records may be used again only by a job that is equal. What a host's own loss computes is not
/// part of it; its identity and weight are.
/// </summary>
public sealed class CheckpointJob : IEquatable<CheckpointJob>
{
    /// <summary>Bytes of each hash.</summary>
    internal const int HashLength = 32;

    private readonly byte[] _samples;
    private readonly byte[] _settings;

    internal CheckpointJob(byte[] samples, byte[] settings)
    {
        _samples = samples;
        _settings = settings;
    }

    /// <summary>SHA-256 of the samples of clip and reference, <c>[32]</c>.</summary>
    public ReadOnlySpan<byte> Samples => _samples;

    /// <summary>SHA-256 of kind, rates, options and vector width, <c>[32]</c>.</summary>
    public ReadOnlySpan<byte> Settings => _settings;

    /// <summary>Both as one text of 128 hexadecimal digits, a key for a store.</summary>
    public string Id => Convert.ToHexString(_samples) + Convert.ToHexString(_settings);

    /// <inheritdoc/>
    public bool Equals(CheckpointJob? other) =>
        other is not null && other._samples.AsSpan().SequenceEqual(_samples) && other._settings.AsSpan().SequenceEqual(_settings);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as CheckpointJob);

    /// <inheritdoc/>
    public override int GetHashCode() => BitConverter.ToInt32(_settings);
}
