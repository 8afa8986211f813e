using System.Numerics.Tensors;
using Siren2.Baseline;
using Siren2.Files;
using Siren2.Fits;
using Siren2.Persistence;
using Siren2.Resampling;
using Siren2.Segments;

namespace Siren2;

/// <summary>
/// A clip with the networks that were fitted to it: a continuous representation of the result, to be rendered at any rate and at
/// any instant.
/// </summary>
/// <remarks>
/// <para>Thread-safe. What a fit has computed already is kept; after loading, baseline and correction are computed when they are
/// first asked for.</para>
/// <para>Fitting is no compression: a guided fit that is close to its reference has more parameters than the reference has
/// samples that the clip lacks, and each takes 32 bits. Compare <see cref="SizeInBytes"/> with <see cref="Pcm16SizeInBytes"/>.</para>
/// </remarks>
public sealed class FittedClip
{
    private readonly Lazy<AudioClip> _baseline;
    private readonly Lazy<float[][]> _corrections;
    private readonly Lazy<InstantSampler> _sampler = new(() => new InstantSampler());

    /// <summary>Takes over what a fit has computed.</summary>
    internal FittedClip(
        AudioClip clip, FitRecipe recipe, IReadOnlyList<FittedNetwork> networks, UpsampleReport report, AudioClip baseline, float[][] corrections)
        : this(clip, recipe, networks, report, new Lazy<AudioClip>(baseline), new Lazy<float[][]>(corrections))
    {
    }

    private FittedClip(
        AudioClip clip,
        FitRecipe recipe,
        IReadOnlyList<FittedNetwork> networks,
        UpsampleReport report,
        Lazy<AudioClip> baseline,
        Lazy<float[][]> corrections)
    {
        Clip = clip;
        Recipe = recipe;
        Networks = networks;
        Report = report;
        _baseline = baseline;
        _corrections = corrections;
    }

    /// <summary>The low-rate clip.</summary>
    public AudioClip Clip { get; }

    /// <summary>How the fit went.</summary>
    public UpsampleReport Report { get; }

    /// <summary>Windowed-sinc interpolation of <see cref="Clip"/> at the rate of the fit.</summary>
    public AudioClip Baseline => _baseline.Value;

    /// <summary>Numbers that the networks are made of: weights, biases, and latents where the plan has an encoder.</summary>
    public long ParameterCount => Networks.Sum(network => network.ParameterCount);

    /// <summary>Bytes that <see cref="Render()"/> would take as 16-bit samples, to compare <see cref="SizeInBytes"/> with.</summary>
    public long Pcm16SizeInBytes =>
        (long)sizeof(short) * Clip.ChannelCount * new RateRatio(Clip.SampleRate, Recipe.OutputRate).OutputLength(Clip.Length);

    /// <summary>
    /// Bytes that <see cref="Save(Stream)"/> writes: four for every parameter and for every sample of <see cref="Clip"/>, and a header.
    /// With the presets that is more than <see cref="Pcm16SizeInBytes"/>, blind, and several times as much, guided.
    /// </summary>
    public long SizeInBytes => FittedClipFile.Size(this);

    internal FitRecipe Recipe { get; }

    internal IReadOnlyList<FittedNetwork> Networks { get; }

    /// <summary>Reads a fit from a file that <see cref="Save(string)"/> wrote.</summary>
    /// <inheritdoc cref="Load(Stream, int?)" path="/remarks"/>
    /// <param name="path">The file to read.</param>
    /// <param name="maxDegreeOfParallelism">Threads at most that render it, at least 1; null for one per processor. The result does not depend on it.</param>
    /// <exception cref="ArgumentException"><paramref name="path"/> is empty.</exception>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read, or is a folder.</exception>
    /// <exception cref="InvalidDataException">The file is not a saved fit, is of another version, or is damaged; the message says where.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="maxDegreeOfParallelism"/> is below 1.</exception>
    public static FittedClip Load(string path, int? maxDegreeOfParallelism = null) =>
        FittedClipFile.Load(SafetensorsFile.Load(path), Degree(maxDegreeOfParallelism));

