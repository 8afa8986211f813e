using System.Numerics.Tensors;

namespace Siren2.MissingBand;

/// <summary>How far a frame is music whose missing band cannot be told to the frame: from 0, speech and all that is steady, to 1.</summary>
/// <remarks>
/// By the network's odds of music and by how much its levels change, both as means over about a second. Tones and noise are not told from music
/// surely, but they are steady, and unsure by one level only: a texture of them is no worse for being as loud as is most likely.
/// </remarks>
internal static class MusicShare
{
    /// <summary>Where levels change as those of noise never do, probabilities count that speech does not reach.</summary>
    private static readonly Slope ProbabilityOfChanging = new(0.1f, 0.28f);
    private static readonly Slope Changing = Slope.OfDecibels(1.2, 1.6);

    /// <summary>Where they change only as those of noise do, and those of a steady tone do not, probabilities count that noise does not reach.</summary>
    private static readonly Slope ProbabilityOfCalm = new(0.75f, 0.9f);
    private static readonly Slope Calm = Slope.OfDecibels(0.5, 0.9);

    /// <summary>Frames over which a change is measured: 43 ms.</summary>
    private const int Lag = 8;

    /// <summary>Frames on either side that may have a say.</summary>
    public const int Reach = LocalMean.Reach + (Lag / 2);

    /// <summary>Turns logarithms of odds into shares, in place.</summary>
    /// <param name="odds">Logarithms of the odds of music; receives the shares, <c>[frames]</c>.</param>
    /// <param name="mean">Mean levels, <c>[frames, bands]</c>.</param>
    public static void Compute(Span<float> odds, ReadOnlySpan<float> mean)
    {
        float[] levels = new float[odds.Length];
        int bands = mean.Length / levels.Length;
        for (int f = 0; f < levels.Length; f++)
        {
            levels[f] = TensorPrimitives.Sum(mean.Slice(f * bands, bands)) / bands;
        }

        float[] changes = new float[levels.Length];
        for (int f = 0; f < changes.Length; f++)
        {
            changes[f] = MathF.Sqrt(MathF.Abs(levels[Math.Min(f + (Lag / 2), levels.Length - 1)] - levels[Math.Max(f - (Lag / 2), 0)]));
        }

        LocalMean.Compute(changes, 1, changes);
        TensorPrimitives.Sigmoid<float>(odds, odds);
        LocalMean.Compute(odds, 1, odds);
        for (int f = 0; f < odds.Length; f++)
        {
            odds[f] = Math.Max(
                ProbabilityOfChanging.At(odds[f]) * Changing.At(changes[f]), ProbabilityOfCalm.At(odds[f]) * Calm.At(changes[f]));
        }
    }

    /// <summary>Rises from 0 to 1.</summary>
    private readonly record struct Slope(float From, float To)
    {
        /// <summary>Over square roots of nepers of power: mean roots, so that a single step does not count for much.</summary>
        public static Slope OfDecibels(double from, double to) => new(Root(from), Root(to));

        public float At(float value) => Math.Clamp((value - From) / (To - From), 0, 1);

        private static float Root(double decibels) => (float)Math.Sqrt(decibels * Math.Log(10) / 10);
    }
}
