using Siren2.Files;

namespace Siren2.MissingBand;

/// <summary>
/// A small network that was trained on recordings of speech, music and noise to tell the levels of a missing band from those of the known
/// one: its course over time, its shape, and what came before and comes after, up to 1.4 s away. It also tells music from the rest, of which
/// textures are as loud as is most likely; of music they are more cautious, and smoother.
/// </summary>
/// <remarks>
/// <para>Trained for band edges from 1.5 to 16 kHz and levels to 20 kHz. Above 20 kHz levels go on along the slope of the four highest
/// bands, never upwards, and the
/// variance grows.</para>
/// <para>A gain on the signal shifts the levels by that gain and changes nothing else. Results are the same to the bit on every run on a
/// machine. Immutable: several threads may ask at once.</para>
/// </remarks>
/// <example>
/// <code>
/// MissingBandLevels levels = LevelPrior.Default.Predict(baseline.Channel(0), baseline.SampleRate, bandEdge: 4_000, highestFrequency: 8_000);
/// </code>
/// </example>
public sealed class LevelPrior : IMissingBandModel
{
    private const string ResourceName = "Siren2.MissingBand.level-prior.safetensors";

    // Known beforehand, so that options that are described need not read the weights; a test compares.
    private const string DefaultIdentity = "siren2.prior.e24391a416e8d688";

    private readonly Lazy<Weights> _weights;
    private readonly string? _identity;

    internal LevelPrior(LevelNetworkShape shape, float[] parameters)
        : this(() => (shape, parameters))
    {
    }

    internal LevelPrior(Func<(LevelNetworkShape Shape, float[] Parameters)> read, string? identity = null)
    {
        _weights = new(() => new Weights(read()));
        _identity = identity;
    }

    /// <summary>The prior that comes with the library. Its weights are read when it first predicts.</summary>
    public static LevelPrior Default { get; } = new(ReadDefault, DefaultIdentity);

    /// <inheritdoc/>
    public string Identity => _identity ?? _weights.Value.Identity;

    /// <summary>1351 Hz.</summary>
    public double LowestBandEdge => PriorBands.LowerEnd(PriorBands.FirstPredicted);

    /// <summary>Reads a prior that was trained with the program in the library's repository.</summary>
    /// <param name="file">The weights.</param>
    /// <exception cref="InvalidDataException">A tensor is missing or superfluous, or has another shape than expected or a value that is
    /// not finite.</exception>
    public static LevelPrior Load(SafetensorsFile file)
    {
        ArgumentNullException.ThrowIfNull(file);
        (LevelNetworkShape shape, float[] parameters) = LevelWeights.Read(file);
        return new LevelPrior(shape, parameters);
    }

    /// <inheritdoc/>
    public MissingBandLevels Predict(
        ReadOnlySpan<float> signal, int sampleRate, double bandEdge, double highestFrequency, CancellationToken cancellationToken = default)
    {
        Check(signal, sampleRate, bandEdge, highestFrequency);
        var known = new KnownBands(bandEdge);
        var layout = new MissingBands(known, highestFrequency);
        var analyzer = new BandAnalyzer(sampleRate, known.Edges);
        int frames = analyzer.Frames(signal.Length);
        float[] levels = new float[checked(frames * known.Count)];
        analyzer.Analyze(signal, levels, cancellationToken);
        LevelFeatures.WeighByFrequency(levels, known);
        return Predict(levels, known, layout, (double)analyzer.Hop / sampleRate, cancellationToken);
    }

