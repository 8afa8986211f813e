using Siren2.MissingBand;

namespace Siren2.Core.Tests.Seams;

/// <summary>Another texture: the baseline with every other sample negated, which mirrors its spectrum into the missing band.</summary>
internal sealed class AlternatingTexture : ITextureSource
{
    public string Identity => "tests.alternating";

    /// <summary>What it was asked last.</summary>
    public TextureRequest? Asked { get; private set; }

    public void Synthesize(TextureRequest request, IReadOnlyList<float[]> textures, CancellationToken cancellationToken)
    {
        Asked = request;
        for (int c = 0; c < textures.Count; c++)
        {
            ReadOnlySpan<float> baseline = request.Channels[c].Span;
            for (int i = 0; i < baseline.Length; i++)
            {
                textures[c][i] = (((request.Start + i) & 1) == 0 ? 1 : -1) * baseline[i];
            }
        }
    }
}
