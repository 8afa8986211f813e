using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Siren2.Audio;
using Siren2.Checks;
using Siren2.Files;
using Siren2.Fits;
using Siren2.Parts;
using Siren2.Reports;

namespace Siren2;

/// <summary>
/// Audio super-resolution by per-instance optimization: windowed-sinc interpolation plus what small networks, fitted to this very
/// clip, synthesize in the band that it lacks. The clip's own band is never touched.
/// </summary>
/// <remarks>Thread-safe: an instance holds options and a logger, nothing of the clips.</remarks>
/// <example>
/// <code>
/// UpsamplerOptions options = UpsamplerOptions.Balanced with { Detail = 1, MaxDegreeOfParallelism = 2 };
/// ISuperResolver resolver = new Upsampler(options, logger);
/// </code>
/// </example>
public sealed class Upsampler : ISuperResolver
{
    private readonly UpsamplerOptions _options;
    private readonly ILogger _logger;

    /// <summary>Creates an upsampler.</summary>
    /// <param name="options">Options; null for <see cref="UpsamplerOptions.Balanced"/>.</param>
    /// <param name="logger">Is told about every stage; null for nobody.</param>
    /// <exception cref="InvalidDataException"><see cref="NetworkOptions.EncoderWeights"/> do not fit their encoder.</exception>
    /// <exception cref="ArgumentException">There are weights of an encoder but no encoder, or two checkpoints.</exception>
    public Upsampler(UpsamplerOptions? options = null, ILogger<Upsampler>? logger = null)
    {
        _options = options ?? UpsamplerOptions.Balanced;
        _options.Blind.ThrowUnlessWeightsFit(nameof(UpsamplerOptions.Blind));
        _options.Guided.ThrowUnlessWeightsFit(nameof(UpsamplerOptions.Guided));
        if (_options is { CheckpointFile: not null, CheckpointStore: not null })
        {
            throw new ArgumentException($"Both {nameof(UpsamplerOptions.CheckpointFile)} and {nameof(UpsamplerOptions.CheckpointStore)} are "
                + $"set; one of the two is needed.", nameof(options));
        }

        _logger = logger ?? NullLogger<Upsampler>.Instance;
    }

    /// <inheritdoc/>
    public UpsampleResult FitAndPredict(
        AudioClip clip, int targetSampleRate, IProgress<FitProgress>? progress = null, CancellationToken cancellationToken = default) =>
        Fit(clip, targetSampleRate, progress, cancellationToken).ToResult();

    /// <summary>Guided: fits the clip's high-rate original, to measure what the method can represent.</summary>
    /// <param name="clip">Clip to resolve.</param>
    /// <param name="reference">The same sound at the target rate: as many channels, and as long to within 10 ms.</param>
    /// <param name="progress">Told after every step; may be null.</param>
    /// <param name="cancellationToken">Ends the fit within one step.</param>
    /// <exception cref="ArgumentException">
    /// The reference does not fit the clip, or a sample is not a number, infinite or beyond <see cref="AudioClip.MaximumMagnitude"/>.
    /// </exception>
    /// <exception cref="OperationCanceledException">Canceled, where the resolver is not told to return its best so far.</exception>
    /// <example>
    /// <code>
    /// UpsampleResult guided = new Upsampler().FitAndPredict(clip, original);
    /// Console.WriteLine($"{guided.Report.GainOverBaseline:F1} dB above sinc; the original was known");
    /// </code>
    /// </example>
    public UpsampleResult FitAndPredict(
        AudioClip clip, AudioClip reference, IProgress<FitProgress>? progress = null, CancellationToken cancellationToken = default) =>
        Fit(clip, reference, progress, cancellationToken).ToResult();

