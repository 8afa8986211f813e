namespace Siren2.Files;

/// <summary>A named array of 32-bit floats with a shape, as stored in a safetensors file.</summary>
/// <param name="Name">Name, unique within its file.</param>
/// <param name="Shape">Extent of each dimension, slowest first; empty for a scalar.</param>
/// <param name="Data">The elements in row-major order, as many as the product of <paramref name="Shape"/>.</param>
public sealed record NamedTensor(string Name, IReadOnlyList<int> Shape, float[] Data);
