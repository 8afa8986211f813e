namespace Siren2.Losses;

/// <summary>A loss along a line through a prediction: prediction + position·direction.</summary>
internal sealed class LossLine(IWaveformLoss loss, float[] prediction, float[] target, LossContext context)
{
    /// <summary>2⁻²⁴.</summary>
    private const double SinglePrecision = 1.0 / 16777216;

    private const int RandomWays = 8;

    private readonly float[] _moved = new float[prediction.Length];
    private readonly float[] _gradient = new float[prediction.Length];

    /// <summary>The way to go, <c>[samples]</c>; the caller sets it.</summary>
    public float[] Direction { get; } = new float[prediction.Length];

    /// <summary>The gradient of the last evaluation.</summary>
    public ReadOnlySpan<float> Gradient => _gradient;

    /// <summary>The value of the loss at a position, and its slope along the line by its gradient.</summary>
    public LossPoint Evaluate(double position)
    {
        for (int i = 0; i < _moved.Length; i++)
        {
            _moved[i] = (float)(prediction[i] + (position * Direction[i]));
        }

        // An element that the loss forgets to write stays not-a-number, and so does the slope.
        Array.Fill(_gradient, float.NaN);
        double value = loss.Evaluate(_moved, target, context, _gradient);
        double slope = 0;
        for (int i = 0; i < _moved.Length; i++)
        {
            slope += (double)_gradient[i] * Direction[i];
        }

        return new LossPoint(position, value, slope);
    }

    /// <summary>
    /// What rounding does to a difference of two values: over a way so short that nothing else can, how far three values are
    /// from a straight line. That may miss the steps in which a value moves, so it is at least half a unit in the last place
    /// of a value in single precision, and a sixteenth of that for a loss that sums in double precision.
    /// </summary>
    /// <param name="level">Root mean square of the prediction.</param>
    public double Rounding(double level)
    {
        double middle = Evaluate(0).Value;
        double rounding = Math.Abs(middle) * (middle == (float)middle ? SinglePrecision : SinglePrecision / 16);
        return Enumerable.Range(1, 3).Select(i => Bend(middle, i * 1e-6 * level)).Append(rounding).Max();
    }

    /// <summary>
    /// The same over random ways of about one unit in the last place of every sample: where one sample alone moves, most of what is rounded stays the same.
    /// </summary>
    /// <param name="level">Root mean square of the prediction.</param>
    /// <param name="random">Chooses the ways; the direction is that of the last one then.</param>
    public double Rounding(double level, Random random)
    {
        double middle = Evaluate(0).Value;
        double rounding = 0;
        for (int i = 0; i < RandomWays; i++)
        {
            ChooseDirection(random);
            rounding = Math.Max(rounding, Bend(middle, 2 * SinglePrecision * level));
        }

        return rounding;
    }

    /// <summary>Lets every sample move by the same step up or down.</summary>
    /// <param name="random">Chooses which.</param>
    public void ChooseDirection(Random random)
    {
        foreach (ref float component in Direction.AsSpan())
        {
            component = random.NextDouble() < 0.5 ? -1 : 1;
        }
    }

    private double Bend(double middle, double reach) => Math.Abs(Evaluate(reach).Value - middle - (middle - Evaluate(-reach).Value));
}

/// <summary>A loss at a position on a line.</summary>
/// <param name="Position">Where.</param>
/// <param name="Value">Its value.</param>
/// <param name="Slope">Its slope along the line by its gradient.</param>
internal readonly record struct LossPoint(double Position, double Value, double Slope);