    /// <summary>
    /// Fits networks to a clip, blind; see <see cref="FitAndPredict(AudioClip, int, IProgress{FitProgress}?, CancellationToken)"/>.
    /// </summary>
    /// <inheritdoc cref="FitAndPredict(AudioClip, int, IProgress{FitProgress}?, CancellationToken)"/>
    /// <example>
    /// <code>
    /// FittedClip fit = new Upsampler().Fit(clip, targetSampleRate: 48_000);
    /// AudioClip at48 = fit.Render();
    /// AudioClip at44 = fit.Render(44_100);
    /// </code>
    /// </example>
    public FittedClip Fit(
        AudioClip clip, int targetSampleRate, IProgress<FitProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        RequestCheck.Clip(clip, nameof(clip));
        RequestCheck.Rate(clip, targetSampleRate, clip.SampleRate, nameof(targetSampleRate));
        RequestCheck.Length(clip, targetSampleRate, nameof(targetSampleRate));
        return Fit(clip, targetSampleRate, new BlindStrategy(_options, logger: _logger), progress, cancellationToken);
    }

    /// <summary>
    /// Fits networks to a clip's reference; see <see cref="FitAndPredict(AudioClip, AudioClip, IProgress{FitProgress}?, CancellationToken)"/>.
    /// </summary>
    /// <inheritdoc cref="FitAndPredict(AudioClip, AudioClip, IProgress{FitProgress}?, CancellationToken)"/>
    /// <example>
    /// <code>
    /// FittedClip fit = new Upsampler().Fit(clip, original);
    /// Console.WriteLine($"{fit.ParameterCount} parameters, {fit.SizeInBytes} bytes");
    /// </code>
    /// </example>
    public FittedClip Fit(
        AudioClip clip, AudioClip reference, IProgress<FitProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        RequestCheck.Clip(clip, nameof(clip));
        RequestCheck.Clip(reference, nameof(reference));
        RequestCheck.Reference(clip, reference);
        RequestCheck.Length(clip, reference.SampleRate, nameof(reference));
        return Fit(clip, reference.SampleRate, new GuidedStrategy(_options, reference, logger: _logger), progress, cancellationToken);
    }

    /// <summary>
    /// Blind, for clips of any length: resolves a clip part by part, from a file or another source, and hands the result over part by part.
    /// Memory does not grow with the clip: with the presets, stereo and two threads the process stays below 450 MB, with six channels below 500
    /// MB; each further thread takes about 15 MB more. Rates whose ratio has a period of more than 65,536 output samples take longer parts, and more.
    /// </summary>
    /// <remarks>
    /// A clip that has no more than 2²¹ output samples, all channels together, is one part, and the result is that of
    /// <see cref="FitAndPredict(AudioClip, int, IProgress{FitProgress}?, CancellationToken)"/>. Longer ones are cut into parts that overlap, with a
    /// texture, an energy budget and continuation for each; where two are joined the clip's own band is kept to −100 dB as
    /// everywhere else, and to −65 dB where it ends below the Nyquist frequency. With
    /// <see cref="UpsamplerOptions.CheckpointFile"/> every finished part is kept, as large as it is in floats, and handed over again by a job
    /// that goes on; what else is thrown then is said there.
    /// </remarks>
    /// <param name="clip">
    /// Clip to resolve; an <see cref="AudioClip"/> or <see cref="WaveFileSource"/>, or a source of the host's own. All of it is read once before.
    /// </param>
    /// <param name="targetSampleRate">Rate of the result in hertz, from the clip's own to <see cref="AudioClip.MaximumSampleRate"/>.</param>
    /// <param name="write">Takes the parts of the result, in order; what it throws comes out as it is.</param>
    /// <param name="progress">Told after every step; may be null.</param>
    /// <param name="cancellationToken">Ends the fit within one step. Told to return its best so far, it goes on to the end with the baseline.</param>
    /// <exception cref="ArgumentOutOfRangeException">
    /// The target rate or a property of the source is out of range, or the result would have more than 2⁴¹ samples in each channel.
    /// </exception>
    /// <exception cref="ArgumentException">
    /// A sample of the clip is not a number, infinite or beyond <see cref="AudioClip.MaximumMagnitude"/>.
    /// </exception>
    /// <exception cref="InvalidOperationException">The source gives something else than it was asked for.</exception>
    /// <exception cref="OperationCanceledException">Canceled, where the resolver is not told to return its best so far.</exception>
    /// <example>
    /// <code>
    /// var sink = new WaveFileSink(output, 48_000, source.ChannelCount, source.Length * 48_000 / source.SampleRate);
    /// UpsampleReport report = new Upsampler().FitAndWrite(source, 48_000, sink.Write);
    /// sink.Complete();
    /// </code>
    /// </example>
    public UpsampleReport FitAndWrite(
        IAudioSource clip, int targetSampleRate, Action<AudioClip> write, IProgress<FitProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(write);
        CheckedSource source = RequestCheck.Stream(clip, targetSampleRate);
        return Stream(
            source, reference: null, targetSampleRate, part => write(AudioClip.FromOwned(targetSampleRate, part)), progress, cancellationToken);
    }

