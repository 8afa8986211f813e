using System.Numerics.Tensors;

namespace Siren2.MissingBand;

/// <summary>
/// What the prior's network sees of a clip: levels of the known bands relative to the clip's own level about a second around, so that a
/// gain on the clip shifts what is predicted by the same gain and changes nothing else.
/// </summary>
/// <remarks>
/// Channels of a frame: the level of every band, how much of it is known, its mean over about a second, and the frame's level as a whole.
/// Levels are natural logarithms of density times frequency.
/// </remarks>
internal static class LevelFeatures
{
    /// <summary>Channels that the network takes.</summary>
    public const int Channels = (3 * PriorBands.Count) + 1;

    /// <summary>Level of the middle of what occurs, relative to the reference, in nepers of power.</summary>
    public const float Center = -6;

    /// <summary>One unit of the network in nepers of power.</summary>
    public const float Scale = 4;

    /// <summary>What lies 87 dB below the reference counts as silent.</summary>
    public const float Floor = -20;

    /// <summary>Bounds of the logarithm of a variance in units of <see cref="Scale"/>²: deviations of 0.9 to 47 dB.</summary>
    public const float LeastLogVariance = -6;

    /// <inheritdoc cref="LeastLogVariance"/>
    public const float MostLogVariance = 2;

    /// <summary>The least density times frequency: −260 dB. Digital silence has a level too.</summary>
    private const float LeastPower = 1e-26f;

    /// <summary>−380 dB: nothing at all.</summary>
    private const float NoPower = 1e-38f;

    /// <summary>Nepers by which a missing band may be louder than the mean of the known ones: 22 dB, which fricatives do not reach.</summary>
    private const float MostAboveKnown = 5;

    /// <summary>Where the end of a known band lies that decimators leave as it is, as a part of the edge; two bands of the prior always fit.</summary>
    private const double EdgeFrom = 0.6;
    private const double EdgeTo = 0.96;

    /// <summary>Bands below this have no say in a frame's level: rumble.</summary>
    private const int FirstOfLevel = 3;

    /// <summary>Multiplies densities, <c>[frames, known]</c>, by their bands' center frequencies.</summary>
    public static void WeighByFrequency(Span<float> densities, KnownBands known)
    {
        Span<float> frequencies = stackalloc float[PriorBands.Count];
        for (int b = 0; b < known.Count; b++)
        {
            frequencies[b] = MathF.Exp(KnownBands.LogFrequency(known.Edges[b], known.Edges[b + 1]));
        }

        for (int t = 0; t < densities.Length; t += known.Count)
        {
            Span<float> frame = densities.Slice(t, known.Count);
            TensorPrimitives.Multiply(frame, frequencies[..known.Count], frame);
        }
    }

    /// <summary>
    /// What no level is above, of every frame: the network sees nothing below <see cref="Floor"/>, but where a sound has ended the missing band
    /// is silent too.
    /// </summary>
    /// <param name="densities">Densities times frequency, <c>[frames, known]</c>.</param>
    /// <param name="known">Number of known bands.</param>
    public static float[] Ceilings(ReadOnlySpan<float> densities, int known)
    {
        float[] ceilings = new float[densities.Length / known];
        for (int t = 0; t < ceilings.Length; t++)
        {
            float mean = TensorPrimitives.Sum(densities.Slice(t * known, known)[FirstOfLevel..]) / (known - FirstOfLevel);
            ceilings[t] = MathF.Log(mean + NoPower) + MostAboveKnown;
        }

        return ceilings;
    }

    /// <summary>
    /// Level of density at the end of the known band, or of the prior's bands where it goes on above them, of every frame: that of the band there
    /// which has the least of the second around. A tone is in one of them only, and says nothing of what lies above.
    /// </summary>
    /// <param name="densities">Densities times frequency, <c>[frames, known]</c>.</param>
    /// <param name="known">The known bands.</param>
    public static float[] EdgeLevels(ReadOnlySpan<float> densities, KnownBands known)
    {
        double edge = Math.Min(known.BandEdge, PriorBands.LowerEnd(PriorBands.Count));
        int first = Array.FindIndex(known.Edges, low => low >= EdgeFrom * edge);
        int count = Array.FindLastIndex(known.Edges, high => high <= EdgeTo * edge) - first;
        float[] ends = new float[densities.Length / known.Count * count];
        for (int i = 0; i < ends.Length; i++)
        {
            int band = first + (i % count);
            ends[i] = densities[(i / count * known.Count) + band] / MathF.Exp(KnownBands.LogFrequency(known.Edges[band], known.Edges[band + 1]));
        }

        float[] means = new float[ends.Length];
        LocalMean.Compute(ends, count, means);
        float[] levels = new float[ends.Length / count];
        for (int t = 0; t < levels.Length; t++)
        {
            int least = TensorPrimitives.IndexOfMin<float>(means.AsSpan(t * count, count));
            levels[t] = MathF.Log(ends[(t * count) + least] + NoPower);
        }

        return levels;
    }

