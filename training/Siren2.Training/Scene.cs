using Siren2.MissingBand;

namespace Siren2.Training;

/// <summary>Some seconds of sound in which everything is known: the power density of every sub-band.</summary>
internal sealed class Scene(int frames)
{
    public int Frames { get; } = frames;

    /// <summary>What its foreground is of.</summary>
    public SoundKind Kind { get; set; }

    /// <summary>Power density, <c>[frames, SubBands.Count]</c>.</summary>
    public float[] Density { get; } = new float[frames * SubBands.Count];

    /// <summary>Sub-bands of each frame that its recording tells about, <c>[frames]</c>.</summary>
    public int[] ValidBands { get; } = new int[frames];

    public Span<float> Frame(int t) => Density.AsSpan(t * SubBands.Count, SubBands.Count);

    /// <summary>Mean over the frames of density times frequency, over bands above 200 Hz: what the prior's reference is like.</summary>
    public double Level()
    {
        const int first = 3;
        double sum = 0;
        for (int t = 0; t < Frames; t++)
        {
            ReadOnlySpan<float> frame = Frame(t);
            for (int b = first; b < PriorBands.FirstPredicted; b++)
            {
                sum += frame[b] * SubBands.Centers[b];
            }
        }

        return sum / Frames / (PriorBands.FirstPredicted - first);
    }
}