    /// <summary>Blind, for clips of any length, into a WAV file, which appears under its name only when it is complete.</summary>
    /// <inheritdoc cref="FitAndWrite(IAudioSource, int, Action{AudioClip}, IProgress{FitProgress}?, CancellationToken)" path="/remarks|/exception"/>
    /// <param name="clip">Clip to resolve: an <see cref="AudioClip"/>, a <see cref="WaveFileSource"/>, or a source of the host's own.</param>
    /// <param name="targetSampleRate">Rate of the result in hertz, from the clip's own to <see cref="AudioClip.MaximumSampleRate"/>.</param>
    /// <param name="path">The file to write or to replace, in a folder that exists; not one that a source reads from.</param>
    /// <param name="format">
    /// How the samples are stored: as by <see cref="AudioClip.Save(string, WaveEncoding)"/>, but that integers are dithered from the first part
    /// on that is not on their steps.
    /// </param>
    /// <param name="progress">Told after every step; may be null.</param>
    /// <param name="cancellationToken">Ends the fit within one step.</param>
    /// <exception cref="ArgumentException"><paramref name="path"/> is empty.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="format"/> is none of the formats.</exception>
    /// <exception cref="InvalidOperationException">There are more channels than a WAV file can hold.</exception>
    /// <exception cref="IOException">The file cannot be written; a folder that does not exist is known before the fit begins.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be written.</exception>
    /// <example>
    /// <code>
    /// using var hour = new WaveFileSource("hour-22k.wav");
    /// UpsampleReport report = new Upsampler().FitAndWrite(hour, 44_100, "hour-44k.wav");
    /// Console.WriteLine($"{report.PartCount} part(s) in {report.Elapsed}");
    /// </code>
    /// </example>
    public UpsampleReport FitAndWrite(
        IAudioSource clip,
        int targetSampleRate,
        string path,
        WaveEncoding format = WaveEncoding.Pcm24,
        IProgress<FitProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        CheckedSource source = RequestCheck.Stream(clip, targetSampleRate);
        UpsampleReport Fit(Action<float[][]> write) => Stream(source, reference: null, targetSampleRate, write, progress, cancellationToken);
        return WriteFile(path, source, targetSampleRate, format, Fit, cancellationToken);
    }

    /// <summary>Guided, for clips of any length.</summary>
    /// <inheritdoc cref="FitAndWrite(IAudioSource, int, Action{AudioClip}, IProgress{FitProgress}?, CancellationToken)" path="/remarks|/exception"/>
    /// <param name="clip">Clip to resolve: an <see cref="AudioClip"/>, a <see cref="WaveFileSource"/>, or a source of the host's own.</param>
    /// <param name="reference">The same sound at the target rate: as many channels, and as long to within 10 ms.</param>
    /// <param name="write">Takes the parts of the result, in order; what it throws comes out as it is.</param>
    /// <param name="progress">Told after every step; may be null.</param>
    /// <param name="cancellationToken">Ends the fit within one step.</param>
    /// <exception cref="ArgumentException">
    /// The reference does not fit the clip, or a sample is not a number, infinite or beyond <see cref="AudioClip.MaximumMagnitude"/>.
    /// </exception>
    /// <example>
    /// <code>
    /// UpsampleReport report = new Upsampler().FitAndWrite(clip, original, part =&gt; play(part));
    /// </code>
    /// </example>
    public UpsampleReport FitAndWrite(
        IAudioSource clip,
        IAudioSource reference,
        Action<AudioClip> write,
        IProgress<FitProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(write);
        (CheckedSource source, CheckedSource original) = RequestCheck.Stream(clip, reference);
        int rate = original.SampleRate;
        return Stream(source, original, rate, part => write(AudioClip.FromOwned(rate, part)), progress, cancellationToken);
    }

