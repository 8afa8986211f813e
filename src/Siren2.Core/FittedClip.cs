using System.Numerics.Tensors;
using Siren2.Baseline;
using Siren2.Files;
using Siren2.Fits;
using Siren2.Persistence;
using Siren2.Reports;
using Siren2.Resampling;
using Siren2.Segments;

namespace Siren2;

/// <summary>
/// A clip with the networks that were fitted to it: a continuous representation of the result, to be rendered at any rate and at
/// any instant.
/// </summary>
/// <remarks>
/// <para>Thread-safe. What a fit has computed already is kept; after loading, baseline and correction are computed when they are
/// first asked for. Threads that ask at the same time compute the same: none waits for another.</para>
/// <para>Fitting is no compression: a guided fit that is close to its reference has more parameters than the reference has
/// samples that the clip lacks, and each takes 32 bits. Compare <see cref="SizeInBytes"/> with <see cref="Pcm16SizeInBytes"/>.</para>
/// </remarks>
public sealed partial class FittedClip
{
    private readonly Lazy<InstantSampler> _sampler = new(() => new InstantSampler());
    private readonly UpsamplerOptions _options;

    // Published when they are complete, never made under a lock: networks and textures may be a host's own.
    private ClipBaseline? _ownBaseline;
    private AudioClip? _baseline;
    private float[][]? _corrections;

    /// <summary>Takes over what a fit has computed.</summary>
    internal FittedClip(FitResult result)
    {
        Content = result.Content;
        _options = UpsamplerOptions.Balanced;
        _baseline = AudioClip.FromOwned(Content.Recipe.OutputRate, result.Baseline);
        _corrections = result.Corrections;
    }

    /// <summary>A fit whose baseline and correction are computed when they are first asked for.</summary>
    internal FittedClip(FitContent content, UpsamplerOptions options)
    {
        Content = content;
        _options = options;
    }

    /// <summary>The low-rate clip.</summary>
    public AudioClip Clip => Content.Clip;

    /// <summary>How the fit went.</summary>
    public UpsampleReport Report => Content.Report;

    /// <summary>Windowed-sinc interpolation of <see cref="Clip"/> at the rate of the fit.</summary>
    public AudioClip Baseline => BaselineBy(Monitor(progress: null, CancellationToken.None));

    /// <summary>Numbers that the networks are made of: weights, biases, and latents where the plan has an encoder.</summary>
    public long ParameterCount => Networks.Sum(network => network.ParameterCount);

    /// <summary>Bytes that <see cref="Render(IProgress{FitProgress}?, CancellationToken)"/> would take as 16-bit samples, to compare <see cref="SizeInBytes"/> with.</summary>
    public long Pcm16SizeInBytes =>
        (long)sizeof(short) * Clip.ChannelCount * new RateRatio(Clip.SampleRate, Recipe.OutputRate).OutputLength(Clip.Length);

    /// <summary>
    /// Bytes that <see cref="Save(Stream)"/> writes: four for every parameter and for every sample of <see cref="Clip"/>, and a header.
    /// With the presets that is more than <see cref="Pcm16SizeInBytes"/>, blind, and several times as much, guided.
    /// </summary>
    public long SizeInBytes => FittedClipFile.Size(Content);

    /// <summary>What is kept of the fit.</summary>
    internal FitContent Content { get; }

    private FitRecipe Recipe => Content.Recipe;

    private IReadOnlyList<FittedNetwork> Networks => Content.Networks;

    /// <summary>Reads a fit from a file that <see cref="Save(string)"/> wrote.</summary>
    /// <inheritdoc cref="Load(Stream, UpsamplerOptions)" path="/remarks"/>
    /// <param name="path">The file to read.</param>
    /// <param name="options">
    /// Where the fit was made with a host's own network, level model, budget or texture source: options that hold them again. Also how many
    /// threads may be used; nothing else of them counts. Null for the library's own.
    /// </param>
    /// <exception cref="ArgumentException"><paramref name="path"/> is empty.</exception>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read, or is a folder.</exception>
    /// <exception cref="InvalidDataException">The file is not a saved fit, is of another version, or is damaged; the message says where.</exception>
    /// <example>
    /// <code>
    /// var fit = FittedClip.Load("speech.siren2");
    /// AudioClip audio = fit.Render();
    /// </code>
    /// </example>
    public static FittedClip Load(string path, UpsamplerOptions? options = null) => Restore(SafetensorsFile.Load(path), options);

