using System.Globalization;
using System.Numerics.Tensors;
using Siren2.MissingBand;

namespace Siren2.Training;

/// <summary>Errors of one task by class of frame: of the whole missing band's level, and of single bands.</summary>
internal sealed class ClassErrors
{
    private const int LeastFrames = 32;
    private const double HopSeconds = 256.0 / 48000;
    private const double NepersToDecibels = 4.342944819;

    /// <summary>What lies 75 dB below a recording's known band is silence, whatever it measures.</summary>
    private const double Silence = 3e-8;

    /// <summary>A Hann window of 35 ms.</summary>
    private static readonly double[] Smoothing = [.. Enumerable.Range(1, 6).Select(i => 0.5 - (0.5 * Math.Cos(2 * Math.PI * i / 7)))];

    private readonly int _edge;
    private readonly int _top;
    private readonly KnownBands _known;
    private readonly MissingBands _missing;
    private readonly ErrorStatistics[] _levels = [new(), new(), new()];
    private readonly ErrorStatistics[] _naturals = [new(), new(), new()];
    private readonly ErrorStatistics[] _bands = [new(), new(), new()];
    private double _truePower;
    private double _expectedPower;

    public ClassErrors(double edge, double top)
    {
        _edge = SubBands.NearestEdge(edge);
        _known = new KnownBands(SubBands.Edges[_edge]);
        _missing = new MissingBands(_known, PriorBands.LowerEnd(Math.Floor(PriorBands.Position(top) + 1e-6)));
        _top = SubBands.Below(_missing.Edges[^1] + 1e-3);
    }

    private enum FrameClass
    {
        Pause,
        Bright,
        Other,
    }

    /// <summary>Predicts a recording and takes the errors, if it reaches up to the top and is not too short.</summary>
    public void Add(LevelPrior prior, Recording recording)
    {
        if (recording.ValidBands < _top || recording.Frames < LeastFrames)
        {
            return;
        }

        float[] density = new float[recording.Frames * SubBands.Count];
        recording.Read(0, density);
        MissingBandLevels levels = prior.Predict(Known(density), _known, _missing, HopSeconds);
        double[,] truth = Powers(density, recording.Frames);
        double[] high = Smooth(Total(recording.Frames, (t, b) => truth[t, b]));
        double[] expected = Smooth(Total(recording.Frames, (t, b) => Math.Exp(levels.ExpectedLevel[(t * _missing.Count) + b]) * Width(b)));
        double[] natural = Smooth(Total(recording.Frames, (t, b) => Math.Exp(levels.NaturalLevel[(t * _missing.Count) + b]) * Width(b)));
        double[] low = Smooth(KnownPower(density, recording.Frames));
        FrameClass[] classes = Classes(low, high);
        double loud = low.Average();
        double least = Silence * loud;
        if (loud < 1e-12)
        {
            return;
        }

        for (int t = 0; t < recording.Frames; t++)
        {
            _truePower += high[t] / loud;
            _expectedPower += expected[t] / loud;
            _levels[(int)classes[t]].Add(10 * Math.Log10((expected[t] + least) / (high[t] + least)));
            _naturals[(int)classes[t]].Add(10 * Math.Log10((natural[t] + least) / (high[t] + least)));
            for (int b = 0; b < _missing.Count; b++)
            {
                double mean = Math.Exp(levels.Mean[(t * _missing.Count) + b]) * Width(b);
                double error = Math.Log((mean + least) / (truth[t, b] + least));
                _bands[(int)classes[t]].Add(NepersToDecibels * error, error / Math.Sqrt(levels.Variance[(t * _missing.Count) + b]));
            }
        }
    }

    public void Write(TextWriter output, string name)
    {
        long total = _levels.Sum(level => level.Count);
        foreach (FrameClass kind in Enum.GetValues<FrameClass>())
        {
            ErrorStatistics level = _levels[(int)kind];
            ErrorStatistics natural = _naturals[(int)kind];
            ErrorStatistics band = _bands[(int)kind];
            if (level.Count > 0)
            {
                output.WriteLine(string.Create(
                    CultureInfo.InvariantCulture,
                    $"{name}  {kind,-7}{(double)level.Count / total,5:F2}{level.Bias,7:F1}{level.MeanAbsolute,7:F1} |"
                    + $"{natural.Bias,8:F1}{natural.MeanAbsolute,7:F1} |"
                    + $"{band.Bias,12:F1}{band.MeanAbsolute,7:F1}{band.Spread,11:F2}{band.WithinOne,9:F2}{band.WithinTwo,9:F2}"));
            }
        }

        double ratio = 10 * Math.Log10(_expectedPower / _truePower);
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{name}  power expected over true, in relation to the known band's: {ratio:F1} dB"));
    }

    private float[] Known(ReadOnlySpan<float> density)
    {
        float[] known = new float[density.Length / SubBands.Count * _known.Count];
        for (int t = 0; t < density.Length / SubBands.Count; t++)
        {
            for (int b = 0; b < _known.Count; b++)
            {
                int first = SubBands.First(b);
                known[(t * _known.Count) + b] = (float)Power(density, t, first, Math.Min(_edge, SubBands.First(b + 1)))
                    / (float)(_known.Edges[b + 1] - _known.Edges[b]);
            }
        }

        LevelFeatures.WeighByFrequency(known, _known);
        return known;
    }

    private double[,] Powers(ReadOnlySpan<float> density, int frames)
    {
        double[,] powers = new double[frames, _missing.Count];
        for (int t = 0; t < frames; t++)
        {
            int first = _edge;
            for (int b = 0; b < _missing.Count; b++)
            {
                int end = SubBands.Below(_missing.Edges[b + 1] + 1e-3);
                powers[t, b] = Power(density, t, first, end);
                first = end;
            }
        }

        return powers;
    }

    private double[] KnownPower(ReadOnlySpan<float> density, int frames)
    {
        double[] power = new double[frames];
        for (int t = 0; t < frames; t++)
        {
            power[t] = Power(density, t, 0, _edge);
        }

        return power;
    }

    private static double Power(ReadOnlySpan<float> density, int frame, int first, int end) => TensorPrimitives.Dot(
        density.Slice((frame * SubBands.Count) + first, end - first), SubBands.Widths.AsSpan(first, end - first));

    private double[] Total(int frames, Func<int, int, double> power) =>
        [.. Enumerable.Range(0, frames).Select(t => Enumerable.Range(0, _missing.Count).Sum(b => power(t, b)))];

    private double Width(int band) => _missing.Edges[band + 1] - _missing.Edges[band];

    private static double[] Smooth(double[] values)
    {
        double[] smooth = new double[values.Length];
        for (int t = 0; t < values.Length; t++)
        {
            double weights = 0;
            for (int i = 0; i < Smoothing.Length; i++)
            {
                int other = t + i - (Smoothing.Length / 2);
                if (other >= 0 && other < values.Length)
                {
                    smooth[t] += Smoothing[i] * values[other];
                    weights += Smoothing[i];
                }
            }

            smooth[t] /= weights;
        }

        return smooth;
    }

    private FrameClass[] Classes(double[] low, double[] high)
    {
        double[] sorted = [.. low.Order()];
        double loud = sorted[(int)(0.95 * (sorted.Length - 1))] * Draw.Decibels(-35);
        double bright = Draw.Decibels(-12) * (_missing.Edges[^1] - _known.BandEdge) / _known.BandEdge;
        return [.. low.Select((power, t) => power < loud ? FrameClass.Pause : high[t] > power * bright ? FrameClass.Bright : FrameClass.Other)];
    }
}
