using System.Numerics.Tensors;
using Siren2.Kernels.Matrix;
using Siren2.Kernels.Simd;

namespace Siren2.Layers;

/// <summary>
/// One layer of long short-term memory that starts from zeros. With z = W_ih·x[t] + b_ih + W_hh·h[t−1] + b_hh cut into four
/// parts of the hidden size, in the order i, f, g, o of PyTorch:
/// c[t] = σ(f)·c[t−1] + σ(i)·tanh(g), h[t] = σ(o)·tanh(c[t]).
/// </summary>
/// <remarks>
/// The recurrence needs only W_hh; what concerns x, and all gradients of weights, are products of matrices over all frames.
/// Source: Hochreiter and Schmidhuber 1997, with the forget gate of Gers et al. 2000.
/// </remarks>
internal sealed class Lstm : ILayer
{
    private readonly int _frames;
    private readonly int _inputs;
    private readonly int _hidden;
    private readonly SimdWidth? _width;
    private readonly Parameter _inputWeight;
    private readonly Parameter _hiddenWeight;
    private readonly Parameter _inputBias;
    private readonly Parameter _hiddenBias;

    private readonly float[] _source;
    private readonly float[] _gates;
    private readonly float[] _gradientGates;
    private readonly float[] _tanhCells;

    // One frame more than the source: row t is the state before frame t, and row 0 stays zero.
    private readonly float[] _cells;
    private readonly float[] _states;
    private readonly float[] _gradientCell;
    private readonly float[] _gradientState;

    /// <summary>An LSTM layer over a signal of known length.</summary>
    /// <param name="block">Where the parameters go.</param>
    /// <param name="name">Published name, before <c>.weight_ih_l0</c> and its kind.</param>
    /// <param name="index">Number of the layer in its stack, from zero: the end of the published names.</param>
    /// <param name="frames">Frames of the source.</param>
    /// <param name="inputs">Channels of the source.</param>
    /// <param name="hidden">Channels of the destination.</param>
    /// <param name="width">Vector width of the products; the best by default.</param>
    public Lstm(ParameterBlock block, string name, int index, int frames, int inputs, int hidden, SimdWidth? width = null)
    {
        _width = width;
        _frames = frames;
        _inputs = inputs;
        _hidden = hidden;
        _inputWeight = block.Add($"{name}.weight_ih_l{index}", 4 * hidden, inputs);
        _hiddenWeight = block.Add($"{name}.weight_hh_l{index}", 4 * hidden, hidden);
        _inputBias = block.Add($"{name}.bias_ih_l{index}", 4 * hidden);
        _hiddenBias = block.Add($"{name}.bias_hh_l{index}", 4 * hidden);
        _source = new float[checked(frames * inputs)];
        _gates = new float[checked(frames * 4 * hidden)];
        _gradientGates = new float[_gates.Length];
        _tanhCells = new float[frames * hidden];
        _cells = new float[(frames + 1) * hidden];
        _states = new float[(frames + 1) * hidden];
        _gradientCell = new float[hidden];
        _gradientState = new float[hidden];
    }

    /// <inheritdoc/>
    public int SourceLength => _source.Length;

    /// <inheritdoc/>
    public int DestinationLength => _frames * _hidden;

    /// <inheritdoc/>
    /// <remarks>As in PyTorch, everything is U(±1/√hidden).</remarks>
    public void Initialize(Random random, CancellationToken stop = default)
    {
        double bound = 1 / Math.Sqrt(_hidden);
        ParameterBlock.FillUniform(_inputWeight.Value, bound, random, stop);
        ParameterBlock.FillUniform(_hiddenWeight.Value, bound, random, stop);
        ParameterBlock.FillUniform(_inputBias.Value, bound, random, stop);
        ParameterBlock.FillUniform(_hiddenBias.Value, bound, random, stop);
    }

    /// <inheritdoc/>
    public void Forward(ReadOnlySpan<float> source, Span<float> destination, CancellationToken stop = default)
    {
        source.CopyTo(_source);
        int width = 4 * _hidden;
        for (int t = 0; t < _frames; t++)
        {
            TensorPrimitives.Add(_inputBias.Value, _hiddenBias.Value, _gates.AsSpan(t * width, width));
        }

        MatrixMultiply.AddProductTransposedB(
            _frames, width, _inputs, source, _inputs, _inputWeight.Value, _inputs, _gates, width, _width, stop);
        for (int t = 0; t < _frames; t++)
        {
            stop.ThrowIfCancellationRequested();
            StepForward(t);
        }

        _states.AsSpan(_hidden).CopyTo(destination);
    }

