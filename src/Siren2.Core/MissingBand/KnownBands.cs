namespace Siren2.MissingBand;

/// <summary>Which of the prior's bands end below a clip's band edge, and how much is known of the one in which it lies.</summary>
internal sealed class KnownBands
{
    /// <summary>Less than this of a band says too little of it.</summary>
    private const double LeastFraction = 0.2;

    /// <summary>Lays the bands out below an edge.</summary>
    /// <param name="bandEdge">Up to where the signal is known, in hertz, from <see cref="PriorBands.FirstPredicted"/>'s lower end on.</param>
    public KnownBands(double bandEdge)
    {
        BandEdge = bandEdge;
        for (int b = 0; b < PriorBands.Count; b++)
        {
            double low = PriorBands.LowerEnd(b);
            double high = PriorBands.LowerEnd(b + 1);
            double fraction = Math.Clamp((bandEdge - low) / (high - low), 0, 1);
            Fraction[b] = fraction < LeastFraction ? 0 : (float)fraction;
            if (Fraction[b] > 0)
            {
                Count++;
            }
        }

        Edges = new double[Count + 1];
        for (int b = 0; b <= Count; b++)
        {
            Edges[b] = Math.Min(bandEdge, PriorBands.LowerEnd(b));
        }
    }

    /// <summary>Up to where the signal is known, in hertz.</summary>
    public double BandEdge { get; }

    /// <summary>How many bands are known, the one that is known in part included.</summary>
    public int Count { get; }

    /// <summary>Ends of the known bands in hertz, <c>[Count + 1]</c>.</summary>
    public double[] Edges { get; }

    /// <summary>How much of each band is known, 0 to 1, <c>[PriorBands.Count]</c>.</summary>
    public float[] Fraction { get; } = new float[PriorBands.Count];

    /// <summary>
    /// ln of the center frequency of a band, that of its known part where a part is known: levels inside the prior are of density times
    /// frequency, which is the same in all bands for the average of music and speech.
    /// </summary>
    public static float LogFrequency(double low, double high) => (float)Math.Log(0.5 * (low + high));
}
