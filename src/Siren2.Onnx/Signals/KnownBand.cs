using System.Numerics.Tensors;
using Siren2.Resampling;

namespace Siren2.Onnx.Signals;

/// <summary>Takes the clip's own band out of a network's output, before gains that change over time could bring it into the missing one.</summary>
internal static class KnownBand
{
    /// <summary>Where it ends, relative to the band's edge: what lies above is left to the projector.</summary>
    private const double End = 0.93;

    /// <summary>Rates are rounded down to multiples of this: phases of a filter stay few.</summary>
    private const int RateStep = 50;

    /// <summary>Takes it out, in place.</summary>
    /// <param name="texture">Samples, <c>[samples]</c>.</param>
    /// <param name="sampleRate">Their rate in hertz.</param>
    /// <param name="bandEdge">Where the missing band begins, in hertz.</param>
    public static void Remove(Span<float> texture, int sampleRate, double bandEdge)
    {
        int rate = (int)(2 * End * bandEdge / RateStep) * RateStep;
        if (rate >= sampleRate)
        {
            texture.Clear();
        }
        else if (rate > 0 && rate >= sampleRate / SincResampler.MaximumDecimation)
        {
            float[] low = new SincResampler(sampleRate, rate, SincQuality.Fast).Resample(texture);
            float[] known = new SincResampler(rate, sampleRate, SincQuality.Fast).Resample(low);
            TensorPrimitives.Subtract(texture, known.AsSpan(0, texture.Length), texture);
        }
    }
}
