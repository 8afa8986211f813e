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
    public string Name { get; init; }

    /// <summary>Extent of each dimension, slowest first; empty for a scalar.</summary>
    public IReadOnlyList<int> Shape { get; init; }

    /// <summary>The elements in row-major order, as many as the product of <see cref="Shape"/>.</summary>
    public float[] Data { get; init; }
}
