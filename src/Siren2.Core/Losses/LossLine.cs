namespace Siren2.Losses;

/// <summary>A loss along a line through a prediction: prediction + position·direction.</summary>
internal sealed class LossLine(IWaveformLoss loss, float[] prediction, float[] target, LossContext context)
{
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
