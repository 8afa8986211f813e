using System.Numerics.Tensors;
using Siren2.Kernels.Matrix;
using Siren2.Kernels.Simd;
using Siren2.Kernels.Threads;

namespace Siren2.Layers;

/// <summary>
/// One layer of long short-term memory that starts from zeros. With z = W_ih·x[t] + b_ih + W_hh·h[t−1] + b_hh cut into four
/// parts of the hidden size, in the order i, f, g, o of PyTorch:
/// c[t] = σ(f)·c[t−1] + σ(i)·tanh(g), h[t] = σ(o)·tanh(c[t]).
/// </summary>
/// <remarks>
/// The recurrence needs only W_hh; what concerns x, and all gradients of weights, are products of matrices over all frames.
/// W_hh is larger than a second cache and is read for every frame, up for one and down for the next: what that cache still holds serves
/// again. It is cut into chunks of units, those of several workers into as many stretches of chunks, which each worker keeps from frame to frame.
/// Source: Hochreiter and Schmidhuber 1997, with the forget gate of Gers et al. 2000.
/// </remarks>
internal sealed unsafe class Lstm : ILayer
{
    // Whole vectors of the widest kind, so that the functions of the gates see every unit alike wherever a chunk ends.
    private const int UnitsOfAChunk = 16;

    // Each has a part of its own in the sum over all gates that goes back a frame: the order of additions depends on it.
    private const int MostChunks = 16;

    private readonly int _frames;
    private readonly int _inputs;
    private readonly int _hidden;
    private readonly SimdWidth? _width;
    private readonly WorkerTeam _team;
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

    // First unit of each chunk, and their number at the end.
    private readonly int[] _chunks;

    // What each chunk gives to the gradient of the state before: [2, chunks, hidden], those of even and of odd frames.
    private readonly float[] _gradientParts;

    // The latest burst in which somebody took the stretch.
    private readonly int[] _taken;
    private int _burst;

    /// <summary>An LSTM layer over a signal of known length.</summary>
    /// <param name="block">Where the parameters go.</param>
    /// <param name="name">Published name, before <c>.weight_ih_l0</c> and its kind.</param>
    /// <param name="index">Number of the layer in its stack, from zero: the end of the published names.</param>
    /// <param name="frames">Frames of the source.</param>
    /// <param name="inputs">Channels of the source.</param>
    /// <param name="hidden">Channels of the destination.</param>
    /// <param name="width">Vector width of the products; the best by default.</param>
    /// <param name="team">Who shares the work; the caller alone by default.</param>
    public Lstm(
        ParameterBlock block, string name, int index, int frames, int inputs, int hidden, SimdWidth? width = null, WorkerTeam? team = null)
    {
        _width = width;
        _team = team ?? WorkerTeam.Alone;
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
        int vectors = Math.Max(1, hidden / UnitsOfAChunk);
        int chunks = Math.Min(MostChunks, vectors);
        _chunks = [.. Enumerable.Range(0, chunks).Select(chunk => chunk * vectors / chunks * UnitsOfAChunk), hidden];
        _gradientParts = new float[2 * chunks * hidden];
        _taken = new int[Math.Min(_team.Count, chunks)];
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
            _frames, width, _inputs, source, _inputs, _inputWeight.Value, _inputs, _gates, width, _width, _team, stop);
        for (int t = 0; t < _frames; t++)
        {
            stop.ThrowIfCancellationRequested();
            Run(new Frame(this, t, null));
        }

