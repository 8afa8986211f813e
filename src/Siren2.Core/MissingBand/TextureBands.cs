using System.Numerics.Tensors;

namespace Siren2.MissingBand;

/// <summary>
/// Overlapping triangular bands over the bins of a missing band, about one ERB apart. The weights of every bin sum to 1, so that gains of bands
/// become gains of
/// bins without a step. Immutable.
/// </summary>
internal sealed class TextureBands
{
    /// <summary>Between the centers of two bands, in reciprocals of the window's length: the half width of a Hann window's main lobe.</summary>
    private const double LeastSpacing = 2;

    private readonly double _binWidth;
    private readonly Run[] _bands;
    private readonly float[] _weights;

    /// <summary>Lays bands over the bins from one frequency up to half of the rate.</summary>
    /// <param name="lowest">Where the first is centered, in hertz, below half of the rate.</param>
    /// <param name="sampleRate">Rate in hertz.</param>
    /// <param name="size">Samples of a frame's transform.</param>
    /// <param name="window">Samples under its window.</param>
    public TextureBands(double lowest, int sampleRate, int size, int window)
    {
        _binWidth = (double)sampleRate / size;
        FirstBin = Math.Min((int)Math.Ceiling(lowest / _binWidth), size / 2);
        Bins = (size / 2) + 1 - FirstBin;
        var centers = new List<double> { lowest };
        double step = LeastSpacing * sampleRate / window;
        while (centers[^1] < 0.5 * sampleRate)
        {
            centers.Add(Math.Max(centers[^1] + step, PriorBands.LowerEnd(PriorBands.Position(centers[^1]) + 1)));
        }

        var weights = new List<float>();
        _bands = new Run[centers.Count];
        for (int b = 0; b < _bands.Length; b++)
        {
            int first = -1;
            int start = weights.Count;
            for (int k = 0; k < Bins; k++)
            {
                if (Weight(centers, b, Frequency(k)) is > 0 and double weight)
                {
                    first = first < 0 ? k : first;
                    weights.Add((float)weight);
                }
            }

            _bands[b] = new Run(Math.Max(0, first), weights.Count - start, start);
        }

        _weights = [.. weights];
    }

    /// <summary>The first bin.</summary>
    public int FirstBin { get; }

    /// <summary>Bins from the first to half of the rate.</summary>
    public int Bins { get; }

    /// <summary>Bands.</summary>
    public int Count => _bands.Length;

    /// <summary>The power of every band.</summary>
    /// <param name="bins">Power of the bins, <c>[Bins]</c>.</param>
    /// <param name="power">Is added to, <c>[Count]</c>.</param>
    public void Collect(ReadOnlySpan<float> bins, Span<float> power)
    {
        for (int b = 0; b < _bands.Length; b++)
        {
            Run run = _bands[b];
            power[b] += TensorPrimitives.Dot(bins.Slice(run.First, run.Count), _weights.AsSpan(run.Weight, run.Count));
        }
    }

    /// <summary>The gain of every bin, between those of the bands that share it.</summary>
    /// <param name="gains">Gains of the bands, <c>[Count]</c>.</param>
    /// <param name="bins">Receives those of the bins, <c>[Bins]</c>.</param>
    public void Spread(ReadOnlySpan<float> gains, Span<float> bins)
    {
        bins.Clear();
        for (int b = 0; b < _bands.Length; b++)
        {
            Run run = _bands[b];
            Span<float> part = bins.Slice(run.First, run.Count);
            TensorPrimitives.MultiplyAdd(_weights.AsSpan(run.Weight, run.Count), gains[b], part, part);
        }
    }

    /// <summary>How densities in bands of a model's own add up to the power of these bands.</summary>
    /// <param name="edges">Ends of the model's bands in hertz, ascending; what lies beyond belongs to the nearest.</param>
    public DensityMap Align(ReadOnlySpan<double> edges)
    {
        int[] bands = new int[Bins];
        for (int k = 0, band = 0; k < Bins; k++)
        {
            while (band < edges.Length - 2 && edges[band + 1] <= Frequency(k))
            {
                band++;
            }

            bands[k] = band;
        }

        var entries = new List<(int Band, int Level, float Weight)>();
        for (int b = 0; b < _bands.Length; b++)
        {
            Run run = _bands[b];
            for (int i = 0; i < run.Count; i++)
            {
                int level = bands[run.First + i];
                float weight = _weights[run.Weight + i];
                if (entries.Count > 0 && entries[^1].Band == b && entries[^1].Level == level)
                {
                    entries[^1] = (b, level, entries[^1].Weight + weight);
                }
                else
                {
                    entries.Add((b, level, weight));
                }
            }
        }

        return new DensityMap([.. entries]);
    }

    private static double Weight(List<double> centers, int band, double frequency)
    {
        double center = centers[band];
        if (frequency < center)
        {
            return band == 0 ? 1 : Math.Max(0, 1 - ((center - frequency) / (center - centers[band - 1])));
        }

        return band == centers.Count - 1 ? 1 : Math.Max(0, 1 - ((frequency - center) / (centers[band + 1] - center)));
    }

    private double Frequency(int bin) => (FirstBin + bin) * _binWidth;

    /// <summary>From a model's bands to texture bands.</summary>
    internal sealed class DensityMap((int Band, int Level, float Weight)[] entries)
    {
        /// <summary>Adds the power of densities, <c>[model's bands]</c>, to the bands, <c>[Count]</c>.</summary>
        public void Collect(ReadOnlySpan<float> densities, Span<float> power)
        {
            foreach ((int band, int level, float weight) in entries)
            {
                power[band] += weight * densities[level];
            }
        }
    }

    private readonly record struct Run(int First, int Count, int Weight);
}