    /// <summary>Predicts from densities times frequency, <c>[frames, known]</c>, which are overwritten.</summary>
    internal MissingBandLevels Predict(
        float[] levels, KnownBands known, MissingBands layout, double hopSeconds, CancellationToken cancellationToken = default)
    {
        int frames = levels.Length / known.Count;
        float[] reference = new float[frames];
        float[] frameLevels = new float[frames];
        float[] ceilings = LevelFeatures.Ceilings(levels, known.Count);
        float[] edge = LevelFeatures.EdgeLevels(levels, known);
        LevelFeatures.ToRelativeLevels(levels, known.Count, reference, frameLevels);
        float[] localMeans = new float[levels.Length];
        LevelFeatures.ComputeMeans(levels, known.Count, reference, localMeans);
        var features = new LevelFeatures.Clip(levels, localMeans, frameLevels, known);
        float[] mean = new float[frames * layout.Count];
        float[] variance = new float[mean.Length];
        float[] expected = new float[mean.Length];
        float[] music = new float[frames];
        var chunks = new LevelChunks(_weights.Value.Shape, _weights.Value.Parameters, frames);
        for (int start = 0; start < frames; start += chunks.Step)
        {
            cancellationToken.ThrowIfCancellationRequested();
            ReadOnlySpan<float> output = chunks.Run(features, start);
            for (int t = 0; t < output.Length / LevelNetwork.OutputChannels; t++)
            {
                int frame = start + t;
                Span<float> means = mean.AsSpan(frame * layout.Count, layout.Count);
                Span<float> expectations = expected.AsSpan(frame * layout.Count, layout.Count);
                layout.Write(
                    levels.AsSpan(frame * known.Count, known.Count),
                    output.Slice(t * LevelNetwork.OutputChannels, LevelNetwork.OutputChannels),
                    reference[frame],
                    means,
                    variance.AsSpan(frame * layout.Count, layout.Count),
                    expectations);
                music[frame] = output[(t * LevelNetwork.OutputChannels) + LevelNetwork.Music];
                layout.Limit(ceilings[frame], means, expectations);
            }
        }

        MusicShare.Compute(music, mean);
        return new MissingBandLevels(
            hopSeconds, layout.Edges, mean, variance, expected, NaturalLevels(mean, variance, expected, music), music, edge);
    }

    /// <summary>
    /// What a texture gets, <c>[frames, bands]</c>: of speech the level half-way between mean and expected, of music a deviation less than the mean.
    /// Of music a listener hears what was added where nothing was sooner than what is missing (docs/quality.md).
    /// </summary>
    private static float[] NaturalLevels(float[] mean, float[] variance, float[] expected, float[] music)
    {
        float[] natural = new float[mean.Length];
        int bands = mean.Length / music.Length;
        for (int i = 0; i < natural.Length; i++)
        {
            float share = music[i / bands];
            natural[i] = float.Lerp(MissingBandLevels.HalfWay(mean[i], expected[i]), mean[i] - MathF.Sqrt(variance[i]), share);
        }

        return natural;
    }

    private static (LevelNetworkShape Shape, float[] Parameters) ReadDefault()
    {
        using Stream stream = typeof(LevelPrior).Assembly.GetManifestResourceStream(ResourceName)!;
        return LevelWeights.Read(SafetensorsFile.Load(stream));
    }

    private void Check(ReadOnlySpan<float> signal, int sampleRate, double bandEdge, double highestFrequency)
    {
        if (signal.IsEmpty)
        {
            throw new ArgumentException("The signal has no samples; at least one is needed.", nameof(signal));
        }

        ArgumentOutOfRangeException.ThrowIfLessThan(sampleRate, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(sampleRate, AudioClip.MaximumSampleRate);
        if (!(bandEdge >= LowestBandEdge && bandEdge <= 0.5 * sampleRate))
        {
            throw new ArgumentOutOfRangeException(
                nameof(bandEdge), bandEdge, $"The band edge must be from {LowestBandEdge:F0} Hz to half the sample rate, {0.5 * sampleRate} Hz.");
        }

        if (!(highestFrequency > bandEdge && highestFrequency <= 0.5 * AudioClip.MaximumSampleRate))
        {
            throw new ArgumentOutOfRangeException(
                nameof(highestFrequency), highestFrequency,
                $"The highest frequency must be above the band edge, {bandEdge} Hz, and at most {0.5 * AudioClip.MaximumSampleRate} Hz.");
        }
    }

    private sealed class Weights
    {
        public Weights((LevelNetworkShape Shape, float[] Parameters) read)
        {
            (Shape, Parameters) = read;
            using var digest = new Digest();
            digest.Add(Shape.Width, Shape.Depth);
            digest.Add(Parameters);
            Identity = $"siren2.prior.{Convert.ToHexStringLower(digest.Finish())[..16]}";
        }

        public LevelNetworkShape Shape { get; }

        public float[] Parameters { get; }

        public string Identity { get; }
    }
}
