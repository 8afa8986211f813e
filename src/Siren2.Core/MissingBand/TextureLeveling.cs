namespace Siren2.MissingBand;

/// <summary>
/// Brings textures that something else has made, a trained network for instance, to the levels that a model expects, frame by frame and band by band,
/// as <see cref="CopiedTexture"/> does with its copies: for texture sources of a host's own.
/// </summary>
/// <example>
/// <code>
/// // At the end of ITextureSource.Synthesize, once the textures are made.
/// TextureLeveling.Apply(request, textures, cancellationToken);
/// </code>
/// </example>
public static class TextureLeveling
{
    /// <summary>Levels textures in place.</summary>
    /// <remarks>
    /// Frames are 8 ms long under a Hann window, a quarter of that apart; bands are one ERB wide. Within a frame and a band a texture keeps its phases and
    /// the proportions of its bins, and all channels get the same gain, of 60 dB at most. What lies below 0.93 of the band's edge is taken out, and nothing
    /// is raised before its onset.
    /// </remarks>
    /// <param name="request">Tells the levels.</param>
    /// <param name="textures">Textures at the request's rate, <c>[channels][samples]</c>.</param>
    /// <param name="cancellationToken">Ends the work soon.</param>
    /// <exception cref="ArgumentNullException"><paramref name="request"/> or <paramref name="textures"/> is null.</exception>
    /// <exception cref="ArgumentException">There is no channel, or lengths or numbers of channels differ.</exception>
    /// <exception cref="OperationCanceledException">The token was canceled; the textures are as they were.</exception>
    public static void Apply(TextureRequest request, IReadOnlyList<float[]> textures, CancellationToken cancellationToken = default)
    {
        if (CopyPlan.OrSilence(request, textures) is not CopyPlan plan)
        {
            return;
        }

        var frames = new LeveledFrames(plan, request, [.. textures.Select(texture => (ReadOnlyMemory<float>)texture)]);
        int first = plan.Bands.FirstBin;
        int bins = plan.Bands.Bins;
        frames.Run(
            textures, first, first + bins, (lane, _) => Array.ForEach(frames.Channels, channel => channel.Copy(lane, 0, bins, 0, (0, 1))), cancellationToken);
    }
}