    /// <summary>Reads a fit from the stream's position to its end; the stream stays open.</summary>
    /// <remarks>
    /// Loading takes memory in proportion to the file, whatever the file says of itself; nothing is rendered before it is asked
    /// for. What rendering then takes follows from the clip's length and the two rates, which <see cref="Report"/> names: look at
    /// <see cref="Pcm16SizeInBytes"/> first if the file comes from a stranger.
    /// </remarks>
    /// <param name="stream">Where to read.</param>
    /// <param name="maxDegreeOfParallelism">Threads at most that render it, at least 1; null for one per processor. The result does not depend on it.</param>
    /// <exception cref="IOException">The stream cannot be read, or cannot seek and holds more than 2 GiB.</exception>
    /// <exception cref="InvalidDataException">The stream does not hold a saved fit, or one of another version, or a damaged one; the message says where.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="maxDegreeOfParallelism"/> is below 1.</exception>
    public static FittedClip Load(Stream stream, int? maxDegreeOfParallelism = null) =>
        FittedClipFile.Load(SafetensorsFile.Load(stream), Degree(maxDegreeOfParallelism));

    /// <summary>
    /// Writes the fit as a safetensors file, which appears under its name only when it is complete: on failure there is no file, or
    /// the former one.
    /// </summary>
    /// <inheritdoc cref="Save(Stream)" path="/remarks"/>
    /// <param name="path">The file to write or to replace, in a folder that exists.</param>
    /// <exception cref="ArgumentException"><paramref name="path"/> is empty.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be written.</exception>
    public void Save(string path) => FittedClipFile.Save(this, path);

    /// <summary>Writes the fit as a safetensors file at the stream's position; the stream stays open.</summary>
    /// <remarks>
    /// <para>The file holds the clip (<c>clip.channel.0</c>), the decoders (<c>channel.0.segment.3.decoder.layers.0.weight</c>, as PyTorch
    /// would name and shape them), latents in place of encoders (<c>channel.0.segment.3.latents</c>), and in its metadata the
    /// format with its version, the options that matter, and the report but for the time it took. Equal fits give equal files.</para>
    /// <para>What is loaded from it renders to the same bits as before, on processors of the same vector width.</para>
    /// </remarks>
    /// <param name="stream">Where to write.</param>
    /// <exception cref="IOException">The stream cannot be written.</exception>
    public void Save(Stream stream) => FittedClipFile.Save(this, stream);

    /// <summary>The result at the rate of the fit: baseline plus correction; the baseline itself where there is no network.</summary>
    /// <exception cref="InvalidDataException">The fit was loaded from a file whose weights give values that are not finite.</exception>
    public AudioClip Render()
    {
        if (Networks.Count == 0)
        {
            return Baseline;
        }

        float[][] channels = new float[Clip.ChannelCount][];
        for (int c = 0; c < channels.Length; c++)
        {
            channels[c] = new float[Baseline.Length];
            TensorPrimitives.Add(Baseline.Channel(c), _corrections.Value[c], channels[c]);
        }

        return AudioClip.FromOwned(Baseline.SampleRate, channels);
    }

