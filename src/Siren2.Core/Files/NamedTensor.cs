using Siren2.Checks;

namespace Siren2.Files;

/// <summary>A named array of 32-bit floats with a shape, as stored in a safetensors file.</summary>
public sealed record NamedTensor
{
    /// <summary>Names an array; it is taken over, not copied.</summary>
    /// <param name="name">Name, unique within its file.</param>
    /// <param name="shape">Extent of each dimension, slowest first; empty for a scalar.</param>
    /// <param name="data">The elements in row-major order, as many as the product of <paramref name="shape"/>.</param>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public NamedTensor(string name, IReadOnlyList<int> shape, float[] data)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(shape);
        ArgumentNullException.ThrowIfNull(data);
        Name = name;
        Shape = shape;
        Data = data;
    }

    /// <summary>Name, unique within its file.</summary>
    /// <exception cref="ArgumentNullException">The value is null.</exception>
    public string Name { get; init => field = NullCheck.NotNull(value); }

    /// <summary>Extent of each dimension, slowest first; empty for a scalar.</summary>
    /// <exception cref="ArgumentNullException">The value is null.</exception>
    public IReadOnlyList<int> Shape { get; init => field = NullCheck.NotNull(value); }

    /// <summary>The elements in row-major order, as many as the product of <see cref="Shape"/>.</summary>
    /// <exception cref="ArgumentNullException">The value is null.</exception>
    public float[] Data { get; init => field = NullCheck.NotNull(value); }
}
