using Siren2.Optimization;

namespace Siren2.Layers;

/// <summary>
/// All parameters of a network, and their gradients, as two flat blocks. Layers add their tensors while the network is put
/// together; <see cref="Allocate"/> then makes the blocks.
/// </summary>
internal sealed class ParameterBlock : IParameterGroup
{
    private readonly List<Parameter> _parameters = [];
    private int _length;
    private float[] _values = [];
    private float[] _gradients = [];

    /// <summary>The tensors in the order in which they were added, which is their order in the blocks.</summary>
    public IReadOnlyList<Parameter> Parameters => _parameters;

    /// <summary>Every parameter, <c>[count]</c>; empty before <see cref="Allocate"/>.</summary>
    public Span<float> Values => _values;

    /// <inheritdoc/>
    public Span<float> Gradients => _gradients;

    Span<float> IParameterGroup.Parameters => _values;

    /// <summary>Reserves room for a tensor.</summary>
    /// <param name="name">Published name, unique within the network.</param>
    /// <param name="shape">Published shape, slowest dimension first.</param>
    /// <exception cref="ArgumentException">The network would have more parameters than fit an array.</exception>
    public Parameter Add(string name, params int[] shape)
    {
        double length = shape.Aggregate(1.0, (product, extent) => product * extent);
        if (_length + length > Array.MaxLength)
        {
            throw new ArgumentException(
                $"'{name}' of shape [{string.Join(", ", shape)}] would make {_length + length} parameters; "
                + $"at most {Array.MaxLength} fit.");
        }

        var parameter = new Parameter(this, name, shape, _length, (int)length);
        _parameters.Add(parameter);
        _length += parameter.Length;
        return parameter;
    }

    /// <summary>Makes the two blocks, zeroed. No tensor may be added afterwards.</summary>
    public void Allocate()
    {
        _values = new float[_length];
        _gradients = new float[_length];
    }

    /// <summary>Fills a tensor with numbers drawn uniformly from [−<paramref name="bound"/>, <paramref name="bound"/>).</summary>
    public static void FillUniform(Span<float> values, double bound, Random random, CancellationToken stop = default)
    {
        const int block = 4096;
        for (int i = 0; i < values.Length; i++)
        {
            if (i % block == 0)
            {
                stop.ThrowIfCancellationRequested();
            }

            values[i] = (float)(bound * ((2 * random.NextDouble()) - 1));
        }
    }
}
