using System.Numerics.Tensors;

namespace Siren2.Metrics.Spectra;

/// <summary>Gathers the levels of known and missing band, frame by frame, and the errors of the missing one's by class of frame.</summary>
/// <param name="size">Samples per frame of a periodic Hann window.</param>
/// <param name="firstMissingBin">Where the missing band begins.</param>
internal sealed class BandLevelMeter(int size, int firstMissingBin) : IPowerFrameMeter
{
    /// <summary>Below it a frame has fewer than four samples.</summary>
    public const int LeastSampleRate = 250;

    private const double Floor = 1e-13;
    private const double PauseDepth = 35;
    private const double BrightDepth = 12;

    private static readonly double[] Smoothing = SmoothingWeights();

    // A transform scaled so that a sine of amplitude A has A/2 in its bin: the window's sum is size / 2.
    private readonly double _scale = 4.0 / ((double)size * size);
    private readonly List<double> _known = [];
    private readonly List<double> _missing = [];
    private readonly List<double> _found = [];

    /// <summary>16 ms, to the nearest power of two.</summary>
    public static int FrameSize(int sampleRate) => 1 << (int)Math.Round(Math.Log2(sampleRate * 0.016));

    public static int FirstMissingBin(int size, int sampleRate, int inputRate) => (int)(0.93 * inputRate / sampleRate * (size / 2));

    public void Add(ReadOnlySpan<double> reference, ReadOnlySpan<double> estimate)
    {
        _known.Add(Mean(reference[..firstMissingBin]));
        _missing.Add(Mean(reference[firstMissingBin..]));
        _found.Add(Mean(estimate[firstMissingBin..]));
    }

    public MissingBandLevelErrors Errors()
    {
        double[] known = Levels(_known);
        double[] missing = Levels(_missing);
        double[] error = Levels(_found);
        TensorPrimitives.Subtract(error, missing, error);
        double pauseLevel = Percentile95(known) - PauseDepth;
        bool isDefined = firstMissingBin > 0;
        bool IsPause(int j) => known[j] < pauseLevel;
        bool IsBright(int j) => missing[j] > known[j] - BrightDepth;
        return new MissingBandLevelErrors
        {
            Pause = Of(IsPause),
            Bright = Of(j => !IsPause(j) && IsBright(j)),
            Other = Of(j => !IsPause(j) && !IsBright(j)),
        };

        LevelError Of(Predicate<int> isOfClass)
        {
            double[] own = isDefined ? [.. error.Where((_, j) => isOfClass(j))] : [];
            return new LevelError
            {
                Share = isDefined ? (double)own.Length / error.Length : double.NaN,
                Bias = own.DefaultIfEmpty(double.NaN).Average(),
                MeanAbsoluteError = own.Select(Math.Abs).DefaultIfEmpty(double.NaN).Average(),
            };
        }
    }

    private double Mean(ReadOnlySpan<double> power) => power.IsEmpty ? 0 : _scale * TensorPrimitives.Sum(power) / power.Length;

    // Frames from four after to three before: an even number of weights has no center.
    private static double[] Levels(List<double> power)
    {
        var levels = new double[power.Count];
        for (int j = 0; j < levels.Length; j++)
        {
            double sum = 0;
            for (int n = Math.Max(0, j + 4 - levels.Length); n < Smoothing.Length && n <= j + 3; n++)
            {
                sum += Smoothing[n] * power[j + 3 - n];
            }

            levels[j] = 10 * Math.Log10(sum + Floor);
        }

        return levels;
    }

    private static double Percentile95(double[] values)
    {
        double[] sorted = [.. values.Order()];
        double position = 0.95 * (sorted.Length - 1);
        int below = (int)position;
        return below + 1 < sorted.Length ? double.Lerp(sorted[below], sorted[below + 1], position - below) : sorted[below];
    }

    private static double[] SmoothingWeights()
    {
        double[] weights = [.. Enumerable.Range(1, 8).Select(n => 0.5 - (0.5 * Math.Cos(2 * Math.PI * n / 9)))];
        TensorPrimitives.Divide(weights, TensorPrimitives.Sum<double>(weights), weights);
        return weights;
    }
}
