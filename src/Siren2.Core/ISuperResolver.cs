namespace Siren2;

/// <summary>
/// Brings clips to a higher sample rate, blind: from the clip alone. What measures a method against a reference stays on <see cref="Upsampler"/>.
/// </summary>
public interface ISuperResolver
{
    /// <summary>Resolves a clip from itself alone.</summary>
    /// <param name="clip">Clip to resolve.</param>
    /// <param name="targetSampleRate">
    /// Rate of the result in hertz, from the clip's own (to fill a band that ends below its Nyquist frequency) to
    /// <see cref="AudioClip.MaximumSampleRate"/>.
    /// </param>
    /// <param name="progress">Told after every step; may be null.</param>
    /// <param name="cancellationToken">Ends the fit within one step.</param>
    /// <exception cref="ArgumentOutOfRangeException">
    /// The target rate is out of range, or not to be reached from the clip's in blocks of bounded length, as 1,536,000 Hz is not from 1,535,999 Hz;
    /// or the result would not fit an array.
    /// </exception>
    /// <exception cref="ArgumentException">
    /// A sample of the clip is not a number, infinite or beyond <see cref="AudioClip.MaximumMagnitude"/>.
    /// </exception>
    /// <exception cref="OperationCanceledException">Canceled, where the resolver is not told to return its best so far.</exception>
    /// <example>
    /// <code>
    /// ISuperResolver resolver = new Upsampler();
    /// UpsampleResult result = resolver.FitAndPredict(AudioClip.Load("speech-8k.wav"), targetSampleRate: 16_000);
    /// result.Audio.Save("speech-16k.wav");
    /// </code>
    /// </example>
    UpsampleResult FitAndPredict(
        AudioClip clip, int targetSampleRate, IProgress<FitProgress>? progress = null, CancellationToken cancellationToken = default);
}
