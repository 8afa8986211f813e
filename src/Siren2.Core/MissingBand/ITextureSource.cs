namespace Siren2.MissingBand;

/// <summary>
/// Makes the waveform of a missing band where no network is fitted: copied up from the known band, by a trained network, or any other way. What
/// it makes is
/// projected onto the missing band and lowered to its energy budget afterwards.
/// </summary>
/// <remarks>Several threads may ask one instance at once, and the same request must get the same waveform, to the bit.</remarks>
public interface ITextureSource
{
    /// <summary>What tells this source from any other that makes something else. Checkpoints and saved fits keep it, and refuse another.</summary>
    string Identity { get; }

    /// <summary>Makes the waveform of the missing band of all channels, so that they fit each other.</summary>
    /// <param name="request">The clip and what its missing band is thought to hold.</param>
    /// <param name="textures">Receive what is to be added to the baseline, <c>[channels][samples]</c>; every sample is overwritten, by a
    /// number from −<see cref="AudioClip.MaximumMagnitude"/> to it.</param>
    /// <param name="cancellationToken">Ends the work soon.</param>
    void Synthesize(TextureRequest request, IReadOnlyList<float[]> textures, CancellationToken cancellationToken);
}
