namespace Siren2.Optimization;

/// <summary>
/// What an optimiser sees of a network: all of its parameters and their gradients as two flat, parallel blocks.
/// The order within the blocks is the network's own affair.
/// </summary>
public interface ITrainable
{
    /// <summary>Every parameter, <c>[count]</c>; the optimiser writes here.</summary>
    Span<float> Parameters { get; }

    /// <summary>The gradient of the loss with respect to each element of <see cref="Parameters"/>, <c>[count]</c>.</summary>
    Span<float> Gradients { get; }
}
