using System.Globalization;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Siren2.Fitting;

namespace Siren2;

/// <summary>
/// Audio super-resolution by per-instance optimisation: windowed-sinc interpolation plus what small networks, fitted to this very
/// clip, synthesise in the band that it lacks. The clip's own band is never touched.
/// </summary>
/// <remarks>Thread-safe: an instance holds options and a logger, nothing of the clips.</remarks>
public sealed class Upsampler : ISuperResolver
{
    /// <summary>
    /// The largest magnitude that a sample may have: 200 dB above full scale, room enough for integers that were never scaled.
    /// Powers of spectra far beyond it would leave the range of single precision.
    /// </summary>
    public const float MaximumMagnitude = 1e10f;

    // Longest difference between the durations of a clip and its reference.
    private const double ReferenceTolerance = 0.01;

    private readonly UpsamplerOptions _options;
    private readonly ILogger _logger;

    /// <summary>Creates an upsampler.</summary>
    /// <param name="options">Options; null for <see cref="UpsamplerOptions.Balanced"/>.</param>
    /// <param name="logger">Is told about every stage; null for nobody.</param>
    /// <exception cref="InvalidDataException"><see cref="FitPlan.EncoderWeights"/> do not fit the encoder of their plan.</exception>
    /// <exception cref="ArgumentException">A plan has weights of an encoder but no encoder.</exception>
    public Upsampler(UpsamplerOptions? options = null, ILogger<Upsampler>? logger = null)
    {
        _options = options ?? UpsamplerOptions.Balanced;
        _options.Blind.ThrowUnlessWeightsFit(nameof(UpsamplerOptions.Blind));
        _options.Guided.ThrowUnlessWeightsFit(nameof(UpsamplerOptions.Guided));
        _logger = logger ?? NullLogger<Upsampler>.Instance;
    }

    /// <inheritdoc/>
    public UpsampleResult FitAndPredict(
        AudioClip clip, int targetSampleRate, IProgress<FitProgress>? progress = null, CancellationToken cancellationToken = default) =>
        ToResult(Fit(clip, targetSampleRate, progress, cancellationToken));

    /// <inheritdoc/>
    public UpsampleResult FitAndPredict(
        AudioClip clip, AudioClip reference, IProgress<FitProgress>? progress = null, CancellationToken cancellationToken = default) =>
        ToResult(Fit(clip, reference, progress, cancellationToken));

    /// <summary>Fits networks to a clip, blind; see <see cref="FitAndPredict(AudioClip, int, IProgress{FitProgress}?, CancellationToken)"/>.</summary>
    /// <inheritdoc cref="FitAndPredict(AudioClip, int, IProgress{FitProgress}?, CancellationToken)"/>
    public FittedClip Fit(
        AudioClip clip, int targetSampleRate, IProgress<FitProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        CheckClip(clip, nameof(clip));
        CheckRate(clip, targetSampleRate, clip.SampleRate, nameof(targetSampleRate));
        return new BlindFit(_options, _logger).Run(clip, targetSampleRate, progress, cancellationToken);
    }

    /// <summary>Fits networks to a clip's reference; see <see cref="FitAndPredict(AudioClip, AudioClip, IProgress{FitProgress}?, CancellationToken)"/>.</summary>
    /// <inheritdoc cref="FitAndPredict(AudioClip, AudioClip, IProgress{FitProgress}?, CancellationToken)"/>
    public FittedClip Fit(
        AudioClip clip, AudioClip reference, IProgress<FitProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        CheckClip(clip, nameof(clip));
        CheckClip(reference, nameof(reference));
        CheckRate(clip, reference.SampleRate, clip.SampleRate + 1, nameof(reference));
        if (reference.ChannelCount != clip.ChannelCount)
        {
            throw new ArgumentException(
                $"The reference has {reference.ChannelCount} channel(s), the clip {clip.ChannelCount}; they must be equal.", nameof(reference));
        }

        double clipSeconds = (double)clip.Length / clip.SampleRate;
        double referenceSeconds = (double)reference.Length / reference.SampleRate;
        if (Math.Abs(clipSeconds - referenceSeconds) > ReferenceTolerance)
        {
            throw new ArgumentException(
                string.Create(CultureInfo.InvariantCulture, $"The reference lasts {referenceSeconds:F3} s, the clip {clipSeconds:F3} s; they must agree to within 10 ms."),
                nameof(reference));
        }

        return new GuidedFit(_options, _logger).Run(clip, reference, progress, cancellationToken);
    }

    private static UpsampleResult ToResult(FittedClip fitted) => new(fitted.Render(), fitted.Baseline, fitted.Report);

    private static void CheckClip(AudioClip clip, string name)
    {
        ArgumentNullException.ThrowIfNull(clip, name);
        for (int c = 0; c < clip.ChannelCount; c++)
        {
            int index = clip.Channel(c).IndexOfAnyExceptInRange(-MaximumMagnitude, MaximumMagnitude);
            if (index >= 0)
            {
                float sample = clip.Channel(c)[index];
                throw new ArgumentException(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"Sample {index} of channel {c} is {sample}; every sample must be a number from -{MaximumMagnitude} to {MaximumMagnitude}."),
                    name);
            }
        }
    }

    private static void CheckRate(AudioClip clip, int rate, int lowest, string name)
    {
        if (rate < lowest || rate > AudioClip.MaximumSampleRate)
        {
            throw new ArgumentOutOfRangeException(
                name, rate, $"The target rate must be from {lowest} Hz to {AudioClip.MaximumSampleRate} Hz; the clip's is {clip.SampleRate} Hz.");
        }

        long length = (long)clip.Length * rate / clip.SampleRate;
        if (length >= Array.MaxLength)
        {
            throw new ArgumentOutOfRangeException(
                name, rate, $"At this rate the clip would have {length} samples in each channel; at most {Array.MaxLength} fit.");
        }
    }
}
