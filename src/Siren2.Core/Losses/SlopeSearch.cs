namespace Siren2.Losses;

/// <summary>
/// Along one line, the reach over which values and gradient of a loss can be compared best: where what is to be expected of rounding and of the
/// mesh is least. Agreement of the two plays no part in the choice.
/// </summary>
internal sealed class SlopeSearch
{
    private const int Reaches = 9;

    /// <summary>Evaluations that may be spent on finer meshes, and what part of a typical slope they seek to leave in doubt.</summary>
    private const int Refinements = 160;
    private const double Goal = 1e-3;

    /// <summary>Evaluations that may be spent on looking where values and gradient differ.</summary>
    private const int SecondLooks = 64;

    /// <summary>Refinements from which on a mesh is known better than by its neighbors.</summary>
    private const int Trusted = 8;

    private readonly SlopeIntegral[] _slopes = new SlopeIntegral[Reaches];
    private readonly double[] _doubts = new double[Reaches];
    private readonly double _rounding;
    private readonly double _typical;

    /// <param name="line">The line.</param>
    /// <param name="level">Root mean square of the prediction.</param>
    /// <param name="typical">What a slope along such lines typically is.</param>
    /// <param name="rounding">What rounding does to a difference of two values at least.</param>
    public SlopeSearch(LossLine line, double level, double typical, double rounding)
    {
        _rounding = Math.Max(rounding, line.Rounding(level));
        _typical = typical;
        for (int i = 0; i < Reaches; i++)
        {
            _slopes[i] = new SlopeIntegral(line, level * Math.Pow(10, -1 - (0.5 * (Reaches - 1 - i))));

            // Doubt grows with the reach: where it seems not to, it is by luck, as long as the mesh is coarse.
            _doubts[i] = Math.Max(i == 0 ? 0 : _doubts[i - 1], _slopes[i].Doubt);
        }

        int[] refinements = new int[Reaches];
        int best = Best();
        for (int step = 0; step < Refinements && _doubts[best] > Goal * Scale(_slopes[best]); step++)
        {
            Refine(slope => slope.Refine());
        }

        // Kinks that the mesh has not seen look like a wrong gradient: before that is said, it is looked where the difference comes from.
        for (int step = 0; step < SecondLooks && IsSuspect(best); step++)
        {
            Refine(slope => slope.RefineUnseen());
        }

        Slope = _slopes[best];

        void Refine(Action<SlopeIntegral> way)
        {
            SlopeIntegral slope = _slopes[best];
            way(slope);
            _doubts[best] = ++refinements[best] < Trusted ? Math.Max(_doubts[best], slope.Doubt) : slope.Doubt;
            best = Best();
        }
    }

    /// <summary>The slopes over the best reach.</summary>
    public SlopeIntegral Slope { get; }

    /// <summary>What was found; errors are relative to the larger slope, or to what a slope there typically is.</summary>
    /// <param name="where">The name of the line.</param>
    public GradientProbe ToProbe(string where)
    {
        double scale = Scale(Slope);
        return new GradientProbe
        {
            Where = where,
            ByValues = Slope.Whole.ByValues,
            ByGradient = Slope.Whole.ByGradient,
            RelativeError = Relative(Slope.Whole.Error),
            SideError = Relative(Math.Max(Slope.Before.Error, Slope.After.Error)),
            Doubt = Relative(_doubts[Best()] + Slope.Unseen + (_rounding / Slope.Reach)),
        };

        double Relative(double difference) => difference == 0 ? 0 : double.IsFinite(difference) ? difference / scale : double.PositiveInfinity;
    }

    /// <summary>Whether values and gradient differ by more than is to be expected.</summary>
    private bool IsSuspect(int i)
    {
        SlopeIntegral slope = _slopes[i];
        double error = Math.Max(slope.Whole.Error, Math.Max(slope.Before.Error, slope.After.Error));
        return error > _doubts[i] + (_rounding / slope.Reach) + (Goal * Scale(slope));
    }

    private double Scale(SlopeIntegral slope) => Math.Max(_typical, Math.Max(slope.Before.Magnitude, slope.After.Magnitude));

    private int Best()
    {
        (int best, double least) = (0, double.PositiveInfinity);
        for (int i = 0; i < Reaches; i++)
        {
            double expected = _doubts[i] + (_rounding / _slopes[i].Reach);
            if (expected < least)
            {
                (best, least) = (i, expected);
            }
        }

        return best;
    }
}