    /// <summary>Reads a fit from the stream's position to its end; the stream stays open.</summary>
    /// <remarks>
    /// Loading takes memory in proportion to the file, whatever the file says of itself; nothing is rendered before it is asked
    /// for. What rendering then takes follows from the clip's length and the two rates, which <see cref="Report"/> names: look at
    /// <see cref="Pcm16SizeInBytes"/> first if the file comes from a stranger.
    /// </remarks>
    /// <param name="stream">Where to read.</param>
    /// <param name="options">
    /// Where the fit was made with a host's own network, level model, budget or texture source: options that hold them again. Also how many
    /// threads may be used; nothing else of them counts. Null for the library's own.
    /// </param>
    /// <exception cref="ArgumentException"><paramref name="stream"/> cannot be read: it is only for writing, or closed.</exception>
    /// <exception cref="IOException">The stream cannot be read, or cannot seek and holds more than 2 GiB.</exception>
    /// <exception cref="InvalidDataException">
    /// The stream does not hold a saved fit, or one of another version, or a damaged one; the message says where.
    /// </exception>
    /// <example>
    /// <code>
    /// using var stream = new MemoryStream(bytes);
    /// var fit = FittedClip.Load(stream);
    /// Console.WriteLine($"{fit.Pcm16SizeInBytes} bytes, rendered");
    /// </code>
    /// </example>
    public static FittedClip Load(Stream stream, UpsamplerOptions? options = null) => Restore(SafetensorsFile.Load(stream), options);

    /// <summary>
    /// Writes the fit as a safetensors file, which appears under its name only when it is complete: on failure there is no file, or
    /// the former one.
    /// </summary>
    /// <inheritdoc cref="Save(Stream)" path="/remarks"/>
    /// <param name="path">The file to write or to replace, in a folder that exists.</param>
    /// <exception cref="ArgumentException"><paramref name="path"/> is empty.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be written.</exception>
    /// <example>
    /// <code>
    /// FittedClip fit = new Upsampler().Fit(clip, targetSampleRate: 16_000);
    /// fit.Save("speech.siren2");
    /// </code>
    /// </example>
    public void Save(string path) => FittedClipFile.Save(Content, path);

    /// <summary>Writes the fit as a safetensors file at the stream's position; the stream stays open.</summary>
    /// <remarks>
    /// <para>The file holds the clip (<c>clip.channel.0</c>), the decoders (<c>channel.0.segment.3.decoder.layers.0.weight</c>, as PyTorch
    /// would name and shape them), latents in place of encoders (<c>channel.0.segment.3.latents</c>), and in its metadata the
    /// format with its version, the options that matter, the report but for the time it took, and a seal: the SHA-256 of all other bytes,
    /// by which a file that was damaged is refused. Equal fits give equal files.</para>
    /// <para>What is loaded from it renders to the same bits as before, on processors of the same vector width.</para>
    /// </remarks>
    /// <param name="stream">Where to write.</param>
    /// <exception cref="ArgumentException"><paramref name="stream"/> cannot be written to: it is only for reading, or closed.</exception>
    /// <exception cref="IOException">The stream cannot be written, or is full; what was written before stays in it.</exception>
    /// <example>
    /// <code>
    /// using FileStream file = File.Create("speech.siren2");
    /// fit.Save(file);
    /// </code>
    /// </example>
    public void Save(Stream stream) => FittedClipFile.Save(Content, stream);

