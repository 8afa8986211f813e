using System.Numerics.Tensors;

namespace Siren2.Losses;

/// <summary>A weighted sum of values and gradients under construction.</summary>
internal ref struct WeightedGradient
{
    private readonly Span<float> _gradient;

    /// <summary>Begins with zero.</summary>
    /// <param name="gradient">Receives the sum of the gradients.</param>
    public WeightedGradient(Span<float> gradient)
    {
        _gradient = gradient;
        _gradient.Clear();
    }

    public double Value { get; private set; }

    public void Add(double value, scoped ReadOnlySpan<float> gradient, double weight)
    {
        Value += weight * value;
        TensorPrimitives.MultiplyAdd(gradient, (float)weight, _gradient, _gradient);
    }
}