    /// <inheritdoc/>
    public void Backward(ReadOnlySpan<float> gradientDestination, Span<float> gradientSource, CancellationToken stop = default)
    {
        Array.Clear(_gradientCell);
        Array.Clear(_gradientState);
        for (int t = _frames - 1; t >= 0; t--)
        {
            stop.ThrowIfCancellationRequested();
            StepBackward(t, gradientDestination.Slice(t * _hidden, _hidden));
        }

        ComputeParameterGradients(stop);
        if (!gradientSource.IsEmpty)
        {
            MatrixMultiply.Product(
                _frames, _inputs, 4 * _hidden, _gradientGates, 4 * _hidden, _inputWeight.Value, _inputs, gradientSource, _inputs, _width, stop);
        }
    }

    private void StepForward(int t)
    {
        int h = _hidden;
        Span<float> gates = _gates.AsSpan(t * 4 * h, 4 * h);
        MatrixMultiply.AddProductTransposedB(1, 4 * h, h, _states.AsSpan(t * h, h), h, _hiddenWeight.Value, h, gates, 4 * h, _width);
        TensorPrimitives.Sigmoid<float>(gates[..(2 * h)], gates[..(2 * h)]);
        TensorPrimitives.Tanh<float>(gates[(2 * h)..(3 * h)], gates[(2 * h)..(3 * h)]);
        TensorPrimitives.Sigmoid<float>(gates[(3 * h)..], gates[(3 * h)..]);

        Span<float> cell = _cells.AsSpan((t + 1) * h, h);
        Span<float> tanhCell = _tanhCells.AsSpan(t * h, h);
        TensorPrimitives.Multiply(gates[..h], gates[(2 * h)..(3 * h)], cell);
        TensorPrimitives.MultiplyAdd(gates[h..(2 * h)], _cells.AsSpan(t * h, h), cell, cell);
        TensorPrimitives.Tanh<float>(cell, tanhCell);
        TensorPrimitives.Multiply(gates[(3 * h)..], tanhCell, _states.AsSpan((t + 1) * h, h));
    }

    /// <summary>
    /// From the gradients of h[t] and c[t], which frames after t have left in the two state buffers, to those of z[t],
    /// h[t−1] and c[t−1]. With y = σ(z) or tanh(z), the derivatives are y·(1 − y) and 1 − y².
    /// </summary>
    private void StepBackward(int t, ReadOnlySpan<float> gradientDestination)
    {
        int h = _hidden;
        ReadOnlySpan<float> gates = _gates.AsSpan(t * 4 * h, 4 * h);
        ReadOnlySpan<float> previousCell = _cells.AsSpan(t * h, h);
        ReadOnlySpan<float> tanhCell = _tanhCells.AsSpan(t * h, h);
        Span<float> gradient = _gradientGates.AsSpan(t * 4 * h, 4 * h);
        for (int j = 0; j < h; j++)
        {
            float input = gates[j], forget = gates[h + j], candidate = gates[(2 * h) + j], output = gates[(3 * h) + j];
            float gradientState = gradientDestination[j] + _gradientState[j];
            float gradientCell = _gradientCell[j] + (gradientState * output * (1 - (tanhCell[j] * tanhCell[j])));
            gradient[j] = gradientCell * candidate * input * (1 - input);
            gradient[h + j] = gradientCell * previousCell[j] * forget * (1 - forget);
            gradient[(2 * h) + j] = gradientCell * input * (1 - (candidate * candidate));
            gradient[(3 * h) + j] = gradientState * tanhCell[j] * output * (1 - output);
            _gradientCell[j] = gradientCell * forget;
        }

        Array.Clear(_gradientState);
        MatrixMultiply.AddProduct(1, h, 4 * h, gradient, 4 * h, _hiddenWeight.Value, h, _gradientState, h, _width);
    }

    private void ComputeParameterGradients(CancellationToken stop)
    {
        int width = 4 * _hidden;
        RowSum.Compute(_gradientGates, _inputBias.Gradient, _width);
        _inputBias.Gradient.CopyTo(_hiddenBias.Gradient);
        MatrixMultiply.ProductTransposedA(
            width, _inputs, _frames, _gradientGates, width, _source, _inputs, _inputWeight.Gradient, _inputs, _width, stop);
        MatrixMultiply.ProductTransposedA(
            width, _hidden, _frames, _gradientGates, width, _states, _hidden, _hiddenWeight.Gradient, _hidden, _width, stop);
    }
}
