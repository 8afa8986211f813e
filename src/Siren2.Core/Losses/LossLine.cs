namespace Siren2.Losses;

/// <summary>A loss along a line through a prediction: prediction + position·direction.</summary>
internal sealed class LossLine(IWaveformLoss loss, float[] prediction, float[] target, LossContext context)
{
    /// <summary>Intervals of the trapezoid rule.</summary>
    private const int Intervals = 4;

    /// <summary>2⁻²⁴.</summary>
    private const double SinglePrecision = 1.0 / 16777216;

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
    /// The mean slope from −reach to reach: by the values at both ends, and by the gradient with the trapezoid rule, whose
    /// error is of the order of an interval times how far the slopes are from a straight line.
    /// </summary>
    public MeanSlope MeanSlope(double reach)
    {
        Span<LossPoint> points = stackalloc LossPoint[Intervals + 1];
        double sum = 0;
        double bend = 0;
        for (int i = 0; i <= Intervals; i++)
        {
            points[i] = Evaluate(reach * ((2.0 * i / Intervals) - 1));
            sum += points[i].Slope * (i is 0 or Intervals ? 0.5 : 1);
            bend = i < 2 ? 0 : Math.Max(bend, Math.Abs(points[i].Slope - (2 * points[i - 1].Slope) + points[i - 2].Slope));
        }

        double byValues = (points[^1].Value - points[0].Value) / (2 * reach);
        return new MeanSlope(reach, byValues, sum / Intervals, bend / Intervals);
    }

    /// <summary>
    /// What rounding does to a difference of two values: over a way so short that nothing else can, how far three values are
    /// from a straight line. That may miss the steps in which a value moves, so it is at least half a unit in the last place
    /// of a value in single precision, and a sixteenth of that for a loss that sums in double precision.
    /// </summary>
    public double Rounding(double level)
    {
        double middle = Evaluate(0).Value;
        double rounding = Math.Abs(middle) * (middle == (float)middle ? SinglePrecision : SinglePrecision / 16);
        for (int i = 1; i <= 3; i++)
        {
            double reach = i * 1e-6 * level;
            rounding = Math.Max(rounding, Math.Abs(Evaluate(reach).Value - middle - (middle - Evaluate(-reach).Value)));
        }

        return rounding;
    }
}

/// <summary>A loss at a position on a line.</summary>
/// <param name="Position">Where.</param>
/// <param name="Value">Its value.</param>
/// <param name="Slope">Its slope along the line by its gradient.</param>
internal readonly record struct LossPoint(double Position, double Value, double Slope);

/// <summary>Mean slopes of a loss on either side of a point.</summary>
/// <param name="Reach">How far on either side.</param>
/// <param name="ByValues">By the values at both ends.</param>
/// <param name="ByGradient">By the gradient between them.</param>
/// <param name="Doubt">How far <paramref name="ByGradient"/> may be from the true mean of the gradient.</param>
internal readonly record struct MeanSlope(double Reach, double ByValues, double ByGradient, double Doubt);