    /// <summary>The result at the rate of the fit: baseline plus correction; the baseline itself where there is no network.</summary>
    /// <param name="progress">
    /// Told what a fit that was loaded computes when it is first asked for; nothing where all is there. May be null.
    /// </param>
    /// <param name="cancellationToken">Ends the work within one network or block; what is complete by then is kept.</param>
    /// <exception cref="InvalidDataException">The fit was loaded from a file whose weights give values that are not finite.</exception>
    /// <exception cref="OperationCanceledException">Canceled.</exception>
    /// <example>
    /// <code>
    /// AudioClip audio = fit.Render(progress: null, cancellationToken);
    /// </code>
    /// </example>
    public AudioClip Render(IProgress<FitProgress>? progress = null, CancellationToken cancellationToken = default) =>
        Render(Monitor(progress, cancellationToken));

    /// <summary>
    /// The result at another rate. The networks stand for a signal that is band-limited to the rate of the fit; other rates are
    /// reached from there by windowed sinc, those up to the clip's own rate from the clip itself, if that holds all of its band.
    /// </summary>
    /// <param name="sampleRate">
    /// Sample rate in hertz, from 1/<see cref="SincResampler.MaximumDecimation"/> of the clip's to <see cref="AudioClip.MaximumSampleRate"/>.
    /// </param>
    /// <param name="progress">Told as by <see cref="Render(IProgress{FitProgress}?, CancellationToken)"/>, and of the resampling.</param>
    /// <param name="cancellationToken">Ends the work within one network or block.</param>
    /// <returns>⌈Length · sampleRate / SampleRate⌉ samples of each channel, length and rate being those of <see cref="Clip"/>.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The rate is out of range.</exception>
    /// <exception cref="InvalidDataException">The fit was loaded from a file whose weights give values that are not finite.</exception>
    /// <exception cref="OperationCanceledException">Canceled.</exception>
    /// <example>
    /// <code>
    /// AudioClip atVideoRate = fit.Render(48_000);
    /// </code>
    /// </example>
    public AudioClip Render(int sampleRate, IProgress<FitProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        int lowest = (int)Math.Ceiling((double)Clip.SampleRate / SincResampler.MaximumDecimation);
        ArgumentOutOfRangeException.ThrowIfLessThan(sampleRate, lowest);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(sampleRate, AudioClip.MaximumSampleRate);
        FitMonitor monitor = Monitor(progress, cancellationToken);
        if (sampleRate == Recipe.OutputRate)
        {
            return Render(monitor);
        }

        AudioClip source = Recipe.Band.IsComplete(Clip.SampleRate) && sampleRate <= Clip.SampleRate ? Clip : Render(monitor);
        var resampler = new SincResampler(source.SampleRate, sampleRate);

        // Lengths are rounded up, and so by way of the rate of the fit they may be a sample too long.
        int length = new RateRatio(Clip.SampleRate, sampleRate).OutputLength(Clip.Length);
        float[][] channels = new float[source.ChannelCount][];
        for (int c = 0; c < channels.Length; c++)
        {
            monitor.Continue(FitStage.Writing);
            float[] channel = resampler.Resample(source.Channel(c), monitor.Continue);
            channels[c] = channel.Length == length ? channel : channel[..length];
        }

        return AudioClip.FromOwned(sampleRate, channels);
    }

