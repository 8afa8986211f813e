namespace Siren2.MissingBand;

/// <summary>
/// How loud the missing band of a clip is thought to be, frame by frame and band by band, and how sure that is. Levels are natural logarithms
/// of power
/// density in full scale² per hertz.
/// </summary>
/// <example>
/// <code>
/// // One band, the same level everywhere, sure to a standard deviation of half a neper.
/// float[] mean = new float[frames];
/// float[] variance = new float[frames];
/// Array.Fill(mean, -20f);
/// Array.Fill(variance, 0.25f);
/// var levels = new MissingBandLevels(hopSeconds: 0.01, bandEdges: [4_000, 8_000], mean, variance);
/// </code>
/// </example>
public sealed class MissingBandLevels
{
    /// <summary>The highest level, in nepers of power: that of the loudest samples there may be is below.</summary>
    public const float HighestLevel = 60;

    /// <summary>The shortest hop, in seconds: a sample at the highest rate.</summary>
    public const double ShortestHop = 1.0 / AudioClip.MaximumSampleRate;

    private const double HighestEdge = 2.0 * AudioClip.MaximumSampleRate;

    private readonly double[] _bandEdges;
    private readonly float[] _mean;
    private readonly float[] _variance;
    private readonly float[] _expected;
    private readonly float[] _natural;
    private readonly float[] _smoothness;
    private readonly float[] _edge;

    /// <summary>Creates levels; the arrays are copied: what a host writes into its own later, for another clip, is not in the way.</summary>
    /// <param name="hopSeconds">Seconds from one frame to the next, from <see cref="ShortestHop"/>; frame f is centered on f·hop.</param>
    /// <param name="bandEdges">Ends of the bands in hertz, ascending from 0 or more, up to twice <see cref="AudioClip.MaximumSampleRate"/>, <c>[bands + 1]</c>.</param>
    /// <param name="mean">Mean of the level, <c>[frames, bands]</c>.</param>
    /// <param name="variance">Variance of the level, not negative, <c>[frames, bands]</c>.</param>
    /// <param name="expected">
    /// Natural logarithm of the expected power density, <c>[frames, bands]</c>; null for mean + variance/2, which is right if levels are normal.
    /// </param>
    /// <param name="natural">The level that a texture gets, <c>[frames, bands]</c>; null for half-way between the two.</param>
    /// <param name="smoothness">What <see cref="Smoothness"/> gives, <c>[frames]</c>; null for 0 everywhere.</param>
    /// <param name="edge">What <see cref="EdgeLevel"/> gives, <c>[frames]</c>; null where it is not known.</param>
    /// <exception cref="ArgumentOutOfRangeException">
    /// <paramref name="hopSeconds"/> is below <see cref="ShortestHop"/>, infinite or not a number.
    /// </exception>
    /// <exception cref="ArgumentNullException">Edges, means or variances are null.</exception>
    /// <exception cref="ArgumentException">
    /// There is no band, the edges do not ascend, the lengths do not fit each other, or a level is not a number, infinite or above
    /// <see cref="HighestLevel"/>, or a smoothness not from 0 to 1.
    /// </exception>
    public MissingBandLevels(
        double hopSeconds, double[] bandEdges, float[] mean, float[] variance, float[]? expected = null, float[]? natural = null,
        float[]? smoothness = null, float[]? edge = null)
    {
        ArgumentNullException.ThrowIfNull(bandEdges);
        ArgumentNullException.ThrowIfNull(mean);
        ArgumentNullException.ThrowIfNull(variance);
        (bandEdges, mean, variance) = ([.. bandEdges], [.. mean], [.. variance]);
        (expected, natural, smoothness, edge) = (expected?.ToArray(), natural?.ToArray(), smoothness?.ToArray(), edge?.ToArray());
        HopSeconds = hopSeconds is >= ShortestHop and < double.PositiveInfinity
            ? hopSeconds
            : throw new ArgumentOutOfRangeException(nameof(hopSeconds), hopSeconds, $"The hop must be a number of seconds from {ShortestHop}.");
        if (bandEdges.Length < 2)
        {
            throw new ArgumentException($"{bandEdges.Length} band edges were given; at least 2 are needed.", nameof(bandEdges));
        }

        if (!(bandEdges[0] >= 0 && bandEdges[^1] <= HighestEdge))
        {
            throw new ArgumentException($"Bands from {bandEdges[0]} to {bandEdges[^1]} were given; they must lie from 0 to {HighestEdge} Hz.", nameof(bandEdges));
        }

        for (int b = 1; b < bandEdges.Length; b++)
        {
            if (!(bandEdges[b] > bandEdges[b - 1]))
            {
                throw new ArgumentException(
                    $"Band edge {b} is {bandEdges[b]}, the one before it {bandEdges[b - 1]}; they must ascend.", nameof(bandEdges));
            }
        }

        BandCount = bandEdges.Length - 1;
        _expected = expected ?? [.. mean.Zip(variance, (m, v) => m + (0.5f * v))];
        _natural = natural ?? new float[mean.Length];
        if (mean.Length != variance.Length || mean.Length != _expected.Length || mean.Length != _natural.Length || mean.Length % BandCount != 0)
        {
            throw new ArgumentException(
                $"{mean.Length} means, {variance.Length} variances, {_expected.Length} expected and {_natural.Length} natural levels were given; "
                + $"all must be frames times {BandCount} bands.",
                nameof(mean));
        }

        ThrowUnlessWithin(mean, float.MinValue, HighestLevel, nameof(mean));
        ThrowUnlessWithin(variance, 0, float.MaxValue, nameof(variance));
        ThrowUnlessWithin(_expected, float.MinValue, HighestLevel, nameof(expected));
        ThrowUnlessWithin(_natural, float.MinValue, HighestLevel, nameof(natural));
        _bandEdges = bandEdges;
        _mean = mean;
        _variance = variance;
        _smoothness = smoothness ?? new float[mean.Length / BandCount];
        if (_smoothness.Length != mean.Length / BandCount)
        {
            throw new ArgumentException($"The smoothness of {_smoothness.Length} frames was given; there are {mean.Length / BandCount}.", nameof(smoothness));
        }

        ThrowUnlessWithin(_smoothness, 0, 1, nameof(smoothness));
        _edge = edge ?? [];
        if (edge is not null && edge.Length != FrameCount)
        {
            throw new ArgumentException($"The level at the edge of {edge.Length} frames was given; there are {FrameCount}.", nameof(edge));
        }

        ThrowUnlessWithin(_edge, float.MinValue, HighestLevel, nameof(edge));
        for (int i = 0; natural is null && i < _natural.Length; i++)
        {
            _natural[i] = HalfWay(i);
        }
    }

