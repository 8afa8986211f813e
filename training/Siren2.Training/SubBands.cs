using Siren2.MissingBand;

namespace Siren2.Training;

/// <summary>
/// The prior's bands, those that may be missing cut in three: a band edge falls within a band as often as between two.
/// </summary>
internal static class SubBands
{
    /// <summary>Parts of a band that may be missing.</summary>
    public const int Parts = 3;

    public const int Count = PriorBands.FirstPredicted + (Parts * PriorBands.Predicted);

    /// <summary>Ends in hertz, <c>[Count + 1]</c>.</summary>
    public static double[] Edges { get; } = [.. Enumerable.Range(0, Count + 1).Select(i => PriorBands.LowerEnd(Position(i)))];

    /// <summary>Middles in hertz, <c>[Count]</c>.</summary>
    public static double[] Centers { get; } = [.. Enumerable.Range(0, Count).Select(i => 0.5 * (Edges[i] + Edges[i + 1]))];

    /// <summary>Widths in hertz, <c>[Count]</c>.</summary>
    public static float[] Widths { get; } = [.. Enumerable.Range(0, Count).Select(i => (float)(Edges[i + 1] - Edges[i]))];

    /// <summary>Where an end lies on the scale of the prior's bands.</summary>
    public static double Position(int edge) =>
        edge <= PriorBands.FirstPredicted ? edge : PriorBands.FirstPredicted + ((double)(edge - PriorBands.FirstPredicted) / Parts);

    /// <summary>The first sub-band of a band.</summary>
    public static int First(int band) =>
        band <= PriorBands.FirstPredicted ? band : PriorBands.FirstPredicted + (Parts * (band - PriorBands.FirstPredicted));

    /// <summary>The sub-band edge nearest to a frequency, within what may be a band edge.</summary>
    public static int NearestEdge(double frequency)
    {
        double position = PriorBands.Position(frequency) - PriorBands.FirstPredicted;
        return PriorBands.FirstPredicted + Math.Clamp((int)Math.Round(Parts * position), 1, Count - PriorBands.FirstPredicted - Parts);
    }

    /// <summary>How many sub-bands lie wholly below a frequency.</summary>
    public static int Below(double frequency)
    {
        int count = Array.BinarySearch(Edges, frequency);
        return Math.Clamp(count >= 0 ? count : ~count - 1, 0, Count);
    }
}
