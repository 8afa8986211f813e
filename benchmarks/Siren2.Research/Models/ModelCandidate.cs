using System.Numerics.Tensors;

namespace Siren2.Research.Models;

/// <summary>A way to fill the missing band.</summary>
/// <param name="Group">blind: the low-rate clip alone, within its own budget; level: envelopes at an equal true cost; coherent: estimates of the
/// waveform; oracle: knows the original.</param>
/// <param name="Name">What it is.</param>
/// <param name="Correct">Makes the correction of a clip.</param>
internal sealed record ModelCandidate(string Group, string Name, Func<ModelClip, float[]> Correct)
{
    public static IReadOnlyList<ModelCandidate> All { get; } =
    [
        new("blind", "sinc", clip => new float[clip.Reference.Length]),
        new("blind", "default settings", Default),
        new("blind", "texture of noise alone", TextureModels.RenderBlind),
        new("level", "shipped envelope", clip => TextureModels.Render(clip, TextureModels.Shipped(clip))),
        new("level", "carry over time 0", clip => TextureModels.Render(clip, TextureModels.Constant(clip))),
        new("level", "carry halved", clip => TextureModels.Render(clip, TextureModels.HalfCarry(clip))),
        new("level", "carry 1", clip => TextureModels.Render(clip, TextureModels.FullCarry(clip))),
        new("level", "mean of five frames", clip => TextureModels.Render(clip, TextureModels.Smooth(clip))),
        new("level", "quiet frames flat", clip => TextureModels.Render(clip, TextureModels.NoiseFloor(clip))),
        new("level", "level learnt an octave below", clip => TextureModels.Render(clip, TextureModels.CrossScale(clip))),
        new("coherent", "continuation across the edge", CoherentModels.Continued),
        new("coherent", "continuation, gains learnt below", clip => CoherentModels.Gated(clip, CoherentModels.Continued)),
        new("coherent", "|b|, gains learnt below", clip => CoherentModels.Gated(clip, CoherentModels.Rectified)),
        new("coherent", "b², gains learnt below", clip => CoherentModels.Gated(clip, CoherentModels.Squared)),
        new("coherent", "b³, gains learnt below", clip => CoherentModels.Gated(clip, CoherentModels.Cubed)),
        new("coherent", "translation, gains learnt below", clip => CoherentModels.Gated(clip, CoherentModels.Translated)),
        new("oracle", "continuation, true gains", clip => CoherentModels.TrueGain(clip, CoherentModels.Continued)),
        new("oracle", "|b|, true gains", clip => CoherentModels.TrueGain(clip, CoherentModels.Rectified)),
        new("oracle", "b², true gains", clip => CoherentModels.TrueGain(clip, CoherentModels.Squared)),
        new("oracle", "b³, true gains", clip => CoherentModels.TrueGain(clip, CoherentModels.Cubed)),
        new("oracle", "shipped envelope, spent by true gain", TextureModels.RenderByFrame),
        new("oracle", "shipped envelope, true mean level", clip => TextureModels.Render(clip, TextureModels.TrueLevel(clip))),
        new("oracle", "true envelope", clip => TextureModels.Render(clip, TextureModels.TrueEnvelope(clip))),
    ];

    /// <summary>What the library as a host gets it adds to its own baseline, whose filter is not quite a brickwall.</summary>
    private static float[] Default(ModelClip clip)
    {
        float[] low = new float[clip.Projector.InputLength];
        clip.Projector.Decimate(clip.Reference, low);
        UpsampleResult result = new Upsampler(UpsamplerOptions.Balanced with { MaxDegreeOfParallelism = 1 })
            .FitAndPredict(new AudioClip(clip.InputRate, low), clip.OutputRate);
        float[] correction = result.Audio.Channel(0).ToArray();
        TensorPrimitives.Subtract(correction, result.Baseline.Channel(0), correction);
        return correction;
    }
}