    /// <summary>Guided, for clips of any length, into a WAV file, which appears under its name only when it is complete.</summary>
    /// <inheritdoc cref="FitAndWrite(IAudioSource, IAudioSource, Action{AudioClip}, IProgress{FitProgress}?, CancellationToken)"
    /// path="/remarks|/exception"/>
    /// <param name="clip">Clip to resolve: an <see cref="AudioClip"/>, a <see cref="WaveFileSource"/>, or a source of the host's own.</param>
    /// <param name="reference">The same sound at the target rate: as many channels, and as long to within 10 ms.</param>
    /// <param name="path">The file to write or to replace, in a folder that exists; not one that a source reads from.</param>
    /// <param name="format">
    /// How the samples are stored: as by <see cref="AudioClip.Save(string, WaveEncoding)"/>, but that integers are dithered from the first part
    /// on that is not on their steps.
    /// </param>
    /// <param name="progress">Told after every step; may be null.</param>
    /// <param name="cancellationToken">Ends the fit within one step.</param>
    /// <exception cref="ArgumentException"><paramref name="path"/> is empty.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="format"/> is none of the formats.</exception>
    /// <exception cref="InvalidOperationException">There are more channels than a WAV file can hold.</exception>
    /// <exception cref="IOException">The file cannot be written; a folder that does not exist is known before the fit begins.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be written.</exception>
    /// <example>
    /// <code>
    /// using var clip = new WaveFileSource("hour-22k.wav");
    /// using var original = new WaveFileSource("hour-44k.wav");
    /// UpsampleReport report = new Upsampler().FitAndWrite(clip, original, "fitted-44k.wav");
    /// </code>
    /// </example>
    public UpsampleReport FitAndWrite(
        IAudioSource clip,
        IAudioSource reference,
        string path,
        WaveEncoding format = WaveEncoding.Pcm24,
        IProgress<FitProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        (CheckedSource source, CheckedSource original) = RequestCheck.Stream(clip, reference);
        UpsampleReport Fit(Action<float[][]> write) => Stream(source, original, original.SampleRate, write, progress, cancellationToken);
        return WriteFile(path, source, original.SampleRate, format, Fit, cancellationToken);
    }

    /// <summary>Blind, for clips of any length, as a WAV file into a stream, front to back: it need not be seekable, and stays open.</summary>
    /// <inheritdoc cref="FitAndWrite(IAudioSource, int, string, WaveEncoding, IProgress{FitProgress}?, CancellationToken)" path="/remarks"/>
    /// <param name="clip">Clip to resolve: an <see cref="AudioClip"/>, a <see cref="WaveFileSource"/>, or a source of the host's own.</param>
    /// <param name="targetSampleRate">Rate of the result in hertz, from the clip's own to <see cref="AudioClip.MaximumSampleRate"/>.</param>
    /// <param name="stream">Where to write; what was written before a failure stays there.</param>
    /// <param name="format">How the samples are stored, as in a file.</param>
    /// <param name="progress">Told after every step; may be null.</param>
    /// <param name="cancellationToken">Ends the fit within one step.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="format"/> is none of the formats.</exception>
    /// <exception cref="InvalidOperationException">There are more channels than a WAV file can hold.</exception>
    /// <exception cref="IOException">The stream cannot be written, or is full; what was written before stays in it.</exception>
    /// <example>
    /// <code>
    /// using Stream output = Console.OpenStandardOutput();
    /// UpsampleReport report = new Upsampler().FitAndWrite(source, 48_000, output, WaveEncoding.Pcm16);
    /// </code>
    /// </example>
    public UpsampleReport FitAndWrite(
        IAudioSource clip,
        int targetSampleRate,
        Stream stream,
        WaveEncoding format = WaveEncoding.Pcm24,
        IProgress<FitProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        StreamCheck.Writable(stream);
        CheckedSource source = RequestCheck.Stream(clip, targetSampleRate);
        UpsampleReport Fit(Action<float[][]> write) => Stream(source, reference: null, targetSampleRate, write, progress, cancellationToken);
        return WriteStream(stream, WavePartWriter.Layout(targetSampleRate, source.ChannelCount, format), source, Fit, cancellationToken);
    }