    /// <summary>Seconds from one frame to the next; frame f is centered on f·hop, the first on the first sample.</summary>
    public double HopSeconds { get; }

    /// <summary>Frames.</summary>
    public int FrameCount => _mean.Length / BandCount;

    /// <summary>Bands.</summary>
    public int BandCount { get; }

    /// <summary>Ends of the bands in hertz, ascending, <c>[BandCount + 1]</c>.</summary>
    public ReadOnlySpan<double> BandEdges => _bandEdges;

    /// <summary>Mean of the natural logarithm of power density, <c>[FrameCount, BandCount]</c>.</summary>
    public ReadOnlySpan<float> Mean => _mean;

    /// <summary>Variance of the natural logarithm of power density, <c>[FrameCount, BandCount]</c>.</summary>
    public ReadOnlySpan<float> Variance => _variance;

    /// <summary>
    /// Natural logarithm of the expected power density, <c>[FrameCount, BandCount]</c>: above the mean of the logarithm, since few loud frames
    /// have most of
    /// the power. What is put in at this level has the power that is missing, on average.
    /// </summary>
    public ReadOnlySpan<float> ExpectedLevel => _expected;

    /// <summary>
    /// The level that a texture gets, <c>[FrameCount, BandCount]</c>: half-way between the two, unless the model says otherwise. Single frames at
    /// <see cref="ExpectedLevel"/> are too loud more often than not, at <see cref="Mean"/> the loud ones are too quiet; half-way the errors in
    /// decibels nearly cancel (docs/prior.md).
    /// </summary>
    public ReadOnlySpan<float> NaturalLevel => _natural;

    /// <summary>
    /// How much of the fine structure of its spectrum a texture loses, <c>[FrameCount]</c>, from 0 to 1: with 0 a copy keeps its partials, with 1
    /// all that lies within a band is equally strong. Partials of several notes do not fall on the places of partials when they are copied.
    /// </summary>
    public ReadOnlySpan<float> Smoothness => _smoothness;

    /// <summary>
    /// Level of the highest part of the known band that no decimator has rolled off, between its tones, <c>[FrameCount]</c>; empty where a model does
    /// not tell. It is a fact, no estimate: budgets hold against it what is thought to be missing.
    /// </summary>
    public ReadOnlySpan<float> EdgeLevel => _edge;

    /// <summary>The level half-way between mean and expected level: the errors of single frames in decibels nearly cancel (docs/prior.md).</summary>
    internal static float HalfWay(float mean, float expected) => mean + (0.5f * (expected - mean));

    /// <inheritdoc cref="HalfWay(float, float)"/>
    internal float HalfWay(int index) => HalfWay(_mean[index], _expected[index]);

    private static void ThrowUnlessWithin(float[] values, float least, float most, string name)
    {
        int index = values.AsSpan().IndexOfAnyExceptInRange(least, most);
        if (index >= 0)
        {
            throw new ArgumentException($"Value {index} is {values[index]}; all must be numbers from {least} to {most}.", name);
        }
    }
}
