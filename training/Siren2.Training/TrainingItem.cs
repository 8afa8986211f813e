using Siren2.MissingBand;

namespace Siren2.Training;

/// <summary>What the network is shown of a scene, and what it should say. Not thread-safe.</summary>
internal sealed class TrainingItem(int frames)
{
    private readonly float[] _levels = new float[frames * PriorBands.Count];
    private readonly float[] _means = new float[frames * PriorBands.Count];
    private readonly float[] _reference = new float[frames];

    /// <summary>The network's input, <c>[frames, LevelFeatures.Channels]</c>.</summary>
    public float[] Input { get; } = new float[frames * LevelFeatures.Channels];

    /// <summary>
    /// Levels of the predicted bands in the network's units, <c>[frames, PriorBands.Predicted]</c>; not a number where there is nothing
    /// to learn.
    /// </summary>
    public float[] Target { get; } = new float[frames * PriorBands.Predicted];

    /// <summary>Level of every frame relative to the reference, <c>[frames]</c>.</summary>
    public float[] FrameLevels { get; } = new float[frames];

    /// <summary>Whether the foreground is music.</summary>
    public bool IsMusic { get; private set; }

    /// <summary>Prepares an item.</summary>
    /// <param name="known">Densities of the known sub-bands, <c>[frames, SubBands.Count]</c>.</param>
    /// <param name="scene">The truth.</param>
    /// <param name="edge">Where the known sub-bands end.</param>
    public void Prepare(ReadOnlySpan<float> known, Scene scene, int edge)
    {
        IsMusic = scene.Kind == SoundKind.Music;
        var bands = new KnownBands(SubBands.Edges[edge]);
        Span<float> levels = _levels.AsSpan(0, frames * bands.Count);
        for (int b = 0; b < bands.Count; b++)
        {
            Collect(known, SubBands.First(b), Math.Min(edge, SubBands.First(b + 1)), levels[b..], bands.Count);
        }

        LevelFeatures.ToRelativeLevels(levels, bands.Count, _reference, FrameLevels);
        Span<float> means = _means.AsSpan(0, levels.Length);
        LevelFeatures.ComputeMeans(levels, bands.Count, _reference, means);
        for (int t = 0; t < frames; t++)
        {
            LevelFeatures.Write(
                levels.Slice(t * bands.Count, bands.Count), means.Slice(t * bands.Count, bands.Count), FrameLevels[t], bands.Fraction,
                Input.AsSpan(t * LevelFeatures.Channels, LevelFeatures.Channels));
        }

        PrepareTarget(scene, edge);
    }

    private void PrepareTarget(Scene scene, int edge)
    {
        for (int b = 0; b < PriorBands.Predicted; b++)
        {
            int first = Math.Max(edge, SubBands.First(b + PriorBands.FirstPredicted));
            int end = SubBands.First(b + PriorBands.FirstPredicted + 1);
            if (first < end)
            {
                Collect(scene.Density, first, end, Target.AsSpan(b), PriorBands.Predicted);
            }

            for (int t = 0; t < frames; t++)
            {
                ref float target = ref Target[(t * PriorBands.Predicted) + b];
                target = first < end && end <= scene.ValidBands[t]
                    ? (Math.Max(LevelFeatures.Floor, MathF.Log(target + 1e-26f) - _reference[t]) - LevelFeatures.Center) / LevelFeatures.Scale
                    : float.NaN;
            }
        }
    }

    /// <summary>Mean density over some sub-bands, times their center frequency.</summary>
    private void Collect(ReadOnlySpan<float> density, int first, int end, Span<float> power, int stride)
    {
        double low = SubBands.Edges[first];
        double high = SubBands.Edges[end];
        float scale = MathF.Exp(KnownBands.LogFrequency(low, high)) / (float)(high - low);
        for (int t = 0; t < frames; t++)
        {
            float sum = 0;
            for (int b = first; b < end; b++)
            {
                sum += density[(t * SubBands.Count) + b] * SubBands.Widths[b];
            }

            power[t * stride] = scale * sum;
        }
    }
}
