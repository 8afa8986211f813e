using System.Numerics.Tensors;
using Siren2;
using Siren2.Decimation;

namespace OnnxNetwork;

/// <summary>What a result has done to the band that the clip has.</summary>
internal static class OwnBand
{
    /// <summary>
    /// Level of the difference to the baseline, decimated to the clip's rate, relative to the clip, in dB; without the first and last 50 ms, where a decimator
    /// sees what is not there.
    /// </summary>
    public static double Error(AudioClip clip, ReadOnlySpan<float> baseline, ReadOnlySpan<float> result, int rate, int channel)
    {
        float[] difference = new float[baseline.Length];
        int length = Math.Min(baseline.Length, result.Length);
        TensorPrimitives.Subtract(result[..length], baseline[..length], difference);
        float[] low = new float[clip.Length];
        new MissingBandProjector(clip.SampleRate, rate, clip.Length).Decimate(difference, low);
        int end = Math.Min(clip.SampleRate / 20, clip.Length / 4);
        return 20 * Math.Log10((TensorPrimitives.Norm<float>(low.AsSpan()[end..^end]) / TensorPrimitives.Norm(clip.Channel(channel))) + 1e-15);
    }
}
