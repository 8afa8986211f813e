namespace Siren2.MissingBand;

/// <summary>
/// Tells how loud the band is that a clip lacks, from the band that it has. The library's own is <see cref="LineModel"/>; a host may bring another.
/// </summary>
/// <remarks>Several threads may ask one instance at once, and the same question must get the same answer, to the bit.</remarks>
public interface IMissingBandModel
{
    /// <summary>
    /// What tells this model from any other that predicts something else: name, version, and a hash of its weights if it has some. Checkpoints
    /// and saved fits
    /// keep it, and refuse another.
    /// </summary>
    string Identity { get; }

    /// <summary>The lowest band edge that the model knows what to do with, in hertz.</summary>
    double LowestBandEdge { get; }

    /// <summary>Predicts the levels of the missing band.</summary>
    /// <param name="signal">
    /// One channel, <c>[samples]</c>, at least one sample; the clip at its own rate or interpolated to any other. Of what lies above <paramref
    /// name="bandEdge"/>
    /// no notice is taken.
    /// </param>
    /// <param name="sampleRate">Sample rate of <paramref name="signal"/> in hertz.</param>
    /// <param name="bandEdge">Up to where the signal is known, in hertz.</param>
    /// <param name="highestFrequency">Up to where levels are wanted, in hertz, above <paramref name="bandEdge"/>.</param>
    /// <param name="cancellationToken">Ends the prediction soon.</param>
    /// <exception cref="ArgumentException">The signal is empty, or a frequency is out of range.</exception>
    /// <exception cref="OperationCanceledException">The token was canceled.</exception>
    MissingBandLevels Predict(
        ReadOnlySpan<float> signal, int sampleRate, double bandEdge, double highestFrequency, CancellationToken cancellationToken = default);
}
