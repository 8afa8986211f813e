using System.Numerics.Tensors;

namespace Siren2.MissingBand;

/// <summary>The bands above a band edge, and how the network's output becomes their levels.</summary>
internal sealed class MissingBands
{
    /// <summary>What is left of the band in which the edge lies goes with the band above it, if it is less than this.</summary>
    private const double LeastFraction = 0.2;

    /// <summary>Bands at the top whose slope goes on above.</summary>
    private const int SlopeBands = 4;

    /// <summary>Variance of a level that is continued from known ones, and what each further band adds: square nepers of power.</summary>
    private const float ContinuedVariance = 2;

    /// <summary>
    /// How far a level may lie above the loudest known one of its frame, in nepers of power: 9 dB. What the network says of sounds unlike those
    /// that it has learned from is bounded by it; a clap out of near silence would come out 20 dB too loud.
    /// </summary>
    private const float MostAboveKnown = 2.07f;

    private readonly KnownBands _known;
    private readonly int _first;
    private readonly float[] _logFrequency;
    private readonly float[] _top = new float[SlopeBands];

    /// <summary>Lays the bands out.</summary>
    /// <param name="known">The known bands.</param>
    /// <param name="highestFrequency">Up to where, in hertz, above the edge of the known bands.</param>
    public MissingBands(KnownBands known, double highestFrequency)
    {
        _known = known;
        double position = PriorBands.Position(known.BandEdge);
        _first = (int)Math.Floor(position);
        if (_first + 1 - position < LeastFraction)
        {
            _first++;
        }

        var edges = new List<double> { known.BandEdge };
        for (int b = _first + 1; edges[^1] < highestFrequency; b++)
        {
            edges.Add(Math.Min(highestFrequency, PriorBands.LowerEnd(b)));
        }

        Edges = [.. edges];
        _logFrequency = new float[Count];
        for (int b = 0; b < Count; b++)
        {
            _logFrequency[b] = KnownBands.LogFrequency(Edges[b], Edges[b + 1]);
        }
    }

    /// <summary>Ends of the bands in hertz, <c>[Count + 1]</c>.</summary>
    public double[] Edges { get; }

    /// <summary>Bands.</summary>
    public int Count => Edges.Length - 1;

    /// <summary>The prior's band to which the first belongs.</summary>
    public int First => _first;

    /// <summary>Writes the levels of one frame.</summary>
    /// <param name="levels">Levels of the known bands, relative to the reference, <c>[known]</c>.</param>
    /// <param name="output">What the network gave, <c>[LevelNetwork.OutputChannels]</c>.</param>
    /// <param name="reference">The reference.</param>
    /// <param name="mean">Receives means of absolute levels of density, <c>[Count]</c>.</param>
    /// <param name="variance">Receives their variances, <c>[Count]</c>.</param>
    /// <param name="expected">Receives levels of the expected density, <c>[Count]</c>.</param>
    public void Write(
        ReadOnlySpan<float> levels, ReadOnlySpan<float> output, float reference, Span<float> mean, Span<float> variance, Span<float> expected)
    {
        const int last = PriorBands.Count - 1;
        float slope = Slope(levels, output);
        float top = Level(levels, output, last);
        float topVariance = _first <= last ? Variance(output, last) : ContinuedVariance;
        float topExcess = _first <= last ? Excess(output, last) : 0;
        float most = TensorPrimitives.Max(levels) + MostAboveKnown;
        for (int b = 0; b < Count; b++)
        {
            int above = _first + b - last;
            float level = above <= 0 ? Level(output, _first + b) : Math.Max(LevelFeatures.Floor, top + (slope * above));
            float excess = above <= 0 ? Excess(output, _first + b) : topExcess;
            level -= Math.Max(0, level + (0.5f * excess) - most);
            mean[b] = reference + level - _logFrequency[b];
            expected[b] = mean[b] + excess;
            variance[b] = above <= 0 ? Variance(output, _first + b) : topVariance + (ContinuedVariance * above);
        }
    }

    /// <summary>Lowers levels of density to a ceiling of density times frequency, <c>[Count]</c>.</summary>
    public void Limit(float ceiling, Span<float> mean, Span<float> expected)
    {
        for (int b = 0; b < Count; b++)
        {
            mean[b] = Math.Min(mean[b], ceiling - _logFrequency[b]);
            expected[b] = Math.Min(expected[b], ceiling - _logFrequency[b]);
        }
    }

    private static float Level(ReadOnlySpan<float> output, int band) =>
        LevelFeatures.Center + (LevelFeatures.Scale * output[band - PriorBands.FirstPredicted]);

    private static float Variance(ReadOnlySpan<float> output, int band)
    {
        float logarithm = output[PriorBands.Predicted + band - PriorBands.FirstPredicted];
        return LevelFeatures.Scale * LevelFeatures.Scale
            * MathF.Exp(Math.Clamp(logarithm, LevelFeatures.LeastLogVariance, LevelFeatures.MostLogVariance));
    }

    private static float Excess(ReadOnlySpan<float> output, int band) =>
        LevelFeatures.Scale * output[(2 * PriorBands.Predicted) + band - PriorBands.FirstPredicted];

    private float Level(ReadOnlySpan<float> levels, ReadOnlySpan<float> output, int band) =>
        band < _first ? levels[Math.Min(band, _known.Count - 1)] : Level(output, band);

    /// <summary>Least squares over the highest bands, per band; not above zero.</summary>
    private float Slope(ReadOnlySpan<float> levels, ReadOnlySpan<float> output)
    {
        float sum = 0;
        for (int i = 0; i < SlopeBands; i++)
        {
            _top[i] = Level(levels, output, PriorBands.Count - SlopeBands + i);
            sum += (i - (0.5f * (SlopeBands - 1))) * _top[i];
        }

        const float squares = SlopeBands * ((SlopeBands * SlopeBands) - 1) / 12f;
        return Math.Min(0, sum / squares);
    }
}