        _states.AsSpan(_hidden).CopyTo(destination);
    }

    /// <inheritdoc/>
    public void Backward(ReadOnlySpan<float> gradientDestination, Span<float> gradientSource, CancellationToken stop = default)
    {
        Array.Clear(_gradientCell);
        fixed (float* gradient = gradientDestination)
        {
            for (int t = _frames - 1; t >= 0; t--)
            {
                stop.ThrowIfCancellationRequested();
                Run(new Frame(this, t, gradient + (t * _hidden)));
            }
        }

        ComputeParameterGradients(stop);
        if (!gradientSource.IsEmpty)
        {
            MatrixMultiply.Product(
                _frames, _inputs, 4 * _hidden, _gradientGates, 4 * _hidden, _inputWeight.Value, _inputs, gradientSource, _inputs, _width, _team, stop);
        }
    }

    private void Run(Frame frame)
    {
        _burst++;
        _team.Run(frame, _taken.Length);
    }

    /// <summary>The worker's own stretch of chunks, whose weights its cache may hold, or another's where that is taken.</summary>
    private int TakeStretch(int worker)
    {
        int stretch = worker % _taken.Length;
        while (Interlocked.Exchange(ref _taken[stretch], _burst) == _burst)
        {
            stretch = (stretch + 1) % _taken.Length;
        }

        return stretch;
    }

    private int FirstChunk(int stretch) => stretch * (_chunks.Length - 1) / _taken.Length;

    private void StepForward(int t, int stretch)
    {
        int h = _hidden;
        int first = FirstChunk(stretch);
        int end = FirstChunk(stretch + 1);
        Span<float> gates = _gates.AsSpan(t * 4 * h, 4 * h);
        ReadOnlySpan<float> state = _states.AsSpan(t * h, h);
        for (int i = 0; i < 4 * (end - first); i++)
        {
            int place = t % 2 == 0 ? i : (4 * (end - first)) - 1 - i;
            int chunk = first + (place / 4);
            int row = (place % 4 * h) + _chunks[chunk];
            RowProduct.AddTransposed(state, _hiddenWeight.Value[(row * h)..], h, gates.Slice(row, _chunks[chunk + 1] - _chunks[chunk]), _width);
        }

        int unit = _chunks[first];
        int units = _chunks[end] - unit;
        Span<float> input = gates.Slice(unit, units);
        Span<float> forget = gates.Slice(h + unit, units);
        Span<float> candidate = gates.Slice((2 * h) + unit, units);
        Span<float> output = gates.Slice((3 * h) + unit, units);
        TensorPrimitives.Sigmoid<float>(input, input);
        TensorPrimitives.Sigmoid<float>(forget, forget);
        TensorPrimitives.Tanh<float>(candidate, candidate);
        TensorPrimitives.Sigmoid<float>(output, output);

        Span<float> cell = _cells.AsSpan(((t + 1) * h) + unit, units);
        Span<float> tanhCell = _tanhCells.AsSpan((t * h) + unit, units);
        TensorPrimitives.Multiply(input, candidate, cell);
        TensorPrimitives.MultiplyAdd(forget, _cells.AsSpan((t * h) + unit, units), cell, cell);
        TensorPrimitives.Tanh<float>(cell, tanhCell);
        TensorPrimitives.Multiply(output, tanhCell, _states.AsSpan(((t + 1) * h) + unit, units));
    }

    /// <summary>
    /// From the gradients of h[t] and c[t], which frames after t have left in parts and in a buffer, to those of z[t],
    /// h[t−1] and c[t−1]. With y = σ(z) or tanh(z), the derivatives are y·(1 − y) and 1 − y².
    /// </summary>
    private void StepBackward(int t, int stretch, ReadOnlySpan<float> gradientDestination)
    {
        int h = _hidden;
        int first = FirstChunk(stretch);
        int end = FirstChunk(stretch + 1);
        CollectGradientState(t, _chunks[first], _chunks[end], gradientDestination);
        ReadOnlySpan<float> gates = _gates.AsSpan(t * 4 * h, 4 * h);
        ReadOnlySpan<float> previousCell = _cells.AsSpan(t * h, h);
        ReadOnlySpan<float> tanhCell = _tanhCells.AsSpan(t * h, h);
        Span<float> gradient = _gradientGates.AsSpan(t * 4 * h, 4 * h);
        for (int j = _chunks[first]; j < _chunks[end]; j++)
        {
            float input = gates[j], forget = gates[h + j], candidate = gates[(2 * h) + j], output = gates[(3 * h) + j];
            float gradientState = _gradientState[j];
            float gradientCell = _gradientCell[j] + (gradientState * output * (1 - (tanhCell[j] * tanhCell[j])));
            gradient[j] = gradientCell * candidate * input * (1 - input);
            gradient[h + j] = gradientCell * previousCell[j] * forget * (1 - forget);
            gradient[(2 * h) + j] = gradientCell * input * (1 - (candidate * candidate));
            gradient[(3 * h) + j] = gradientState * tanhCell[j] * output * (1 - output);
            _gradientCell[j] = gradientCell * forget;
        }

        for (int i = 0; t > 0 && i < end - first; i++)
        {
            int chunk = t % 2 == 0 ? first + i : end - 1 - i;
            int units = _chunks[chunk + 1] - _chunks[chunk];
            Span<float> part = GradientPart(t, chunk);
            part.Clear();
            for (int gate = 0; gate < 4; gate++)
            {
                int row = (gate * h) + _chunks[chunk];
                RowProduct.Add(gradient.Slice(row, units), _hiddenWeight.Value[(row * h)..], h, part, _width);
            }
        }
    }

    private void CollectGradientState(int t, int unit, int end, ReadOnlySpan<float> gradientDestination)
    {
        Span<float> sum = _gradientState.AsSpan(unit, end - unit);
        gradientDestination[unit..end].CopyTo(sum);
        for (int chunk = 0; t < _frames - 1 && chunk < _chunks.Length - 1; chunk++)
        {
            TensorPrimitives.Add(sum, GradientPart(t + 1, chunk)[unit..end], sum);
        }
    }

    private Span<float> GradientPart(int t, int chunk) => _gradientParts.AsSpan(((t % 2 * (_chunks.Length - 1)) + chunk) * _hidden, _hidden);

    private void ComputeParameterGradients(CancellationToken stop)
    {
        int width = 4 * _hidden;
        RowSum.Compute(_gradientGates, _inputBias.Gradient, _width, _team);
        _inputBias.Gradient.CopyTo(_hiddenBias.Gradient);
        MatrixMultiply.ProductTransposedA(
            width, _inputs, _frames, _gradientGates, width, _source, _inputs, _inputWeight.Gradient, _inputs, _width, _team, stop);
        MatrixMultiply.ProductTransposedA(
            width, _hidden, _frames, _gradientGates, width, _states, _hidden, _hiddenWeight.Gradient, _hidden, _width, _team, stop);
    }

    /// <summary>One frame of a stretch of units: forward, or backward where there is a gradient.</summary>
    private readonly struct Frame(Lstm lstm, int t, float* gradient) : WorkerTeam.IWork
    {
        public void Execute(int item, int worker)
        {
            int stretch = lstm.TakeStretch(worker);
            if (gradient == null)
            {
                lstm.StepForward(t, stretch);
            }
            else
            {
                lstm.StepBackward(t, stretch, new ReadOnlySpan<float>(gradient, lstm._hidden));
            }
        }
    }
}