    /// <summary>
    /// The result at another rate. The networks stand for a signal that is band-limited to the rate of the fit; other rates are
    /// reached from there by windowed sinc, those up to the clip's own rate from the clip itself, if that holds all of its band.
    /// </summary>
    /// <param name="sampleRate">
    /// Sample rate in hertz, from 1/<see cref="SincResampler.MaximumDecimation"/> of the clip's to <see cref="AudioClip.MaximumSampleRate"/>.
    /// </param>
    /// <returns>⌈Length · sampleRate / SampleRate⌉ samples of each channel, length and rate being those of <see cref="Clip"/>.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The rate is out of range.</exception>
    /// <exception cref="InvalidDataException">The fit was loaded from a file whose weights give values that are not finite.</exception>
    public AudioClip Render(int sampleRate)
    {
        int lowest = (int)Math.Ceiling((double)Clip.SampleRate / SincResampler.MaximumDecimation);
        ArgumentOutOfRangeException.ThrowIfLessThan(sampleRate, lowest);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(sampleRate, AudioClip.MaximumSampleRate);
        if (sampleRate == Recipe.OutputRate)
        {
            return Render();
        }

        AudioClip source = Recipe.Band.IsComplete(Clip.SampleRate) && sampleRate <= Clip.SampleRate ? Clip : Render();
        AudioClip resampled = new SincResampler(source.SampleRate, sampleRate).Resample(source);

        // Lengths are rounded up, and so by way of the rate of the fit they may be a sample too long.
        int length = new RateRatio(Clip.SampleRate, sampleRate).OutputLength(Clip.Length);
        return resampled.Length == length ? resampled : Shorten(resampled, length);
    }

    /// <summary>
    /// The result at any instants, which need not be evenly spaced or in order: <see cref="Render()"/>, interpolated by a windowed
    /// sinc whose cutoff is the Nyquist frequency of the fit. Sample n of <see cref="Render()"/> lies at n divided by the rate of
    /// the fit, and there the two agree to 10⁻⁶ of full scale; the signal counts as zero before the first and after the last sample.
    /// </summary>
    /// <remarks>
    /// What lies in the uppermost 5 % below the Nyquist frequency is attenuated between the samples, by up to 6 dB, and mirrored
    /// to above it: the price of passing exactly through the samples. All below is interpolated to −120 dB.
    /// </remarks>
    /// <param name="channel">Channel, from zero.</param>
    /// <param name="seconds">Instants in seconds from the first sample, finite.</param>
    /// <returns>The values, <c>[seconds]</c>.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no such channel.</exception>
    /// <exception cref="ArgumentException">An instant is not finite.</exception>
    /// <exception cref="InvalidDataException">The fit was loaded from a file whose weights give values that are not finite.</exception>
    public float[] Sample(int channel, ReadOnlySpan<double> seconds)
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

        return _sampler.Value.Evaluate(Baseline.Channel(channel), _corrections.Value[channel], positions);
    }

    /// <summary>A fit whose baseline and correction are computed when they are first asked for.</summary>
    internal static FittedClip Restore(AudioClip clip, FitRecipe recipe, IReadOnlyList<FittedNetwork> networks, UpsampleReport report, int degree)
    {
        var baseline = new Lazy<ClipBaseline>(() => new ClipBaseline(clip, recipe.OutputRate, recipe.Band, recipe.Interpolation));
        return new FittedClip(
            clip,
            recipe,
            networks,
            report,
            new Lazy<AudioClip>(() => AudioClip.FromOwned(recipe.OutputRate, baseline.Value.Channels)),
            new Lazy<float[][]>(() => CorrectionRenderer.Render(baseline.Value, recipe, networks, degree)));
    }

    /// <summary>The result beside its baseline and report.</summary>
    internal UpsampleResult ToResult() => new(Render(), Baseline, Report);

    private static int Degree(int? maxDegreeOfParallelism)
    {
        int degree = maxDegreeOfParallelism ?? Environment.ProcessorCount;
        ArgumentOutOfRangeException.ThrowIfLessThan(degree, 1, nameof(maxDegreeOfParallelism));
        return degree;
    }

    private static AudioClip Shorten(AudioClip clip, int length)
    {
        float[][] channels = new float[clip.ChannelCount][];
        for (int c = 0; c < channels.Length; c++)
        {
            channels[c] = clip.Channel(c)[..length].ToArray();
        }

        return AudioClip.FromOwned(clip.SampleRate, channels);
    }
}