    /// <summary>
    /// The result at any instants, which need not be evenly spaced or in order: <see cref="Render(IProgress{FitProgress}?, CancellationToken)"/>,
    /// interpolated by a windowed sinc whose cutoff is the Nyquist frequency of the fit. Sample n of the render lies at n divided by the rate of
    /// the fit, and there the two agree to 10⁻⁶ of full scale; the signal counts as zero before the first and after the last sample.
    /// </summary>
    /// <remarks>
    /// What lies in the uppermost 5 % below the Nyquist frequency is attenuated between the samples, by up to 6 dB, and mirrored
    /// to above it: the price of passing exactly through the samples. All below is interpolated to −120 dB.
    /// </remarks>
    /// <param name="channel">Channel, from zero.</param>
    /// <param name="seconds">Instants in seconds from the first sample, finite.</param>
    /// <param name="cancellationToken">Ends the work within one network or block.</param>
    /// <returns>The values, <c>[seconds]</c>.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no such channel.</exception>
    /// <exception cref="ArgumentException">An instant is not finite.</exception>
    /// <exception cref="InvalidDataException">The fit was loaded from a file whose weights give values that are not finite.</exception>
    /// <exception cref="OperationCanceledException">Canceled.</exception>
    /// <example>
    /// <code>
    /// // A tape that runs down: instants that lie ever closer.
    /// double[] instants = [.. Enumerable.Range(0, 1_000).Select(n =&gt; Math.Sqrt(n) / 100)];
    /// float[] values = fit.Sample(channel: 0, instants);
    /// </code>
    /// </example>
    public float[] Sample(int channel, ReadOnlySpan<double> seconds, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(channel);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(channel, Clip.ChannelCount);
        double[] positions = new double[seconds.Length];
        for (int i = 0; i < positions.Length; i++)
        {
            positions[i] = double.IsFinite(seconds[i])
                ? seconds[i] * Recipe.OutputRate
                : throw new ArgumentException($"Instant {i} is {seconds[i]} s; every instant must be finite.", nameof(seconds));
        }

        FitMonitor monitor = Monitor(progress: null, cancellationToken);
        ReadOnlySpan<float> baseline = BaselineBy(monitor).Channel(channel);
        return _sampler.Value.Evaluate(baseline, CorrectionsBy(monitor)[channel], positions, cancellationToken);
    }

    /// <summary>The result beside its baseline and report.</summary>
    internal UpsampleResult ToResult() => new(Render(), Baseline, Report);

    private static FittedClip Restore(SafetensorsFile file, UpsamplerOptions? options)
    {
        UpsamplerOptions own = options ?? UpsamplerOptions.Balanced;
        return new FittedClip(FittedClipFile.Load(file, own), own);
    }

    private static T Publish<T>(ref T? place, T made)
        where T : class => Interlocked.CompareExchange(ref place, made, null) ?? made;

    private FitMonitor Monitor(IProgress<FitProgress>? progress, CancellationToken cancellationToken) =>
        new(Recipe.Mode, CancellationBehavior.Throw, progress, cancellationToken);

    private AudioClip Render(FitMonitor monitor)
    {
        AudioClip baseline = BaselineBy(monitor);
        if (!Content.HasCorrection)
        {
            return baseline;
        }

        float[][] corrections = CorrectionsBy(monitor);
        float[][] channels = new float[Clip.ChannelCount][];
        for (int c = 0; c < channels.Length; c++)
        {
            monitor.Token.ThrowIfCancellationRequested();
            channels[c] = new float[baseline.Length];
            TensorPrimitives.Add(baseline.Channel(c), corrections[c], channels[c]);
        }

        return AudioClip.FromOwned(baseline.SampleRate, channels);
    }

    private AudioClip BaselineBy(FitMonitor monitor) =>
        Volatile.Read(ref _baseline) ?? Publish(ref _baseline, AudioClip.FromOwned(Recipe.OutputRate, OwnBaselineBy(monitor).Channels));

    private float[][] CorrectionsBy(FitMonitor monitor) => Volatile.Read(ref _corrections) ?? Publish(
        ref _corrections,
        CorrectionRenderer.Render(
            OwnBaselineBy(monitor), Recipe, Content.Networks, Recipe.ToStrategy(_options), _options.MaxDegreeOfParallelism, monitor));

    private ClipBaseline OwnBaselineBy(FitMonitor monitor)
    {
        if (Volatile.Read(ref _ownBaseline) is ClipBaseline there)
        {
            return there;
        }

        monitor.Continue(FitStage.Baseline);
        return Publish(ref _ownBaseline, new ClipBaseline(Clip, Recipe.OutputRate, Recipe.Band, Recipe.Interpolation, monitor.Continue));
    }
}
