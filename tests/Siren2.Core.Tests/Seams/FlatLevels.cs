using Siren2.MissingBand;

namespace Siren2.Core.Tests.Seams;

/// <summary>Another model of the missing band: one level for all of it, in two bands and four frames a second, whatever the clip.</summary>
internal sealed class FlatLevels(float level) : IMissingBandModel
{
    public string Identity => FormattableString.Invariant($"tests.flat.{level}");

    public double LowestBandEdge => 0;

    public MissingBandLevels Predict(
        ReadOnlySpan<float> signal, int sampleRate, double bandEdge, double highestFrequency, CancellationToken cancellationToken = default)
    {
        float[] mean = new float[2 * (1 + (4 * signal.Length / sampleRate))];
        Array.Fill(mean, level);
        return new MissingBandLevels(0.25, [bandEdge, 0.5 * (bandEdge + highestFrequency), highestFrequency], mean, new float[mean.Length]);
    }
}
