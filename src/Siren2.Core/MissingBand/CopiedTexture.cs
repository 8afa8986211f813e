namespace Siren2.MissingBand;

/// <summary>
/// The missing band copied up from the known one. The upper part of the known band is translated, as often as it takes, and every translation
/// gets the level that the
/// model expects, frame by frame and band by band. Onsets, pitch pulses and modulation come along.
/// </summary>
/// <remarks>
/// <para>Frames are 8 ms long under a Hann window, a quarter of that apart; bands are one ERB wide. Within a frame and a band the copy keeps
/// its phases and the
/// proportions of its bins. Partials of a harmonic sound fall on the places of partials (<see cref="HarmonicTranslation"/>), and nothing comes
/// before its cause
/// (<see cref="OnsetGuard"/>).</para>
/// <para>Gains are the same in all channels, and copying is linear: equal channels stay equal to the bit, a source stays where it is panned.</para>
/// <para>Immutable: several threads may ask at once.</para>
/// </remarks>
/// <example>
/// <code>
/// var options = new UpsamplerOptions { Blind = new() { Texture = CopiedTexture.Default } };
/// </code>
/// </example>
public sealed class CopiedTexture : ITextureSource
{
    /// <summary>The source; it has no settings.</summary>
    public static CopiedTexture Default { get; } = new();

    /// <inheritdoc/>
    public string Identity => "siren2.copied.1";

    /// <inheritdoc/>
    /// <exception cref="ArgumentNullException"><paramref name="request"/> or <paramref name="textures"/> is null.</exception>
    /// <exception cref="ArgumentException">There is no channel, or lengths or numbers of channels differ.</exception>
    public void Synthesize(TextureRequest request, IReadOnlyList<float[]> textures, CancellationToken cancellationToken)
    {
        if (CopyPlan.OrSilence(request, textures) is not CopyPlan plan)
        {
            return;
        }

        var translation = HarmonicTranslation.Find(request.Channels, request.SampleRate, plan.End, plan.UsualDistance, cancellationToken);
        var copy = new TextureCopy(plan, request, translation);
        copy.Run(textures, cancellationToken);
    }
}
