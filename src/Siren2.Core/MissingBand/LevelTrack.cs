using System.Numerics.Tensors;

namespace Siren2.MissingBand;

/// <summary>Natural levels of one channel at any instant: between two frames their logarithms are interpolated.</summary>
internal readonly struct LevelTrack(MissingBandLevels levels)
{
    /// <summary>Writes densities in full scale² per hertz, <c>[levels.BandCount]</c>.</summary>
    public void At(double seconds, Span<float> densities)
    {
        double time = Math.Clamp(seconds / levels.HopSeconds, 0, levels.FrameCount - 1);
        int before = (int)time;
        int after = Math.Min(before + 1, levels.FrameCount - 1);
        float later = (float)(time - before);
        TensorPrimitives.Lerp(Row(before), Row(after), later, densities);
        TensorPrimitives.Exp(densities, densities);
    }

    /// <summary>The smoothness at an instant: that of the nearest frame.</summary>
    public float SmoothnessAt(double seconds) => levels.Smoothness[Math.Clamp((int)Math.Round(seconds / levels.HopSeconds), 0, levels.FrameCount - 1)];

    private ReadOnlySpan<float> Row(int frame) => levels.NaturalLevel.Slice(frame * levels.BandCount, levels.BandCount);
}
