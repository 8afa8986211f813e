using System.Numerics.Tensors;
using Siren2.Segments;

namespace Siren2.Fits;

/// <summary>What is kept of a fit: all that is needed to render it again, and its report.</summary>
/// <param name="Clip">The low-rate clip.</param>
/// <param name="Recipe">What turns networks into a waveform.</param>
/// <param name="Networks">The networks.</param>
/// <param name="Report">How the fit went.</param>
internal sealed record FitContent(AudioClip Clip, FitRecipe Recipe, IReadOnlyList<FittedNetwork> Networks, UpsampleReport Report)
{
    /// <summary>Whether anything was fitted or made; else the result is the baseline to the bit.</summary>
    public bool HasCorrection => Networks.Count > 0 || Recipe.Parts.Texture is not null;
}

/// <summary>A fit with what it has computed.</summary>
/// <param name="Content">What is kept of it.</param>
/// <param name="Baseline">The baseline, <c>[channel][samples]</c>.</param>
/// <param name="Corrections">What is added to it, <c>[channel][samples]</c>.</param>
internal sealed record FitResult(FitContent Content, float[][] Baseline, float[][] Corrections)
{
    public UpsampleReport Report => Content.Report;

    /// <summary>Baseline plus correction of a channel; the baseline itself where nothing was added.</summary>
    public float[] Channel(int channel)
    {
        if (!Corrections[channel].AsSpan().ContainsAnyExcept(0f))
        {
            return Baseline[channel];
        }

        float[] sum = new float[Baseline[channel].Length];
        TensorPrimitives.Add(Baseline[channel], Corrections[channel], sum);
        return sum;
    }
}