    /// <summary>Guided, for clips of any length, as a WAV file into a stream, front to back: it need not be seekable, and stays open.</summary>
    /// <inheritdoc cref="FitAndWrite(IAudioSource, IAudioSource, string, WaveEncoding, IProgress{FitProgress}?, CancellationToken)" path="/remarks"/>
    /// <param name="clip">Clip to resolve: an <see cref="AudioClip"/>, a <see cref="WaveFileSource"/>, or a source of the host's own.</param>
    /// <param name="reference">The same sound at the target rate: as many channels, and as long to within 10 ms.</param>
    /// <param name="stream">Where to write; what was written before a failure stays there.</param>
    /// <param name="format">How the samples are stored, as in a file.</param>
    /// <param name="progress">Told after every step; may be null.</param>
    /// <param name="cancellationToken">Ends the fit within one step.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="format"/> is none of the formats.</exception>
    /// <exception cref="InvalidOperationException">There are more channels than a WAV file can hold.</exception>
    /// <exception cref="IOException">The stream cannot be written, or is full; what was written before stays in it.</exception>
    /// <example>
    /// <code>
    /// UpsampleReport report = new Upsampler().FitAndWrite(clip, original, output, WaveEncoding.Float32);
    /// </code>
    /// </example>
    public UpsampleReport FitAndWrite(
        IAudioSource clip,
        IAudioSource reference,
        Stream stream,
        WaveEncoding format = WaveEncoding.Pcm24,
        IProgress<FitProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        StreamCheck.Writable(stream);
        (CheckedSource source, CheckedSource original) = RequestCheck.Stream(clip, reference);
        int rate = original.SampleRate;
        UpsampleReport Fit(Action<float[][]> write) => Stream(source, original, rate, write, progress, cancellationToken);
        return WriteStream(stream, WavePartWriter.Layout(rate, source.ChannelCount, format), source, Fit, cancellationToken);
    }

    /// <summary>Blind: cuts a clip of any length into parts that can be fitted anywhere, in any order. All of the clip is read once.</summary>
    /// <param name="clip">Clip to resolve: an <see cref="AudioClip"/>, a <see cref="WaveFileSource"/>, or a source of the host's own.</param>
    /// <param name="targetSampleRate">Rate of the result in hertz, from the clip's own to <see cref="AudioClip.MaximumSampleRate"/>.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="ArgumentOutOfRangeException">
    /// The target rate or a property of the source is out of range, or the result would have more than 2⁴¹ samples in each channel.
    /// </exception>
    /// <exception cref="ArgumentException">
    /// A sample of the clip is not a number, infinite or beyond <see cref="AudioClip.MaximumMagnitude"/>.
    /// </exception>
    /// <exception cref="OperationCanceledException">Canceled.</exception>
    /// <example>
    /// <code>
    /// UpsamplePlan plan = new Upsampler().Plan(source, 48_000);
    /// FittedPart[] parts = [.. Enumerable.Range(0, plan.PartCount).AsParallel().AsOrdered().Select(index =&gt; plan.FitPart(index))];
    /// IEnumerable&lt;AudioClip&gt; joined = parts.Select((part, index) =&gt; plan.Join(index == 0 ? null : parts[index - 1], part));
    /// </code>
    /// </example>
    public UpsamplePlan Plan(IAudioSource clip, int targetSampleRate, CancellationToken cancellationToken = default)
    {
        CheckedSource source = RequestCheck.Stream(clip, targetSampleRate);
        return Plan(source, reference: null, targetSampleRate, progress: null, CancellationBehavior.Throw, cancellationToken);
    }

