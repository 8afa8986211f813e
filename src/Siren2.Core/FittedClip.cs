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
    internal FittedClip(FitResult result)
    {
        Content = result.Content;
        _baseline = new Lazy<AudioClip>(AudioClip.FromOwned(Content.Recipe.OutputRate, result.Baseline));
        _corrections = new Lazy<float[][]>(result.Corrections);
    }

    /// <summary>A fit whose baseline and correction are computed when they are first asked for.</summary>
    internal FittedClip(FitContent content, UpsamplerOptions options)
    {
        Content = content;
        FitRecipe recipe = content.Recipe;
        var baseline = new Lazy<ClipBaseline>(() => new ClipBaseline(content.Clip, recipe.OutputRate, recipe.Band, recipe.Interpolation));
        _baseline = new Lazy<AudioClip>(() => AudioClip.FromOwned(recipe.OutputRate, baseline.Value.Channels));
        _corrections = new Lazy<float[][]>(() => CorrectionRenderer.Render(
            baseline.Value, recipe, content.Networks, recipe.ToStrategy(options), options.MaxDegreeOfParallelism));
    }

    /// <summary>The low-rate clip.</summary>
    public AudioClip Clip => Content.Clip;

    /// <summary>How the fit went.</summary>
    public UpsampleReport Report => Content.Report;

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
    /// <exception cref="IOException">The stream cannot be read, or cannot seek and holds more than 2 GiB.</exception>
    /// <exception cref="InvalidDataException">
    /// The stream does not hold a saved fit, or one of another version, or a damaged one; the message says where.
    /// </exception>
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
    public void Save(string path) => FittedClipFile.Save(Content, path);

    /// <summary>Writes the fit as a safetensors file at the stream's position; the stream stays open.</summary>
    /// <remarks>
    /// <para>The file holds the clip (<c>clip.channel.0</c>), the decoders (<c>channel.0.segment.3.decoder.layers.0.weight</c>, as PyTorch
    /// would name and shape them), latents in place of encoders (<c>channel.0.segment.3.latents</c>), and in its metadata the
    /// format with its version, the options that matter, and the report but for the time it took. Equal fits give equal files.</para>
    /// <para>What is loaded from it renders to the same bits as before, on processors of the same vector width.</para>
    /// </remarks>
    /// <param name="stream">Where to write.</param>
    /// <exception cref="IOException">The stream cannot be written.</exception>
    public void Save(Stream stream) => FittedClipFile.Save(Content, stream);

    /// <summary>The result at the rate of the fit: baseline plus correction; the baseline itself where there is no network.</summary>
    /// <exception cref="InvalidDataException">The fit was loaded from a file whose weights give values that are not finite.</exception>
    public AudioClip Render()
    {
        if (!Content.HasCorrection)
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

    /// <summary>The result beside its baseline and report.</summary>
    internal UpsampleResult ToResult() => new(Render(), Baseline, Report);

    private static FittedClip Restore(SafetensorsFile file, UpsamplerOptions? options)
    {
        UpsamplerOptions own = options ?? UpsamplerOptions.Balanced;
        return new FittedClip(FittedClipFile.Load(file, own), own);
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
