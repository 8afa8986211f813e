namespace Siren2.Optimization;

/// <summary>Parameters in one piece of memory, a tensor or all of a network, with their gradients.</summary>
public interface IParameterGroup
{
    /// <summary>Every parameter, <c>[count]</c>; the optimizer writes here.</summary>
    Span<float> Parameters { get; }

    /// <summary>The gradient of the loss with respect to each element of <see cref="Parameters"/>, <c>[count]</c>.</summary>
    Span<float> Gradients { get; }
}