    /// <summary>Guided: cuts a clip of any length into parts that can be fitted anywhere, in any order. Clip and reference are read once.</summary>
    /// <param name="clip">Clip to resolve: an <see cref="AudioClip"/>, a <see cref="WaveFileSource"/>, or a source of the host's own.</param>
    /// <param name="reference">The same sound at the target rate: as many channels, and as long to within 10 ms.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="ArgumentException">
    /// The reference does not fit the clip, or a sample is not a number, infinite or beyond <see cref="AudioClip.MaximumMagnitude"/>.
    /// </exception>
    /// <exception cref="OperationCanceledException">Canceled.</exception>
    /// <example>
    /// <code>
    /// UpsamplePlan plan = new Upsampler().Plan(clip, original);
    /// FittedPart last = plan.FitPart(plan.PartCount - 1);
    /// </code>
    /// </example>
    public UpsamplePlan Plan(IAudioSource clip, IAudioSource reference, CancellationToken cancellationToken = default)
    {
        (CheckedSource source, CheckedSource original) = RequestCheck.Stream(clip, reference);
        return Plan(source, original, original.SampleRate, progress: null, CancellationBehavior.Throw, cancellationToken);
    }

    private FittedClip Fit(
        AudioClip clip, int rate, IFitStrategy strategy, IProgress<FitProgress>? progress, CancellationToken cancellationToken) =>
        FitTelemetry.Observe(
            FitTelemetry.Fit,
            strategy.Mode,
            clip,
            rate,
            () => new FittedClip(new ClipFit(_options, strategy, _logger).Run(clip, rate, band: null, progress, cancellationToken)),
            fitted => fitted.Report);

    private UpsampleReport Stream(
        CheckedSource clip, CheckedSource? reference, int rate, Action<float[][]> write, IProgress<FitProgress>? progress,
        CancellationToken cancellationToken)
    {
        long start = Stopwatch.GetTimestamp();
        UpsampleReport Run()
        {
            UpsamplePlan plan = Plan(clip, reference, rate, progress, _options.OnCancellation, cancellationToken);
            return new PartByPart(_options, plan, _logger).Run(start, write, progress, cancellationToken);
        }

        FitMode mode = reference is null ? FitMode.Blind : FitMode.Guided;
        return FitTelemetry.Observe(FitTelemetry.Fit, mode, clip, rate, Run, report => report);
    }

    private UpsamplePlan Plan(
        CheckedSource clip,
        CheckedSource? reference,
        int rate,
        IProgress<FitProgress>? progress,
        CancellationBehavior onCancellation,
        CancellationToken cancellationToken) => new(
        _options,
        PartSizes.Default,
        clip,
        reference,
        rate,
        _logger,
        new FitMonitor(reference is null ? FitMode.Blind : FitMode.Guided, onCancellation, progress, cancellationToken));

    private UpsampleReport WriteFile(
        string path, CheckedSource clip, int rate, WaveEncoding format, Func<Action<float[][]>, UpsampleReport> fit,
        CancellationToken cancellationToken)
    {
        WaveLayout layout = WavePartWriter.Layout(rate, clip.ChannelCount, format);
        UpsampleReport? report = null;
        AtomicFile.Write(path, stream => report = WriteStream(stream, layout, clip, fit, cancellationToken));
        return report!;
    }

    private UpsampleReport WriteStream(
        Stream stream, WaveLayout layout, CheckedSource clip, Func<Action<float[][]>, UpsampleReport> fit, CancellationToken cancellationToken)
    {
        CancellationToken stop = _options.OnCancellation == CancellationBehavior.Throw ? cancellationToken : CancellationToken.None;
        var writer = new WavePartWriter(stream, layout, PartPlan.OutputLength(clip, layout.SampleRate));
        writer.Begin();
        UpsampleReport report = fit(part => writer.Write(part, stop));
        writer.End();
        return report;
    }
}