    /// <summary>Turns densities into levels, and finds the reference to which they are relative.</summary>
    /// <param name="levels">Densities times frequency, <c>[frames, known]</c>; overwritten by their levels relative to the reference.</param>
    /// <param name="known">Number of known bands.</param>
    /// <param name="reference">Receives the reference of every frame, absolute, <c>[frames]</c>.</param>
    /// <param name="frameLevels">Receives the level of every frame relative to the reference, <c>[frames]</c>.</param>
    public static void ToRelativeLevels(Span<float> levels, int known, Span<float> reference, Span<float> frameLevels)
    {
        for (int t = 0; t < frameLevels.Length; t++)
        {
            frameLevels[t] = TensorPrimitives.Sum<float>(levels.Slice(t * known, known)[FirstOfLevel..]) / (known - FirstOfLevel);
        }

        LocalMean.Compute(frameLevels, 1, reference);
        TensorPrimitives.Add(frameLevels, LeastPower, frameLevels);
        TensorPrimitives.Add(reference, LeastPower, reference);
        TensorPrimitives.Log(frameLevels, frameLevels);
        TensorPrimitives.Log(reference, reference);
        TensorPrimitives.Subtract(frameLevels, reference, frameLevels);
        TensorPrimitives.Max(frameLevels, Floor, frameLevels);
        TensorPrimitives.Add(levels, LeastPower, levels);
        TensorPrimitives.Log(levels, levels);
        for (int t = 0; t < reference.Length; t++)
        {
            Span<float> frame = levels.Slice(t * known, known);
            TensorPrimitives.Subtract(frame, reference[t], frame);
            TensorPrimitives.Max(frame, Floor, frame);
        }
    }

    /// <summary>
    /// Means over about a second of absolute levels, relative to each frame's reference: levels that are relative already would bring in
    /// what the reference has heard a second farther away.
    /// </summary>
    /// <param name="levels">Relative levels, <c>[frames, known]</c>.</param>
    /// <param name="known">Number of known bands.</param>
    /// <param name="reference">The reference, <c>[frames]</c>.</param>
    /// <param name="means">Receives the means, <c>[frames, known]</c>.</param>
    public static void ComputeMeans(ReadOnlySpan<float> levels, int known, ReadOnlySpan<float> reference, Span<float> means)
    {
        levels.CopyTo(means);
        for (int t = 0; t < reference.Length; t++)
        {
            Span<float> frame = means.Slice(t * known, known);
            TensorPrimitives.Add(frame, reference[t], frame);
        }

        LocalMean.Compute(means, known, means);
        for (int t = 0; t < reference.Length; t++)
        {
            Span<float> frame = means.Slice(t * known, known);
            TensorPrimitives.Subtract(frame, reference[t], frame);
        }
    }

    /// <summary>Writes the channels of one frame.</summary>
    /// <param name="levels">Levels of the known bands, <c>[known]</c>.</param>
    /// <param name="means">Their means over about a second, <c>[known]</c>.</param>
    /// <param name="frameLevel">Level of the frame.</param>
    /// <param name="fraction">How much of each band is known, <c>[PriorBands.Count]</c>.</param>
    /// <param name="channels">Receives the channels, <c>[Channels]</c>.</param>
    public static void Write(
        ReadOnlySpan<float> levels, ReadOnlySpan<float> means, float frameLevel, ReadOnlySpan<float> fraction, Span<float> channels)
    {
        channels.Clear();
        Normalize(levels, channels);
        fraction.CopyTo(channels[PriorBands.Count..]);
        Normalize(means, channels[(2 * PriorBands.Count)..]);
        channels[3 * PriorBands.Count] = frameLevel / Scale;
    }

    /// <summary>The relative levels of a whole clip, as the network is to see them.</summary>
    /// <param name="levels">Levels of the known bands, <c>[frames, known]</c>.</param>
    /// <param name="means">Their means over about a second, <c>[frames, known]</c>.</param>
    /// <param name="frameLevels">Levels of the frames, <c>[frames]</c>.</param>
    /// <param name="known">The known bands.</param>
    internal sealed class Clip(float[] levels, float[] means, float[] frameLevels, KnownBands known)
    {
        /// <summary>Frames of the clip.</summary>
        public int Frames => frameLevels.Length;

        /// <summary>Writes the channels of one frame, <c>[Channels]</c>.</summary>
        public void Write(int frame, Span<float> channels) => LevelFeatures.Write(
            levels.AsSpan(frame * known.Count, known.Count), means.AsSpan(frame * known.Count, known.Count),
            frameLevels[frame], known.Fraction, channels);
    }

    private static void Normalize(ReadOnlySpan<float> levels, Span<float> channels)
    {
        channels = channels[..levels.Length];
        TensorPrimitives.Subtract(levels, Center, channels);
        TensorPrimitives.Multiply(channels, 1 / Scale, channels);
    }
}
