using Siren2.Checks;
using Siren2.Kernels.Elementwise;
using Siren2.Kernels.Simd;

namespace Siren2.Optimization;

/// <summary>
/// Adam (Kingma and Ba 2015, arXiv 1412.6980, algorithm 1) over a flat block of parameters:
/// m ← β1·m + (1−β1)·g, v ← β2·v + (1−β2)·g², θ ← θ − η·m̂ / (√v̂ + ε) with m̂ = m/(1−β1ᵗ), v̂ = v/(1−β2ᵗ).
/// </summary>
/// <example>
/// <code>
/// // As many as the network's memory holds, padding included, not decoder.ParameterCount.
/// var adam = new Adam(decoder.Parameters.Length, new AdamOptions { Beta1 = 0.8f, Beta2 = 0.9f });
/// adam.Step(decoder.Parameters, decoder.Gradients, learningRate: 1e-3);
/// </code>
/// </example>
public sealed class Adam
{
    private readonly AdamOptions _options;
    private readonly float[] _first;
    private readonly float[] _second;
    private readonly SimdWidth _width;

    /// <summary>Creates the optimizer's state for a number of parameters.</summary>
    /// <param name="parameterCount">
    /// Length of the blocks that <see cref="Step"/> will be given, at least 0: of <see cref="IParameterGroup.Parameters"/>, padding included.
    /// </param>
    /// <param name="options">Coefficients; null for the defaults.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="parameterCount"/> is negative, or more than an array holds.</exception>
    public Adam(int parameterCount, AdamOptions? options = null)
        : this(parameterCount, options, SimdWidths.Best)
    {
    }

    internal Adam(int parameterCount, AdamOptions? options, SimdWidth width)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(parameterCount);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(parameterCount, Array.MaxLength);
        _options = options ?? new AdamOptions();
        _first = new float[parameterCount];
        _second = new float[parameterCount];
        _width = width;
    }

    /// <summary>Number of steps taken.</summary>
    public int StepCount { get; private set; }

    /// <summary>Takes one step.</summary>
    /// <param name="parameters">Parameters, updated in place, <c>[count]</c>.</param>
    /// <param name="gradients">Their gradients, <c>[count]</c>.</param>
    /// <param name="learningRate">η, from 0.</param>
    /// <exception cref="ArgumentException">A block has not the length that the state was created for.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="learningRate"/> is negative or not finite.</exception>
    public void Step(Span<float> parameters, ReadOnlySpan<float> gradients, double learningRate)
    {
        if (parameters.Length != _first.Length || gradients.Length != _first.Length)
        {
            throw new ArgumentException(
                $"{parameters.Length} parameters and {gradients.Length} gradients were given; this state holds {_first.Length}.",
                nameof(parameters));
        }

        NumberCheck.FiniteFromZero(learningRate, "A learning rate", nameof(learningRate));

        StepCount++;
        double correction1 = 1 - Math.Pow(_options.Beta1, StepCount);
        double correction2 = 1 - Math.Pow(_options.Beta2, StepCount);
        var step = new AdamKernel.Step(
            _options.Beta1, _options.Beta2, (float)(learningRate / correction1), (float)(1 / Math.Sqrt(correction2)), _options.Epsilon);
        AdamKernel.Update(_width, parameters, gradients, _first, _second, step);
    }

    /// <summary>Forgets all moments and steps, as after a change of the problem.</summary>
    public void Reset()
    {
        Array.Clear(_first);
        Array.Clear(_second);
        StepCount = 0;
    }
}
